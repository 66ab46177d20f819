"""The discover stage: a source is checked, and what it lists is found.

source ─▶ asked ─▶ 304: nothing changed
            │
            ├─▶ a listing ─▶ an index: its sitemaps that changed, a few at a time
            ├─▶ a page where a feed was ─▶ the feed that it announces (`repair`)
            └─▶ a problem, with its reason
"""

from __future__ import annotations

from datetime import datetime

from pipeline.discover import repair, sitemap_index
from pipeline.discover.web import Web, max_age
from pipeline.errors import Failed, Rejected
from pipeline.http.client import Answer, Validators
from pipeline.outcomes import Reason
from pipeline.records import Listing, Source, SourceKind
from pipeline.sources.records import Found, State

REPAIRABLE = frozenset({Reason.NOT_FOUND, Reason.NOT_A_SOURCE, Reason.BROKEN_SOURCE, Reason.EMPTY})
"""What a feed that was moved without a word answers with."""

LOOK_AFTER = 2
"""Checks that failed in a row before the site is searched for where its feed went: a bad moment passes."""


async def check(source: Source, state: State, web: Web, now: datetime, horizon: datetime) -> Found:
    """What a source lists now, or what is wrong with it.

    :param horizon: what a sitemap dates before this is not read.
    :raises Postponed: no turn at its host; it is to be checked again soon.
    :raises Away: Redis is away.
    """
    try:
        return await _asked(source, state, web, now, horizon)
    except (Rejected, Failed) as problem:
        found = Found(
            reason=problem.reason,
            detail=problem.detail,
            retry_after=problem.after if isinstance(problem, Failed) else None,
        )
        lost = source.kind is SourceKind.FEED and problem.reason in REPAIRABLE and state.errors >= LOOK_AFTER
        repaired = await repair.from_home(source, web, now) if lost else None
        return repaired or found


async def _asked(source: Source, state: State, web: Web, now: datetime, horizon: datetime) -> Found:
    known = Validators(etag=state.etag, last_modified=state.last_modified)
    # An index that wasn't read to its end is read again though it stands as it stood.
    answer = await web.get(source.url, None if sitemap_index.must_be_read(state) else known)
    if answer.status == 304:
        return _told(answer).evolve(unmodified=True)
    listing = await web.listed(answer, now)
    found = _told(answer).evolve(listing=listing, wishes=listing.wishes, moved_to=answer.moved_to)
    return await _understood(source, state, web, now, horizon, found, listing)


async def _understood(
    source: Source, state: State, web: Web, now: datetime, horizon: datetime, found: Found, listing: Listing
) -> Found:
    if listing.more:
        return await sitemap_index.read_children(found, listing, state, web, now, horizon)
    if source.kind is SourceKind.FEED and listing.kind is SourceKind.SITE:
        return await _instead_of_feed(source, state, web, now, found, listing)
    if listing.kind is SourceKind.SITE and not listing.entries:
        raise Rejected(Reason.NOT_A_SOURCE, *listing.notes[:1])
    if listing.kind is not source.kind:
        return found.evolve(kind=listing.kind)
    return found


async def _instead_of_feed(source: Source, state: State, web: Web, now: datetime, found: Found, page: Listing) -> Found:
    """The feed that the page announces; of a page that was followed without being tried, else its own links."""
    try:
        return await repair.from_page(source, page, web, now)
    except Rejected:
        was_a_feed = bool(state.format)
        if was_a_feed or not any(entry.refused is None for entry in page.entries):
            raise
        return found.evolve(kind=SourceKind.SITE)


def _told(answer: Answer) -> Found:
    """What the headers say."""
    return Found(
        etag=answer.headers.get("etag"), last_modified=answer.headers.get("last-modified"), max_age=max_age(answer)
    )
