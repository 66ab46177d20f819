"""A page as WARC records, and a page again out of them.

A page is two records: what we know of it (`metadata`, JSON: its article's id, the URL first seen, those met on the
way, its source), then what the server answered (`response`, of the final URL; WARC 1.1, 6.3 and 6.6). The first names
the second as concurrent to it. Any tool replays the second; the first is what `rotative reprocess` goes by.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastwarc.warc import WarcRecord, WarcRecordType
from pydantic import ValidationError

from pipeline import urls
from pipeline.archive import payload
from pipeline.errors import Failed, Rejected
from pipeline.records import Page

VERSION = "WARC/1.1"
LEVEL = 6
OURS = "Rotative-Article-ID"
"""The named field of our `metadata` records that holds the article's id (WARC 1.1, 5: others may be added)."""

JSON = "application/json"
LONGEST_HEAD = 1024**2
"""Bytes of the headers that we wrote ourselves."""


def of_page(page: Page, id: str, warcinfo: str) -> bytes:
    """The records of a page, each a gzip member; `warcinfo` is the id of the file's first record."""
    answer = _urn()
    told = {**page.model_dump(mode="json", exclude={"content"}), "id": id}
    about = {
        "WARC-Target-URI": page.final_url,
        "WARC-Concurrent-To": f"<{answer}>",
        "WARC-Warcinfo-ID": f"<{warcinfo}>",
        OURS: id,
        "Content-Type": JSON,
    }
    head = {
        "WARC-Target-URI": page.final_url,
        "WARC-Warcinfo-ID": f"<{warcinfo}>",
        "Content-Type": "application/http; msgtype=response",
    }
    block = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return _record(WarcRecordType.metadata, _urn(), about, block, page.fetched_at) + _record(
        WarcRecordType.response, answer, head, _answer(page), page.fetched_at
    )


def info(fields: Mapping[str, str]) -> tuple[str, bytes]:
    """The record that a file begins with, and its id (WARC 1.1, 6.2)."""
    urn = _urn()
    block = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields.items()).encode()
    head = {"Content-Type": "application/warc-fields"}
    if "filename" in fields:
        head["WARC-Filename"] = fields["filename"]
    return urn, _record(WarcRecordType.warcinfo, urn, head, block, datetime.now(UTC))


def _urn() -> str:
    return f"urn:uuid:{uuid4()}"


def _record(kind: WarcRecordType, urn: str, head: Mapping[str, str], block: bytes, moment: datetime) -> bytes:
    record = WarcRecord()
    record.init_headers(kind, record_urn=urn.removeprefix("urn:").encode())
    record.headers.status_line = VERSION
    record.record_date = moment
    for name, value in head.items():
        record.headers[name] = _line(value)
    record.set_bytes_content(block)
    if kind is WarcRecordType.response:
        # So that the digest of the payload is written beside the block's.
        record.is_http = True
        record.parse_http(max_header_len=len(block))
    written = io.BytesIO()
    record.write(written, checksum_data=True)
    return gzip.compress(written.getvalue(), LEVEL, mtime=0)


def _answer(page: Page) -> bytes:
    """The answer without the codings that were undone on the way, and as long as it is now."""
    status = page.status or HTTPStatus.OK
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    undone = ("content-length", "content-encoding", "transfer-encoding")
    headers = {name: value for name, value in page.headers.items() if name.lower() not in undone}
    if page.content_type and "content-type" not in headers:
        headers["content-type"] = page.content_type + (f"; charset={page.charset}" if page.charset else "")
    headers["content-length"] = str(len(page.content))
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name.title()}: {_line(value)}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + page.content


def _line(value: str) -> str:
    return " ".join(value.split())


def about(record: WarcRecord, limit: int) -> dict[str, Any] | None:
    """What we wrote of a page beside its answer; None: the record is none of ours.

    :raises Broken: it is cut off.
    """
    if record.record_type is not WarcRecordType.metadata or OURS not in record.headers:
        return None
    try:
        told = json.loads(payload.block_of(record, limit))
    except (ValueError, Rejected):
        return None
    return told if isinstance(told, dict) else None


def answered(record: WarcRecord) -> str:
    """The id of the record that this one is concurrent to."""
    return (record.headers.get("WARC-Concurrent-To") or "").strip("<> ")


def id_of(record: WarcRecord) -> str:
    """The record's own id."""
    return (record.headers.get("WARC-Record-ID") or "").strip("<> ")


def page_of(record: WarcRecord, told: Mapping[str, Any] | None, limit: int) -> tuple[str, Page] | None:
    """The article's id and its page out of a `response`; None: there is no page in it.

    :param told: what we wrote of it; None: somebody else's archive, where the URL is the identity.
    :param limit: bytes of the page.
    :raises Broken: it is cut off.
    """
    try:
        longest = payload.LONGEST_HEADER if told is None else LONGEST_HEAD
        record.parse_http(auto_decode="none", max_header_len=longest, quirks_mode=True)
        if record.http_headers is None:
            return None
        if told is not None:
            content = payload.block_of(record, limit)
            given = {name: value for name, value in told.items() if name != "id"}
            return str(told["id"]), Page.model_validate({**given, "content": content})
        return _foreign(record, limit)
    except (OSError, ValueError, KeyError, ValidationError, Rejected, Failed):
        return None


def _foreign(record: WarcRecord, limit: int) -> tuple[str, Page] | None:
    kind = payload.type_of(record)
    if record.http_headers.status_code != HTTPStatus.OK or kind not in payload.PAGES:
        payload.pass_over(record)
        return None
    url = urls.normalise(payload.target_of(record))
    headers = payload.headers_of(record)
    page = Page(
        url=url,
        final_url=url,
        urls=(url,),
        content=payload.body_of(record, limit),
        content_type=kind,
        charset=payload.charset_of(record),
        status=HTTPStatus.OK.value,
        headers={name: headers[name] for name in payload.HEADERS if name in headers},
        fetched_at=payload.moment_of(record) or datetime.now(UTC),
    )
    return urls.article_id(url), page
