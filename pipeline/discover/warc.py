"""Web archives: the HTML pages in a WARC file (ISO 28500), streamed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.discover import arrivals
from pipeline.errors import Failed, Rejected
from pipeline.http.encodings import unpacked
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Lane, Stage

PAGES = ("text/html", "application/xhtml+xml")
HEADERS = ("content-type", "content-language", "date", "etag", "last-modified")
LONGEST_HEADER = 64 * 1024
CHUNK = 64 * 1024

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
END_OF_RECORD = b"\r\n\r\n"


class _Truncated(Exception):
    """The archive ends in the middle of a record."""


def read(file: BinaryIO, url: str, lane: Lane, limit: int) -> Iterator[Arrival]:
    """An arrival for each page that was answered with 200; other records are passed over.

    What can be read of a broken archive is read; then the archive itself is refused, with the place.

    :param url: the archive's.
    :param limit: bytes of one page, unpacked.
    """
    found, place = 0, 0
    try:
        for record in ArchiveIterator(file, parse_http=False):
            place = record.stream_pos
            arrival = _page(record, lane, limit) if record.record_type is WarcRecordType.response else None
            if arrival is not None:
                found += 1
                yield arrival
        _refuse_cut_off(file, place)
    except (OSError, ValueError, zlib.error, _Truncated) as error:
        yield _refused(url, f"broken at or after byte {place}, {found} pages read: {error}", lane)
    else:
        if not found:
            yield _refused(url, "no page in it", lane, Reason.EMPTY)


def _refuse_cut_off(file: BinaryIO, place: int) -> None:
    """Raises `_Truncated` when the archive ends inside a record's head: the iterator takes that for its end.

    :param place: where the last whole record begins.
    """
    if _begins_with(file, GZIP, 0):
        # Where all records are in one member, no place inside it is the file's.
        file.seek(place if _begins_with(file, GZIP, place) else 0)
        whole = _ends_with_member(file)
    else:
        file.seek(0, io.SEEK_END)
        file.seek(-min(len(END_OF_RECORD), file.tell()), io.SEEK_END)
        whole = file.read() in (END_OF_RECORD, b"") or _begins_with(file, ZSTD, 0)
    if not whole:
        raise _Truncated("cut off inside a record")


def _ends_with_member(file: BinaryIO) -> bool:
    member = zlib.decompressobj(wbits=31)
    while chunk := file.read(CHUNK):
        while chunk:
            # Unpacked in small pieces: only its end matters.
            member.decompress(chunk, CHUNK)
            chunk = member.unconsumed_tail or member.unused_data
            if member.eof and chunk:
                member = zlib.decompressobj(wbits=31)
    return member.eof


def _begins_with(file: BinaryIO, magic: bytes, place: int) -> bool:
    file.seek(place)
    return file.read(len(magic)) == magic


def _page(record: WarcRecord, lane: Lane, limit: int) -> Arrival | None:
    """The page in a record; None: there is none in it."""
    given = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    candidate = arrivals.of_candidate(Candidate(url=given), lane)
    try:
        record.parse_http(auto_decode="none", max_header_len=LONGEST_HEADER)
    except (OSError, ValueError) as error:
        return _refused_page(candidate, Reason.BAD_RECORD, f"no HTTP answer: {error}", lane)
    if record.http_headers is None or record.http_headers.status_code != 200 or _type(record) not in PAGES:
        return None
    if candidate.refused:
        return candidate
    try:
        body = _body(record, limit)
    except (Rejected, Failed) as error:
        return _refused_page(candidate, error.reason, error.detail, lane)
    return _arrival(record, candidate.url, body, lane) if body.strip() else None


def _type(record: WarcRecord) -> str:
    return (record.http_content_type or "").strip().lower()


def _body(record: WarcRecord, limit: int) -> bytes:
    """The body with its codings undone; some archivists keep the header of a coding that they undid themselves.

    :raises Rejected: `too-large`, packed or unpacked.
    :raises Failed: it isn't in the coding that it declares, and no markup either.
    :raises _Truncated: there is less of it than the record says.
    """
    body = record.reader.read(limit + 1)
    if len(body) > limit:
        raise Rejected(Reason.TOO_LARGE, f"more than {limit} bytes")
    if len(body) < record.content_length:
        raise _Truncated(f"cut off after {len(body)} of {record.content_length} bytes")
    headers = _headers(record)
    body = _unchunked(body) if "chunked" in headers.get("transfer-encoding", "").lower() else body
    try:
        return unpacked(body, headers.get("content-encoding", ""), limit)
    except Failed:
        if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return body
        raise


def _unchunked(body: bytes) -> bytes:
    try:
        return ChunkedReader(io.BytesIO(body)).read(len(body))
    except OSError:
        return body


def _headers(record: WarcRecord) -> dict[str, str]:
    return {name.lower(): value for name, value in record.http_headers.items()}


def _arrival(record: WarcRecord, url: str, body: bytes, lane: Lane) -> Arrival:
    headers = _headers(record)
    return arrivals.of_page(
        url,
        body,
        lane,
        is_text=False,
        content_type=_type(record),
        charset=(record.http_charset or "").strip("\"' ") or None,
        status=200,
        headers={name: headers[name] for name in HEADERS if name in headers},
        fetched_at=_moment(record),
    )


def _refused_page(page: Arrival, reason: Reason, detail: str, lane: Lane) -> Arrival:
    # What is wrong with a record that is there for good will be wrong at every try.
    final = Reason.BAD_RECORD if reason is Reason.BROKEN_ANSWER else reason
    return arrivals.refused(page.url, Stage.CLEAN, final, detail, lane, id=page.id)


def _moment(record: WarcRecord) -> datetime | None:
    moment = record.record_date
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None


def _refused(url: str, detail: str, lane: Lane, reason: Reason = Reason.BAD_RECORD) -> Arrival:
    return arrivals.refused(url, Stage.CLEAN, reason, detail, lane)
