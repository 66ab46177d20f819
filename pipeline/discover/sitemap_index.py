"""An index of sitemaps: which of them to read at this check, and where the next one goes on.

`State.places` keeps of each sitemap the change at which it was read; so only what changed is read again, and a long
index is read in several checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from pipeline.discover.web import Web
from pipeline.errors import Failed, Rejected
from pipeline.http.client import Validators
from pipeline.records import Entry, Listing, SourceKind
from pipeline.sources.records import Found, State

AT_ONCE = 10
"""Sitemaps that one check reads."""

DEEPEST = 3
"""Indexes within indexes that are followed; the protocol knows one (sitemaps.org)."""

MOST_ENTRIES = 50_000
"""Entries that one check brings."""

LEFT = "left"
"""The place that says how many sitemaps are left to read."""


class Place(BaseModel):
    """What is kept of one sitemap: its change as its index tells it, the one at which it was read (None: never), when,
    its validators, how deep it stands."""

    told: str = ""
    taken: str | None = None
    at: str = ""
    etag: str | None = None
    modified: str | None = None
    depth: int = 1

    @property
    def is_due(self) -> bool:
        return self.taken is None or self.taken != self.told


Places = dict[str, Place]


def must_be_read(state: State) -> bool:
    """Whether the index is to be asked for whole: the last check left sitemaps to read, or has some without a date,
    of which an unchanged index says nothing."""
    return state.places.get(LEFT, "0") != "0" or any(not place.told for place in _read(state.places).values())


async def read_children(
    found: Found, index: Listing, state: State, web: Web, now: datetime, horizon: datetime
) -> Found:
    """The entries of the sitemaps that changed since they were read, `AT_ONCE` of them; one that is broken is passed
    over with a note."""
    goes_on = state.places.get(LEFT, "0") != "0"
    places = _named(_read(state.places), index.more)
    entries, notes = list(index.entries), list(index.notes)
    chosen = _chosen(places, horizon, goes_on)
    for url in chosen:
        listing = await _child(url, places[url], web, now, notes)
        if listing is not None:
            _deeper(places, listing, places[url].depth + 1)
            entries += listing.entries
    left = len(set(_due(places, horizon)) - set(chosen))
    kept = {url: place.model_dump_json(exclude_defaults=True) for url, place in places.items()}
    return found.evolve(
        listing=index.evolve(entries=_once(entries), notes=tuple(notes)),
        kind=SourceKind.SITEMAP,
        places=kept | {LEFT: str(left)},
        unfinished=left > 0,
    )


def _named(places: Places, more: Iterable[tuple[str, datetime | None]]) -> Places:
    """The places of the sitemaps that are named now, and of those that stand within them."""
    now = {url: places.get(url, Place()).model_copy(update={"told": _told(changed)}) for url, changed in more}
    return now | {url: place for url, place in places.items() if place.depth > 1 and url not in now}


def _deeper(places: Places, listing: Listing, depth: int) -> None:
    for url, changed in listing.more:
        known = places.get(url)
        if known is not None:
            places[url] = known.model_copy(update={"told": _told(changed)})
        elif depth <= DEEPEST:
            places[url] = Place(told=_told(changed), depth=depth)


def _chosen(places: Places, horizon: datetime, goes_on: bool) -> list[str]:
    """Those to read now: due ones, the latest change first; where there is room, those without a date again, the one
    that was read longest ago first."""
    due = _due(places, horizon)[:AT_ONCE]
    undated = [url for url, place in places.items() if not place.told and not place.is_due]
    again = [] if goes_on else sorted(undated, key=lambda url: places[url].at)
    return due + again[: AT_ONCE - len(due)]


def _due(places: Places, horizon: datetime) -> list[str]:
    oldest = _told(horizon)
    due = [url for url, place in places.items() if place.is_due and (not place.told or place.told >= oldest)]
    return sorted(due, key=lambda url: places[url].told, reverse=True)


async def _child(url: str, place: Place, web: Web, now: datetime, notes: list[str]) -> Listing | None:
    """The sitemap; None: it did not change, or can't be read: the next change of it may mend that, and a server that
    was only busy is asked again at the next check."""
    place.taken, place.at = place.told, now.isoformat()
    try:
        answer = await web.get(url, Validators(etag=place.etag, last_modified=place.modified))
        if answer.status == 304:
            return None
        listing = await web.listed(answer, now)
    except (Rejected, Failed) as problem:
        place.taken = None if isinstance(problem, Failed) else place.taken
        notes.append(f"{url}: {problem.detail or problem.reason.value}")
        return None
    place.etag, place.modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    return listing


def _read(places: Mapping[str, str]) -> Places:
    return {url: _place(text) for url, text in places.items() if url != LEFT}


def _place(text: str) -> Place:
    try:
        return Place.model_validate_json(text)
    except ValueError:
        return Place()


def _told(changed: datetime | None) -> str:
    """In UTC, so that texts compare as moments do (RFC 3339)."""
    return changed.astimezone(UTC).isoformat() if changed else ""


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url, entry)
    return tuple(first.values())[:MOST_ENTRIES]
