"""Folders that somebody drops files into."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.discover import files, folders
from pipeline.errors import Rejected
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import SourceKind
from tests.unit.discover.following import Follower, later, source

TEXT = "Le conseil s’est réuni.\n"


def follow(folder: Path, age: float = 3600) -> Follower:
    return Follower(folders.read, source(folder, SourceKind.FOLDER, collections=("presse",)), later(age))


def names(found: list[Arrival]) -> list[str]:
    return [arrival.url.rsplit("/", 1)[-1] for arrival in found if arrival.refused is None]


def test_new_and_changed_files_are_brought_once(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for path in ("a.txt", "deep/b.html", "deep/er/c.md"):
        (tmp_path / path).write_text(TEXT)
    follower = follow(tmp_path)
    first = follower.check()
    assert names(first) == ["a.txt", "b.html", "c.md"] and {arrival.source for arrival in first} == {"s1"}
    assert follower.check() == []
    (tmp_path / "deep" / "b.html").write_text(f"<p>{TEXT}</p>")
    (tmp_path / "d.txt").write_text(TEXT)
    again = follower.check()
    assert names(again) == ["d.txt", "b.html"]
    assert again[1].id == first[1].id and again[1].fingerprint != first[1].fingerprint


def test_a_check_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"{n}.txt").write_text(TEXT)
    follower, found = follow(tmp_path), []
    while piece := follower.check(2):
        found += names(piece)
    assert found == [f"{n}.txt" for n in range(5)]


def test_hidden_temporary_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".a.txt", "a.txt.tmp", "a.txt~", "a.html.part", "~$a.txt", "a.exe", ".hidden/a.txt", "a.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "a.txt").write_text(TEXT)
    assert names(follow(tmp_path).check()) == ["a.txt"]


def test_a_file_that_is_being_written_is_left_though_it_has_an_old_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    os.utime(tmp_path / "a.txt", (1_000_000, 1_000_000))
    follower = follow(tmp_path, age=0)
    assert follower.check() == [] and not follower.places
    follower.clock = later(folders.SETTLED + 1)
    assert names(follower.check()) == ["a.txt"]


def test_deleted_files_are_forgotten_and_come_back_as_new(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    follower = follow(tmp_path)
    follower.check()
    (tmp_path / "a.txt").unlink()
    assert follower.check() == [] and list(follower.places) == ["b.txt"]
    (tmp_path / "a.txt").write_text(TEXT)
    assert names(follower.check()) == ["a.txt"]


def test_lines_and_archives_in_a_folder_are_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"url": "https://example.org/1", "text": "x"}\n')
    follower = follow(tmp_path)
    assert names(follower.check()) == ["1"]
    with path.open("a") as file:
        file.write('{"url": "https://example.org/2", "text": "x"}\n')
    assert names(follower.check()) == ["2"]
    assert follower.check() == []


def test_what_cannot_be_read_is_told_once_for_each_state(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    follower = follow(tmp_path)
    assert [arrival.refused for arrival in follower.check()] == [Reason.EMPTY, Reason.UNREADABLE_FILE]
    assert follower.check() == []
    (tmp_path / "empty.txt").write_text(TEXT)
    assert names(follower.check()) == ["empty.txt"]


def test_a_closed_folder_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def scandir(path: object) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    # Whoever runs the tests as root may open every folder.
    monkeypatch.setattr(os, "scandir", scandir)
    follower = follow(tmp_path)
    assert [arrival.refused for arrival in follower.check()] == [Reason.UNREADABLE_FILE]
    assert follower.check() == []


@pytest.mark.parametrize(("name", "reason"), [("none", Reason.MISSING_FILE), ("a.txt", Reason.UNREADABLE_FILE)])
def test_a_folder_that_is_none_is_the_source_s_fault(tmp_path: Path, name: str, reason: Reason) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(Rejected) as refused:
        follow(tmp_path / name).check()
    assert refused.value.reason is reason


def test_a_name_that_is_no_utf_8_is_remembered(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9t\xe9.txt")).write_text(TEXT)
    follower = follow(tmp_path)
    assert names(follower.check()) == ["%E9t%E9.txt"]
    assert follower.check() == [] and all(key.encode() for key in follower.places)


def test_places_are_bounded_and_what_is_beyond_is_still_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST", 3)
    for n in range(5):
        (tmp_path / f"{n}.txt").write_text(TEXT)
    follower = follow(tmp_path)
    assert len(follower.check()) == 5 and len(follower.places) == 3
    assert names(follower.check()) == ["3.txt", "4.txt"]


def test_thousands_of_unchanged_files_are_only_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3_000):
        (tmp_path / f"{n}.txt").write_text(TEXT)
    follower = follow(tmp_path)
    assert len(follower.check()) == 3_000
    monkeypatch.setattr(files, "read", lambda *_: pytest.fail("opened"))
    started = time.monotonic()
    assert follower.check() == []
    assert time.monotonic() - started < 5
