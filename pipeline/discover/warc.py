"""Web archives: the HTML pages in a WARC file (ISO 28500), streamed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline import urls
from pipeline.discover import arrivals
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
    file.seek(place)
    if file.read(len(GZIP)) == GZIP:
        file.seek(place)
        whole = _ends_with_member(file)
    else:
        file.seek(0, io.SEEK_END)
        file.seek(-min(len(END_OF_RECORD), file.tell()), io.SEEK_END)
        whole = file.read() in (END_OF_RECORD, b"") or _is_zstd(file)
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


def _is_zstd(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(len(ZSTD)) == ZSTD


def _page(record: WarcRecord, lane: Lane, limit: int) -> Arrival | None:
    address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if record.content_length > limit + LONGEST_HEADER:
        candidate = arrivals.of_candidate(Candidate(url=address), lane)
        detail = f"{record.content_length} bytes in the archive"
        return arrivals.refused(candidate.url, Stage.CLEAN, Reason.TOO_LARGE, detail, lane, id=candidate.id)
    answer = _answer(record)
    if answer is None or answer.http_headers.status_code != 200 or answer.http_content_type not in PAGES:
        return None
    body = answer.reader.read(limit + 1)
    candidate = arrivals.of_candidate(Candidate(url=address), lane)
    if candidate.refused or not body.strip():
        return candidate if candidate.refused else None
    if len(body) > limit:
        detail = f"unpacks to more than {limit} bytes"
        return arrivals.refused(candidate.url, Stage.CLEAN, Reason.TOO_LARGE, detail, lane, id=candidate.id)
    return _arrival(record, answer, candidate.url, body, lane)


def _answer(record: WarcRecord) -> WarcRecord | None:
    """The HTTP answer in a record, its headers read and its codings undone; None: it holds none.

    :raises _Truncated: there is less of it than the record says.
    """
    raw = record.reader.read(record.content_length)
    if len(raw) < record.content_length:
        raise _Truncated(f"cut off after {len(raw)} of {record.content_length} bytes")
    answer = WarcRecord()
    answer.set_bytes_content(raw)
    answer.is_http = True
    try:
        answer.parse_http(auto_decode="all", max_header_len=LONGEST_HEADER)
    except (OSError, ValueError):
        return None
    return answer if answer.http_headers is not None else None


def _arrival(record: WarcRecord, answer: WarcRecord, url: str, body: bytes, lane: Lane) -> Arrival:
    headers = {name.lower(): value for name, value in answer.http_headers.items()}
    return arrivals.of_page(
        url,
        body,
        lane,
        is_text=False,
        content_type=answer.http_content_type,
        charset=answer.http_charset,
        status=200,
        headers={name: headers[name] for name in HEADERS if name in headers},
        fetched_at=_moment(record),
    )


def _moment(record: WarcRecord) -> datetime | None:
    moment = record.record_date
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None


def _refused(url: str, detail: str, lane: Lane, reason: Reason = Reason.BAD_RECORD) -> Arrival:
    return arrivals.refused(url, Stage.CLEAN, reason, detail, lane, id=urls.article_id(url))
