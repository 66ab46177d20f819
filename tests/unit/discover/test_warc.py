"""Web archives as archivists leave them."""

from __future__ import annotations

import gzip
import io
import os
import random
import zlib

import brotli
import pytest
import zstandard

from pipeline.discover import warc
from pipeline.discover.arrivals import Origin
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Lane, Page

URL = "file:///a.warc"
BODY = "<p>Le conseil s’est réuni.</p>".encode()
LIMIT = 100_000


def record(
    url: str, body: bytes = BODY, status: str = "200 OK", kind: str = "text/html", extra: str = "", length: int = 0
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-10-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {length or len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


ONE, LAST = record("https://example.org/1"), record("https://example.org/last")


def arrivals(content: bytes) -> list[Arrival]:
    return list(warc.read(io.BytesIO(content), URL, Origin(Lane.BULK), LIMIT))


def told(content: bytes) -> list[tuple[str, Reason | None]]:
    return [(arrival.url.removeprefix("https://example.org/"), arrival.refused) for arrival in arrivals(content)]


@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        lambda records: b"".join(map(gzip.compress, records)),
        lambda records: gzip.compress(b"".join(records)),
        lambda records: b"".join(map(zstandard.compress, records)),
    ],
    ids=["plain", "gzip by record", "gzip as a whole", "zstd by record"],
)
def test_archives_in_all_their_packings(pack: object) -> None:
    assert told(pack([ONE, LAST])) == [("1", None), ("last", None)]


@pytest.mark.parametrize(
    ("extra", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(BODY, mtime=0)),
        ("Content-Encoding: deflate\r\n", zlib.compress(BODY)),
        ("Content-Encoding: br\r\n", brotli.compress(BODY)),
        ("Content-Encoding: zstd\r\n", zstandard.compress(BODY)),
        ("Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
        # The archivist undid the coding and kept its header.
        ("Content-Encoding: gzip\r\n", BODY),
        ("Content-Encoding: br\r\n", b"\xef\xbb\xbf\n" + BODY),
        ("Transfer-Encoding: chunked\r\n", BODY),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", gzip.compress(BODY, mtime=0)),
    ],
)
def test_codings_are_undone_where_they_are_there(extra: str, body: bytes) -> None:
    one, last = arrivals(record("https://example.org/1", body, extra=extra) + LAST)
    assert unpack(Page, one.payload).content.strip(b"\xef\xbb\xbf\n") == BODY
    assert last.refused is None


def test_what_is_in_no_coding_at_all_is_told() -> None:
    broken = record("https://example.org/1", os.urandom(99), extra="Content-Encoding: gzip\r\n")
    assert told(broken + LAST) == [("1", Reason.BAD_RECORD), ("last", None)]


@pytest.mark.parametrize(
    "foreign",
    [
        record("https://example.org/film", b"\0" * 5 * LIMIT, kind="video/mp4"),
        record("https://example.org/lost", b"x" * 5 * LIMIT, status="404 Not Found"),
        record("https://example.org/none", b" \n"),
        record("dns:example.org", b"").replace(b"HTTP/1.1 200 OK", b"20261001100000!"),
    ],
    ids=["a film", "a long 404", "nothing", "dns"],
)
def test_what_is_no_page_is_passed_over(foreign: bytes) -> None:
    assert told(foreign + LAST) == [("last", None)]


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (record("https://example.org/1", b"x" * (LIMIT + 1)), Reason.TOO_LARGE),
        (
            record("https://example.org/1", gzip.compress(b"\0" * 500 * LIMIT), extra="Content-Encoding: gzip\r\n"),
            Reason.TOO_LARGE,
        ),
        (record("https://example.org/1", extra="x: y\r\n" * 20_000), Reason.BAD_RECORD),
        (record("ftp://example.org/1"), Reason.BAD_SCHEME),
        (record("https://[nowhere"), Reason.BAD_URL),
        (record("https://user:secret@example.org/1"), Reason.BAD_URL),
    ],
)
def test_a_page_that_cannot_be_taken_is_told_and_the_rest_goes_on(hostile: bytes, reason: Reason) -> None:
    refused, last = arrivals(hostile + LAST)
    assert (refused.refused, last.refused) == (reason, None)


@pytest.mark.parametrize(
    ("broken", "read"),
    [
        (ONE + record("https://example.org/2", length=10**12) + LAST, 1),
        (ONE + b"something else\r\n" * 9 + LAST, 1),
        (b"<html>no archive</html>", 0),
        (gzip.compress(ONE, mtime=0) + gzip.compress(LAST, mtime=0)[:-9], 2),
        (zstandard.compress(ONE) + zstandard.compress(record("https://example.org/2", os.urandom(999)))[:-99], 1),
    ],
)
def test_a_broken_archive_is_told_with_the_place(broken: bytes, read: int) -> None:
    *pages, archive = arrivals(broken)
    assert [page.refused for page in pages] == [None] * read
    assert (archive.url, archive.refused) == (URL, Reason.BAD_RECORD)
    assert f"{read} pages read" in archive.detail


def test_a_type_and_an_encoding_as_servers_write_them() -> None:
    [arrival] = arrivals(record("https://example.org/1", kind='Text/HTML; Charset="Windows-1252"'))
    page = unpack(Page, arrival.payload)
    assert (page.content_type, page.charset) == ("text/html", "windows-1252")


def test_bits_that_flipped_never_raise() -> None:
    chance = random.Random(7)
    for pack in (bytes, gzip.compress, zstandard.compress):
        whole = pack(ONE) + pack(
            record("https://example.org/2", gzip.compress(BODY), extra="Content-Encoding: gzip\r\n")
        )
        for _ in range(150):
            broken = bytearray(whole)
            for _ in range(3):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            for arrival in arrivals(bytes(broken[: chance.randrange(len(broken))])):
                arrival.url.encode()
                arrival.detail.encode()
