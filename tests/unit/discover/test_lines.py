"""Files of JSON lines that grow while they are read."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.discover import lines
from pipeline.errors import Rejected
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Page, SourceKind
from tests.unit.discover.following import LIMIT, Follower, later, source


def line(n: object, **fields: object) -> bytes:
    return json.dumps({"url": f"https://example.org/{n}", "text": f"Le conseil {n}.", **fields}).encode() + b"\n"


def follow(path: Path, content: bytes, age: float = 3600, **fields: object) -> Follower:
    path.write_bytes(content)
    return Follower(lines.read, source(path, SourceKind.LINES, **fields), later(age))


def names(found: list[Arrival]) -> list[str]:
    return [arrival.url.rsplit("/", 1)[-1] for arrival in found if arrival.refused is None]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_are_gone_on_with_where_one_stopped_and_where_they_were_appended(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith(".gz") else bytes
    path = tmp_path / name
    follower = follow(path, pack(line(0) + b"\n" + line(1) + b"no json\n" + line(2)))
    found = [arrival for _ in range(4) for arrival in follower.check(1)]
    assert names(found) == ["0", "1", "2"]
    assert [arrival.url for arrival in found if arrival.refused] == [f"{path.as_uri()}#line=4"]
    assert follower.check() == []
    with path.open("ab") as file:
        file.write(pack(line(3) + line(4)))
    assert names(follower.check()) == ["3", "4"]


def test_a_file_cut_anywhere_goes_on_when_the_rest_is_there(tmp_path: Path) -> None:
    path, whole = tmp_path / "a.jsonl", line(0) + line(1)
    for cut in range(len(whole)):
        follower = follow(path, whole[:cut], age=0)
        found = follower.check()
        path.write_bytes(whole)
        found += follower.check()
        assert names(found) == ["0", "1"] and not any(arrival.refused for arrival in found), cut


def test_a_last_line_without_an_end_is_read_when_nobody_has_written_for_a_minute(tmp_path: Path) -> None:
    follower = follow(tmp_path / "a.jsonl", line(0) + line(1).rstrip(), age=0)
    assert names(follower.check()) == ["0"]
    follower.clock = later(61)
    assert names(follower.check()) == ["1"]
    assert follower.check() == []


def test_another_file_under_the_same_name_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    follower = follow(path, b"".join(map(line, range(9))))
    follower.check()
    path.write_bytes(line("x"))
    assert names(follower.check()) == ["x"]
    path.write_bytes(b"".join(line(f"y{n}") for n in range(9)))
    assert len(names(follower.check())) == 9


def test_a_line_that_is_too_long_is_told_and_passed_over(tmp_path: Path) -> None:
    follower = follow(tmp_path / "a.jsonl", line(0) + line(1, text="x" * 5 * LIMIT) + line(2))
    assert [arrival.refused for arrival in follower.check(2)] == [None, Reason.TOO_LARGE]
    assert names(follower.check()) == ["2"]


def test_a_packed_file_that_breaks_is_told_with_the_line(tmp_path: Path) -> None:
    packed = gzip.compress(line(0) + line(1)) + b"\x1f\x8bgarbage"
    *found, broken = follow(tmp_path / "a.jsonl.gz", packed).check()
    assert names(found) == ["0", "1"]
    assert broken.refused is Reason.BAD_RECORD and "after line 2" in broken.detail


def test_what_was_published_before_the_source_begins_is_passed_over(tmp_path: Path) -> None:
    content = line(0, published_at="2026-09-30") + line(1, published_at="2026-10-02") + line(2)
    follower = follow(tmp_path / "a.jsonl", content, since=datetime(2026, 10, 1, tzinfo=UTC))
    assert names(follower.check()) == ["1", "2"]


def test_articles_carry_the_source_that_is_followed(tmp_path: Path) -> None:
    [arrival] = follow(tmp_path / "a.jsonl", line(0, source="theirs"), collections=("presse",)).check()
    read = unpack(Page, arrival.payload)
    assert (arrival.source, read.source, read.collections) == ("s1", "s1", ("presse",))


def test_a_missing_file_is_the_source_s_fault(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        Follower(lines.read, source(tmp_path / "none.jsonl", SourceKind.LINES)).check()
    assert refused.value.reason is Reason.MISSING_FILE
