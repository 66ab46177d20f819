"""JSON lines as other systems write them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover import jsonl
from pipeline.discover.arrivals import Origin
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Hints, Lane, Page

URL = "file:///a.jsonl"
TEXT = "Le conseil s’est réuni."


def arrivals(content: bytes, limit: int = 4096) -> list[Arrival]:
    return list(jsonl.read(io.BytesIO(content), URL, Origin(Lane.NOW), limit))


def hints(**fields: object) -> Hints:
    [arrival] = arrivals(json.dumps({"text": TEXT, **fields}).encode())
    assert arrival.refused is None, arrival.detail
    return unpack(Page, arrival.payload).hints


@given(st.lists(st.binary(max_size=40) | st.text(max_size=20).map(lambda text: json.dumps({"text": text}).encode())))
def test_any_bytes_are_read_or_refused(lines: list[bytes]) -> None:
    for arrival in arrivals(b"\n".join(lines), limit=30):
        assert arrival.refused in (None, Reason.BAD_RECORD, Reason.TOO_LARGE, Reason.EMPTY, Reason.BAD_URL)


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-10-01T10:00:00+02:00", datetime(2026, 10, 1, 8, tzinfo=UTC)),
        ("2026-10-01T10:00:00Z", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01 10:00:00", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=UTC)),
        ("Thu, 01 Oct 2026 10:00:00 +0200", datetime(2026, 10, 1, 8, tzinfo=UTC)),
        (1790848800, datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_dates(given: object, moment: datetime | None) -> None:
    assert hints(published_at=given).published_at == moment


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00", [1], {}])
def test_what_is_no_date_is_told(given: object) -> None:
    [arrival] = arrivals(json.dumps({"text": TEXT, "published_at": given}).encode())
    assert arrival.refused is Reason.BAD_RECORD and "published_at" in arrival.detail


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("A. Auteur", ("A. Auteur",)),
        (["A", "B"], ("A", "B")),
        ([{"@type": "Person", "name": "A"}], ("A",)),
        ({"name": "A"}, ("A",)),
        ([], ()),
        ("", ()),
        (None, ()),
    ],
)
def test_authors(given: object, names: tuple[str, ...]) -> None:
    assert hints(authors=given).authors == names


def test_a_line_of_just_the_limit_and_the_one_after_it() -> None:
    line = json.dumps({"text": "a" * 50}).encode()
    after = json.dumps({"text": "b"}).encode()
    assert [arrival.refused for arrival in arrivals(line + b"\n" + after, len(line))] == [None, None]
    told = arrivals(line + b"\n" + after + b"\n", len(line) - 1)
    assert [arrival.refused for arrival in told] == [Reason.TOO_LARGE, None]
    assert arrivals(line, len(line) - 1)[0].refused is Reason.TOO_LARGE


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n \n"])
def test_a_file_without_a_line_is_empty(content: bytes) -> None:
    [arrival] = arrivals(content)
    assert (arrival.refused, arrival.url) == (Reason.EMPTY, URL)


def test_a_long_line_is_never_whole_in_memory() -> None:
    class Counting(io.BytesIO):
        most = 0

        def readline(self, size: int | None = -1) -> bytes:
            line = super().readline(size)
            self.most = max(self.most, len(line))
            return line

    file = Counting(b"x" * 1_000_000 + b'\n{"text": "after"}\n')
    told = [arrival.refused for arrival in jsonl.read(file, URL, Origin(Lane.NOW), 1000)]
    assert told == [Reason.TOO_LARGE, None] and file.most <= 1001


@pytest.mark.parametrize(
    "line", [b"[" * 5000, b'{"text": ' * 3000, b'{"text": "\\ud800"}', b"\xff\xfe{\x00", b'"x"', b"7"]
)
def test_hostile_lines_are_refused_and_the_rest_goes_on(line: bytes) -> None:
    told = [arrival.refused for arrival in arrivals(line + b'\n{"text": "after"}', 100_000)]
    assert told == [Reason.BAD_RECORD, None]
