"""What a record holds: its body with its codings undone, its HTTP headers, its moment."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import WarcRecord

from pipeline.archive.places import Broken
from pipeline.errors import Failed, Rejected
from pipeline.http.encodings import unpacked
from pipeline.outcomes import Reason

PAGES = ("text/html", "application/xhtml+xml")
HEADERS = ("content-type", "content-language", "date", "etag", "last-modified")
LONGEST_HEADER = 64 * 1024


def body_of(record: WarcRecord, limit: int) -> bytes:
    """The body of an answer with its codings undone; some archivists keep the header of a coding that they undid.

    :param limit: bytes that it may have, packed and unpacked.
    :raises Rejected: `too-large`.
    :raises Failed: it isn't in the coding that it declares, and no markup either.
    :raises Broken: there is less of it than the record says.
    """
    body = block_of(record, limit)
    headers = headers_of(record)
    body = _unchunked(body) if "chunked" in headers.get("transfer-encoding", "").lower() else body
    try:
        return unpacked(body, headers.get("content-encoding", ""), limit)
    except Failed:
        if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return body
        raise


def block_of(record: WarcRecord, limit: int) -> bytes:
    """What is left of the record as it is; raises `Rejected` and `Broken` as `body_of` does."""
    body = record.reader.read(limit + 1)
    if len(body) > limit:
        raise Rejected(Reason.TOO_LARGE, f"more than {limit} bytes")
    if len(body) < record.content_length:
        raise Broken(f"cut off after {len(body)} of {record.content_length} bytes", cut=True)
    return body


def pass_over(record: WarcRecord) -> None:
    """Reads to the record's end; raises `Broken` when that isn't there: what is no page may be one when it is whole."""
    length = record.content_length
    if record.reader.consume() < length:
        raise Broken("cut off inside a record", cut=True)


def _unchunked(body: bytes) -> bytes:
    try:
        return ChunkedReader(io.BytesIO(body)).read(len(body))
    except OSError:
        return body


def headers_of(record: WarcRecord) -> dict[str, str]:
    """The headers of the answer, their names in lower case."""
    return {name.lower(): value for name, value in record.http_headers.items()}


def type_of(record: WarcRecord) -> str:
    """The media type of the answer."""
    return (record.http_content_type or "").strip().lower()


def charset_of(record: WarcRecord) -> str | None:
    """The encoding that the answer declares."""
    return (record.http_charset or "").strip("\"' ") or None


def target_of(record: WarcRecord) -> str:
    """The URL that a record is of; some tools write it in angle brackets, as WARC 1.0 shows it by mistake."""
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def moment_of(record: WarcRecord) -> datetime | None:
    """When it was captured, in UTC."""
    moment = record.record_date
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None
