"""Following sources: a URL is tried, reported, and scheduled. What the command, the API and Python share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from uuid import uuid4

from pipeline import urls
from pipeline.discover import files, inputs
from pipeline.discover.probe import Probed, probe
from pipeline.discover.report import Report
from pipeline.errors import Misuse, Postponed, Rejected
from pipeline.outcomes import Reason
from pipeline.records import Access, Entry, Moment, Record, Source, SourceKind, Stage
from pipeline.sources.identity import address, source_id
from workers.app import create
from workers.offering import sifted_only
from workers.parts import Parts
from workers.stations.crawling import Webs
from workers.wake import Waker

SAMPLES = 5
"""Entries that a report shows, and as many refused ones."""

TOGETHER = 10
"""URLs that are tried at one time."""


class Wanted(Record):
    """What somebody asks to follow: a URL or a path, and how."""

    url: str
    title: str | None = None
    collections: tuple[str, ...] = ()
    access: Access = Access()
    time_zone: str | None = None
    delay: float | None = None
    every: float | None = None
    since: Moment | None = None
    kind: SourceKind | None = None


def tried(parts: Parts, wanted: Sequence[Wanted]) -> list[Report]:
    """Asks each URL politely and says what it is; nothing is stored.

    :raises Away: Redis or the index can't be reached.
    """
    return asyncio.run(_tried(parts, wanted))


async def _tried(parts: Parts, wanted: Sequence[Wanted]) -> list[Report]:
    room, webs = asyncio.Semaphore(TOGETHER), Webs(parts)

    async def one(each: Wanted) -> Report:
        async with room:
            if not inputs.is_address(each.url):
                return await asyncio.to_thread(_of_path, parts, each)
            return await _of_address(parts, webs, each)

    try:
        return list(await asyncio.gather(*map(one, wanted)))
    finally:
        await webs.close()


async def _of_address(parts: Parts, webs: Webs, wanted: Wanted) -> Report:
    try:
        source = _source(wanted, address(wanted.url), SourceKind.FEED)
        web = await webs.of(source, f"probe:{uuid4().hex}")
        found = await probe(wanted.url, web, datetime.now(UTC))
        delay = await web.crawl_delay(found.url)
    except Rejected as refusal:
        return Report(url=wanted.url, problem=refusal.reason, detail=refusal.detail)
    except Postponed as later:
        return Report(url=wanted.url, problem=Reason.TOO_MANY_REQUESTS, detail=str(later))
    return await asyncio.to_thread(_report, parts, wanted, found, delay)


def untried(parts: Parts, wanted: Sequence[Wanted]) -> list[Source]:
    """The sources as they would be followed without asking anybody (a pack, an OPML list): feeds, until the first
    check tells otherwise; raises `Misuse` for what is no URL."""
    sources = []
    for each in wanted:
        try:
            if inputs.is_address(each.url):
                sources.append(_source(each, address(each.url), each.kind or SourceKind.FEED))
            else:
                path = files.path_of(each.url)
                sources.append(_source(each, files.url_of(path), kind_of(path)))
        except Rejected as refusal:
            raise Misuse(f"{each.url}: {refusal.detail or refusal.reason.value}") from None
    return sources


def follow(parts: Parts, sources: Sequence[Source]) -> list[bool]:
    """Schedules sources, due at once, and wakes the crawl; False for each that was followed already."""
    added = parts.sources.add(sources)
    Waker(create(parts.settings), parts.ledger).wake(Stage.DISCOVER)
    return added


def kind_of(path: Path) -> SourceKind:
    """What a path is as a source.

    :raises Rejected: `missing-file`, `unsupported-type`.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if path.is_dir():
        return SourceKind.FOLDER
    if not path.exists():
        raise Rejected(Reason.MISSING_FILE, f"there is no file {path}; a URL starts with https://")
    if name.endswith((".warc", ".txt", ".paths", ".list")):
        return SourceKind.ARCHIVE
    if name.endswith((".jsonl", ".ndjson")):
        return SourceKind.LINES
    raise Rejected(
        Reason.UNSUPPORTED_TYPE,
        f"{path}: what can be followed is a folder, a .warc(.gz), a list of them (.paths), or .jsonl; "
        "`rotative ingest` reads other files once",
    )


def _source(wanted: Wanted, url: str, kind: SourceKind) -> Source:
    access = wanted.access.evolve(domain=wanted.access.domain or urls.registrable_domain(url))
    return Source(
        id=source_id(url),
        url=url,
        kind=kind,
        title=wanted.title,
        collections=wanted.collections,
        access=access,
        time_zone=wanted.time_zone,
        delay=wanted.delay,
        every=wanted.every,
        since=wanted.since,
        added_at=datetime.now(UTC),
    )


def _of_path(parts: Parts, wanted: Wanted) -> Report:
    path = files.path_of(wanted.url)
    try:
        source = _source(wanted, files.url_of(path), kind_of(path))
    except Rejected as refusal:
        return Report(url=wanted.url, problem=refusal.reason, detail=refusal.detail)
    known = source.id in parts.sources.sources([source.id])
    return Report(url=source.url, source=source, known=known, format=source.kind.value)


def _report(parts: Parts, wanted: Wanted, found: Probed, crawl_delay: float | None) -> Report:
    listing = found.listing
    told = Report(
        url=wanted.url,
        announced=found.announced,
        robots=found.robots,
        crawl_delay=crawl_delay,
        problem=found.problem,
        detail=found.detail,
        format=found.format,
    )
    if listing is None:
        return told
    source = _source(wanted, found.url, listing.kind).evolve(
        title=wanted.title or listing.title, home=listing.home, language=listing.language
    )
    sifted, new = sifted_only(parts, source, listing, datetime.now(UTC))
    counts = sifted.counts
    seen = counts.pop("seen") + len(sifted.unknown) - len(new)
    return told.evolve(
        source=source,
        known=source.id in parts.sources.sources([source.id]),
        format=listing.format,
        entries=len(listing.entries),
        new=len(new),
        seen=seen,
        refused=dict(counts),
        interval=typical_interval(listing.entries),
        samples=tuple(new[:SAMPLES]),
        refusals=tuple(sifted.refused[:SAMPLES]),
        notes=listing.notes,
    )


def typical_interval(entries: Sequence[Entry]) -> float | None:
    """Seconds between two articles: the median of the gaps between their dates; None: fewer than three have one."""
    moments = sorted(moment for entry in entries if (moment := entry.moment))
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return median(gaps) if len(gaps) >= 2 else None
