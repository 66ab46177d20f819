"""Files as newsrooms have them, and as nobody should."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover import files
from pipeline.discover.inputs import is_address, read
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.urls import article_id

TEXT = "Le conseil s’est réuni.\n"


def arrivals(*args: object) -> list[Arrival]:
    return list(read([str(arg) for arg in args], limits=4096))


@given(st.lists(st.text(st.characters(codec=None), max_size=30), max_size=3))
def test_no_argument_raises(args: list[str]) -> None:
    # None of them may lead to a folder that is really there.
    for arrival in read([f"nowhere/{arg}" for arg in args] + [f"x{arg}:{arg}" for arg in args], limits=10):
        arrival.url.encode()
        arrival.detail.encode()


@pytest.mark.parametrize(
    ("arg", "reason"),
    [
        ("https://example.org/" + "a" * 9000, Reason.BAD_URL),
        ("a" * 9000, Reason.UNREADABLE_FILE),
        ("~nobody-at-all/a.txt", Reason.MISSING_FILE),
        ("", Reason.MISSING_FILE),
        ("  ", Reason.MISSING_FILE),
        ("file:///nowhere/%FF.txt", Reason.MISSING_FILE),
    ],
)
def test_arguments_that_nobody_would_give(
    arg: str, reason: Reason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [arrival.refused for arrival in arrivals(arg)] == [reason]


def test_a_name_with_a_colon_is_a_file_when_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes:2024.txt").write_text(TEXT)
    assert not is_address("notes:2024.txt") and is_address("notes:2025.txt")
    assert arrivals("notes:2024.txt")[0].refused is None


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xe9t\xe9.txt"
    Path(os.fsdecode(name)).write_text(TEXT)
    missing = os.fsdecode(name[:-4])
    found, lost = arrivals(os.fsdecode(name), missing)
    assert found.refused is None and found.url.endswith("/%E9t%E9.txt")
    assert arrivals(found.url)[0].id == found.id
    assert lost.refused is Reason.MISSING_FILE
    for arrival in (found, lost):
        pack(arrival)


def test_pipes_sockets_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = arrivals(tmp_path, "/dev/zero")
    assert [arrival.refused for arrival in found] == [Reason.UNREADABLE_FILE] * 3


def test_a_path_of_any_length_is_read(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["é" * 60] * 20)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(TEXT)
    [arrival] = arrivals(tmp_path)
    # A letter may have three times as many characters in the URL as bytes in the name.
    assert arrival.refused is None and len(arrival.url) > 6000


def test_a_refused_file_is_found_by_its_path(tmp_path: Path) -> None:
    [arrival] = arrivals(tmp_path / "missing.txt")
    assert arrival.id == article_id((tmp_path / "missing.txt").as_uri())


@pytest.mark.parametrize("name", ["a.json", "a.csv", "A.JSON"])
def test_data_is_no_article(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"a": 1}')
    [arrival] = arrivals(tmp_path / name)
    assert arrival.refused == Reason.UNSUPPORTED_TYPE and ".jsonl" in arrival.detail


def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def scandir(path: object) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    # Whoever runs the tests as root may open every folder.
    monkeypatch.setattr(files.os, "scandir", scandir)
    monkeypatch.setattr(os, "scandir", scandir)
    found = {Path(arrival.url).name: arrival.refused for arrival in arrivals(tmp_path)}
    assert found == {"a.txt": None, "closed": Reason.UNREADABLE_FILE}
