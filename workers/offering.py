"""What a source lists, offered to the ledger: new articles to fetch, changed ones to fetch again.

A URL that was seen before is no passage: it is counted on the source only. Seen before means: shown by this source
lately, in Redis lately, or in the trace store or the index ever, under this URL or that of its plain variant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline import urls
from pipeline.discover.arrivals import of_candidate
from pipeline.discover.sift import Sifted, horizon_of, sift, stamps
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Outcome
from pipeline.records import Candidate, Entry, Kind, Lane, Listing, Source
from pipeline.sources.shown import Shown
from workers.parts import Parts

BATCH = 200
"""Entries looked up, and offered, at once."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of a listing's entries: how many of each, when the new ones were published, what is remembered."""

    counts: dict[str, int]
    times: tuple[datetime, ...]
    shown: bytes


def offer(parts: Parts, source: Source, listing: Listing, now: datetime) -> Offered:
    """Offers what is new or changed; the same listing again offers nothing twice.

    :raises Full: there is no room for new work now; what was offered until then is known by the next time.
    :raises Away: Redis, or the index that knows what was read before, can't be reached.
    """
    sifted, shown = _sifted(parts, source, listing, now)
    counts, new = sifted.counts, list[Entry]()
    for batch in _batches(sifted.unknown):
        fresh = unseen(parts, batch)
        new += _accepted(parts, source, fresh, Kind.NEW, counts)
        counts["seen"] += len(batch) - len(fresh)
    for batch in _batches(sifted.changed):
        # One that was too old when it was first shown was never taken: it is new now.
        fresh = unseen(parts, batch)
        new += _accepted(parts, source, fresh, Kind.NEW, counts)
        known = [entry for entry in batch if entry not in fresh]
        counts["changed"] += len(_accepted(parts, source, known, Kind.REVISION, counts))
    counts["new"] = len(new)
    times = sorted(moment for entry in new if (moment := entry.moment))
    return Offered(dict(+counts), tuple(times), shown.merged(stamps(listing.entries, sifted.left)))


def sifted_only(parts: Parts, source: Source, listing: Listing, now: datetime) -> tuple[Sifted, list[Entry]]:
    """What would be offered, without offering it: the sifted entries, and those of them that are new."""
    sifted, _ = _sifted(parts, source, listing, now)
    return sifted, [entry for batch in _batches(sifted.unknown) for entry in unseen(parts, batch)]


def _sifted(parts: Parts, source: Source, listing: Listing, now: datetime) -> tuple[Sifted, Shown]:
    """The entries sorted, and what they were held against: what the source showed at its last check."""
    shown = Shown(parts.sources.shown(source.id))
    return sift(source, listing.entries, shown, horizon_of(source, now, parts.settings.sitemap_days)), shown


def unseen(parts: Parts, entries: Sequence[Entry]) -> list[Entry]:
    """Those of which nothing is known yet, in order."""
    forms = [(entry, form) for entry in entries for form in (entry.url, *urls.variants(entry.url))]
    ids = [urls.article_id(form) for _, form in forms]
    in_redis = parts.ledger.known(ids, [form for _, form in forms])
    known = {entry.url for (entry, _), there in zip(forms, in_redis, strict=True) if there}
    left = [(entry, form, id) for (entry, form), id in zip(forms, ids, strict=True) if entry.url not in known]
    known |= _known_for_long(parts, left)
    return [entry for entry in entries if entry.url not in known]


def _known_for_long(parts: Parts, forms: Sequence[tuple[Entry, str, str]]) -> set[str]:
    """The URLs of entries that left Redis long ago."""
    if not forms:
        return set()
    ids = [id for _, _, id in forms]
    rows, stored = parts.trace_store.get(ids), parts.engine.get(ids)
    owners = parts.engine.owners([form for _, form, _ in forms])
    return {entry.url for entry, form, id in forms if id in rows or id in stored or form in owners}


def _accepted(parts: Parts, source: Source, entries: Sequence[Entry], kind: Kind, counts: Counter[str]) -> list[Entry]:
    """The entries that are on their way now."""
    arrivals = [_arrival(source, entry, kind) for entry in entries]
    receipts = parts.ledger.accept(arrivals)
    for receipt in receipts:
        if receipt.outcome is not Outcome.IN_FLIGHT:
            counts[receipt.reason.value if receipt.reason else receipt.outcome.value] += 1
    return [entry for entry, receipt in zip(entries, receipts, strict=True) if receipt.outcome is Outcome.IN_FLIGHT]


def _arrival(source: Source, entry: Entry, kind: Kind) -> Arrival:
    candidate = Candidate(url=entry.url, source=source.id, collections=source.collections, hints=entry.hints)
    return of_candidate(candidate, Lane.BULK).evolve(kind=kind)


def _batches(entries: Sequence[Entry]) -> Iterable[Sequence[Entry]]:
    for at in range(0, len(entries), BATCH):
        yield entries[at : at + BATCH]
