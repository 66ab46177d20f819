"""What of a listing is to be fetched: each entry is new, changed, seen, or refused with its reason. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline import urls
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Entry, Source, SourceKind
from pipeline.sources.shown import Shown

CHANGED_LEAST, CHANGED_SHARE = 10, 0.1
"""Changed articles that one check has fetched again at most: so many, or this share of the listing. A feed that by
mistake calls everything changed at every check costs no more; the rest comes with the next checks."""

UNDATED_LEAST = 1_000
"""Entries up to which a sitemap without dates is taken whole when it is first read: a longer one is the site's whole
past, of which only what is added later is news."""


@dataclass(slots=True)
class Sifted:
    """Entries by what is to become of them; `unknown` were not shown before and have yet to be looked up."""

    unknown: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)
    seen: list[Entry] = field(default_factory=list)
    postponed: list[Entry] = field(default_factory=list)

    @property
    def left(self) -> list[Entry]:
        """What is not to be remembered as it is now: it comes again, or would if somebody asked for older articles."""
        old = [entry for entry in self.refused if entry.refused is Reason.TOO_OLD and entry.moment]
        return self.postponed + old

    @property
    def counts(self) -> Counter[str]:
        """How many were refused for each reason, and how many had been shown before."""
        counts = Counter(entry.refused.value for entry in self.refused if entry.refused)
        counts["seen"] = len(self.seen)
        return counts


def sift(source: Source, entries: Collection[Entry], shown: Shown, horizon: datetime) -> Sifted:
    """Sorts the entries of a listing; a refused one gets its reason, where it has none yet.

    :param shown: what the source showed at its last check.
    :param horizon: from `horizon_of`.
    """
    sifted, bound = Sifted(), max(CHANGED_LEAST, round(CHANGED_SHARE * len(entries)))
    is_past = _is_whole_past(source, entries, shown)
    for entry in entries:
        refused = _refused(entry)
        if refused.refused:
            sifted.refused.append(refused)
        elif shown.has(entry.url):
            _sift_known(entry, shown, bound, sifted)
        elif (old := _too_old(source, entry, horizon, is_past)).refused:
            sifted.refused.append(old)
        else:
            sifted.unknown.append(entry)
    return sifted


def _sift_known(entry: Entry, shown: Shown, bound: int, sifted: Sifted) -> None:
    if not shown.is_changed(entry.url, entry.stamp):
        sifted.seen.append(entry)
    elif len(sifted.changed) < bound:
        sifted.changed.append(entry)
    else:
        sifted.postponed.append(entry)


def _refused(entry: Entry) -> Entry:
    if entry.refused:
        return entry
    try:
        host = urls.host(urls.normalise(entry.url))
    except Rejected as refusal:
        return entry.evolve(refused=refusal.reason, detail=refusal.detail)
    if host is None:
        return entry.evolve(refused=Reason.BAD_SCHEME, detail="only http and https can be fetched")
    return entry


def _too_old(source: Source, entry: Entry, horizon: datetime, is_past: bool) -> Entry:
    moment = entry.moment
    if moment is None:
        detail = "undated, in a long sitemap that is read for the first time"
        return entry.evolve(refused=Reason.TOO_OLD, detail=detail) if is_past else entry
    if moment >= horizon:
        return entry
    return entry.evolve(refused=Reason.TOO_OLD, detail=f"from {moment:%Y-%m-%d}, before {horizon:%Y-%m-%d}")


def _is_whole_past(source: Source, entries: Collection[Entry], shown: Shown) -> bool:
    first = not len(shown)
    return source.kind is SourceKind.SITEMAP and source.since is None and first and len(entries) > UNDATED_LEAST


def horizon_of(source: Source, now: datetime, sitemap_days: float) -> datetime:
    """What is dated before this is not taken: what was asked for, else a sitemap's latest days, else no bound (a feed
    shows a few entries, and a page its latest)."""
    if source.since is not None:
        return source.since
    if source.kind is SourceKind.SITEMAP:
        return now - timedelta(days=sitemap_days)
    return datetime.fromtimestamp(0, now.tzinfo)


def stamps(entries: Iterable[Entry], but: Collection[Entry] = ()) -> list[tuple[str, str]]:
    """What is to be remembered as shown; of those in `but` the earlier stamp stands, so that they come again."""
    left = {entry.url for entry in but}
    return [(entry.url, entry.stamp) for entry in entries if entry.url not in left and not entry.refused]
