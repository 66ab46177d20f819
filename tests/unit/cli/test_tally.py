"""The sum of one command's articles: counts, who is named, the exit code."""

from __future__ import annotations

import pytest

from cli.tally import FEW, Result, Tally
from pipeline.outcomes import Outcome


def tally(*results: Result, waited: bool = True) -> Tally:
    made = Tally(waited=waited)
    for result in results:
        made.add(result)
    return made


def told(made: Tally) -> str:
    return "\n".join(line.plain for line in made.summary())


@pytest.mark.parametrize(
    ("outcome", "waited", "code"),
    [
        (Outcome.INDEXED, True, 0),
        (Outcome.UNCHANGED, True, 0),
        (Outcome.DUPLICATE, True, 0),
        (Outcome.REJECTED, True, 1),
        (Outcome.REJECTED, False, 1),
        (Outcome.DEAD, True, 1),
        (Outcome.DROPPED, True, 1),
        (Outcome.IN_FLIGHT, False, 0),
        (Outcome.IN_FLIGHT, True, 1),
    ],
)
def test_the_exit_code(outcome: Outcome, waited: bool, code: int) -> None:
    assert tally(Result("a", "u", outcome), waited=waited).exit_code == code


def test_nothing_to_read_is_no_failure() -> None:
    assert tally().exit_code == 0 and "0 articles: nothing to read." in told(tally())


def test_a_few_are_named_each() -> None:
    text = told(tally(Result("a", "file:///x", Outcome.INDEXED), Result("b", "file:///y", Outcome.REJECTED, "binary")))
    assert "2 articles: 1 indexed, 1 rejected." in text
    assert "indexed  file:///x" in text and "rejected: binary  file:///y" in text


def test_of_many_only_the_failed_are_named() -> None:
    many = [Result(str(n), f"file:///{n}", Outcome.INDEXED) for n in range(FEW + 5)]
    text = told(tally(*many, Result("z", "file:///bad", Outcome.DEAD, "timeout")))
    assert "file:///3" not in text and "dead: timeout  file:///bad" in text


def test_a_line_of_json() -> None:
    line = Result("a", "u", Outcome.REJECTED, "empty").document()
    assert line == {"id": "a", "url": "u", "outcome": "rejected", "reason": "empty"}
