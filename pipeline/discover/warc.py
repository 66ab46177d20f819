"""Web archives: the pages in a WARC file (ISO 28500), streamed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from fastwarc.warc import WarcRecord, WarcRecordType

from pipeline.archive import payload
from pipeline.archive.places import BEGINNING, Broken, Place
from pipeline.archive.records import records
from pipeline.discover import arrivals
from pipeline.discover.arrivals import Origin
from pipeline.errors import Failed, Rejected
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Stage

TEXT = "text/plain"
PLAIN_KINDS = (WarcRecordType.resource, WarcRecordType.conversion)
"""Records that hold a page itself, not the answer of a server."""


def read(file: BinaryIO, url: str, origin: Origin, limit: int) -> Iterator[Arrival]:
    """An arrival for each page in it; other records are passed over.

    What can be read of a broken archive is read; then the archive itself is refused, with the place.

    :param url: the archive's.
    :param limit: bytes of one page, unpacked.
    """
    yield from arrivals.to_the_end(
        scan(file, origin, limit),
        lambda broken, place: refused(url, broken, place, origin),
        lambda: empty(url, origin),
    )


def scan(
    file: BinaryIO, origin: Origin, limit: int, place: Place = BEGINNING, since: datetime | None = None
) -> Iterator[tuple[Arrival | None, Place]]:
    """Each record behind a place, with its own place, and as an arrival if it is a page.

    :param since: what was captured before is passed over (and counts as a page).
    :raises Broken: at the first fault; what comes before it was given.
    """
    pages, direct = place.pages, place.direct
    for record, here in records(file, place):
        if here.count == 1:
            pages, direct = 0, 0
        arrival, is_page = None, _is_old(record, since)
        if is_page:
            payload.pass_over(record)
        else:
            arrival = _arrival(record, origin, limit, texts=not direct)
            is_page = arrival is not None
        pages += is_page
        direct += is_page and record.record_type is not WarcRecordType.conversion
        yield arrival, here.evolve(pages=pages, direct=direct)


def refused(url: str, broken: Broken, place: Place, origin: Origin) -> Arrival:
    """A broken archive."""
    detail = f"broken at or after byte {place.offset}, {place.pages} pages read: {broken}"
    return _refusal(url, Reason.BAD_RECORD, detail, origin)


def empty(url: str, origin: Origin) -> Arrival:
    """An archive without pages."""
    return _refusal(url, Reason.EMPTY, "no page in it", origin)


def _is_old(record: WarcRecord, since: datetime | None) -> bool:
    moment = payload.moment_of(record) if since is not None and record.record_type in _READ else None
    return moment is not None and since is not None and moment < since


_READ = (WarcRecordType.response, *PLAIN_KINDS)


def _arrival(record: WarcRecord, origin: Origin, limit: int, *, texts: bool) -> Arrival | None:
    """The page in a record; None: there is none in it. A revisit repeats what was read before.

    :param texts: whether conversions are taken: beside the pages that they were made of they would be copies.
    """
    if record.record_type is WarcRecordType.response:
        return _answer(record, origin, limit)
    if record.record_type is WarcRecordType.resource or (texts and record.record_type is WarcRecordType.conversion):
        return _plain(record, origin, limit)
    payload.pass_over(record)
    return None


def _answer(record: WarcRecord, origin: Origin, limit: int) -> Arrival | None:
    candidate = _candidate(record, origin)
    try:
        record.parse_http(auto_decode="none", max_header_len=payload.LONGEST_HEADER, quirks_mode=True)
    except (OSError, ValueError) as error:
        payload.pass_over(record)
        return _refused_page(candidate, Reason.BAD_RECORD, f"no HTTP answer: {error}", origin)
    status = record.http_headers.status_code if record.http_headers is not None else None
    kind = payload.type_of(record)
    if status != 200 or kind not in payload.PAGES:
        payload.pass_over(record)
        return None
    if candidate.refused:
        return candidate
    try:
        body = payload.body_of(record, limit)
    except (Rejected, Failed) as error:
        return _refused_page(candidate, error.reason, error.detail, origin)
    headers = payload.headers_of(record)
    kept = {name: headers[name] for name in payload.HEADERS if name in headers}
    return _page(record, candidate.url, body, origin, kind, payload.charset_of(record), status=200, headers=kept)


def _plain(record: WarcRecord, origin: Origin, limit: int) -> Arrival | None:
    kind, _, parameters = (record.headers.get("Content-Type") or "").lower().partition(";")
    candidate = _candidate(record, origin)
    # Tools keep their own logs and screenshots in such records, under schemes of their own.
    if kind.strip() not in (*payload.PAGES, TEXT) or candidate.refused:
        payload.pass_over(record)
        return None
    try:
        body = payload.block_of(record, limit)
    except Rejected as error:
        return _refused_page(candidate, error.reason, error.detail, origin)
    charset = parameters.partition("charset=")[2].split(";")[0].strip("\"' ") or None
    return _page(record, candidate.url, body, origin, kind.strip(), charset, is_text=kind.strip() == TEXT)


def _candidate(record: WarcRecord, origin: Origin) -> Arrival:
    url = payload.target_of(record)
    candidate = Candidate(url=url, source=origin.source, collections=origin.collections)
    return arrivals.of_candidate(candidate, origin.lane)


def _page(
    record: WarcRecord,
    url: str,
    body: bytes,
    origin: Origin,
    kind: str,
    charset: str | None,
    *,
    is_text: bool = False,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> Arrival | None:
    if not body.strip():
        return None
    return arrivals.of_page(
        url,
        body,
        origin.lane,
        is_text=is_text,
        content_type=kind,
        charset=charset,
        status=status,
        headers=headers,
        fetched_at=payload.moment_of(record),
        source=origin.source,
        collections=origin.collections,
    )


def _refused_page(page: Arrival, reason: Reason, detail: str, origin: Origin) -> Arrival:
    # What is wrong with a record that is there for good will be wrong at every try.
    final = Reason.BAD_RECORD if reason is Reason.BROKEN_ANSWER else reason
    return _refusal(page.url, final, detail, origin, page.id)


def _refusal(url: str, reason: Reason, detail: str, origin: Origin, id: str | None = None) -> Arrival:
    return arrivals.refused(url, Stage.CLEAN, reason, detail, origin.lane, id, origin.source)
