"""Questions: how answers are read, and that nobody is asked who isn't there."""

from __future__ import annotations

import io

import pytest

from cli import asking
from pipeline.errors import Misuse


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", [1]), ("2", [2]), (" 1, 3 ", [1, 3]), ("3 1", [3, 1]), ("all", [1, 2, 3]), ("2,2", [2])],
)
def test_numbers_are_read(text: str, numbers: list[int]) -> None:
    assert asking.read_numbers(text, 3) == numbers


@pytest.mark.parametrize("text", ["0", "4", "-1", "x", "1-2", "９", "9" * 5000])
def test_other_answers_are_asked_for_again(text: str) -> None:
    assert asking.read_numbers(text, 3) is None


def test_the_question_is_asked_until_it_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("7\n2\n"))
    assert asking.choose(3) == [2]
    out, err = capsys.readouterr()
    assert out == "" and "Numbers from 1 to 3" in err


def test_the_end_of_input_takes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert asking.choose(3) == [1]


def test_a_script_has_to_confirm_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with pytest.raises(Misuse, match="--yes"):
        asking.confirm("Remove 3 sources?", yes=False)
    assert asking.confirm("Remove 3 sources?", yes=True)


@pytest.mark.parametrize(
    ("answer", "confirmed"), [("y\n", True), ("oui\n", True), ("\n", False), ("", False), ("n\n", False)]
)
def test_a_person_confirms(monkeypatch: pytest.MonkeyPatch, answer: str, confirmed: bool) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    monkeypatch.setattr(asking, "is_there", lambda: True)
    assert asking.confirm("Remove 3 sources?", yes=False) is confirmed
