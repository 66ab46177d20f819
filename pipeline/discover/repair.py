"""A feed that is no longer where it was: the site is asked where it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from pipeline import urls
from pipeline.discover.web import Web
from pipeline.errors import Failed, Rejected
from pipeline.outcomes import Reason
from pipeline.records import Announced, Listing, Source, SourceKind
from pipeline.sources.records import Found

TRIED = 3
"""Announced feeds that are tried in one check."""


async def from_page(source: Source, page: Listing, web: Web, now: datetime) -> Found:
    """The feed that a page announces which stands where the feed stood.

    :raises Rejected: `broken-source`: it announces none that can be read.
    """
    for announced in likeliest(source, page.announced)[:TRIED]:
        found = await _tried(announced, web, now)
        if found is not None:
            return found
    raise Rejected(Reason.BROKEN_SOURCE, "it answers with a page instead of a feed, and that announces no other feed")


async def from_home(source: Source, web: Web, now: datetime) -> Found | None:
    """The feed that the home page announces, when the feed's own address has none any more; None: there is none."""
    home = source.home or _root(source.url)
    try:
        answer = await web.get(home)
        page = await web.listed(answer, now)
        return await from_page(source, page, web, now)
    except (Rejected, Failed):
        return None


async def _tried(announced: Announced, web: Web, now: datetime) -> Found | None:
    try:
        answer = await web.get(announced.url)
        listing = await web.listed(answer, now)
    except (Rejected, Failed):
        return None
    if listing.kind is not SourceKind.FEED:
        return None
    return Found(
        listing=listing,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        wishes=listing.wishes,
        moved_to=answer.moved_to or announced.url,
        rediscovered=True,
    )


def likeliest(source: Source, announced: Sequence[Announced]) -> list[Announced]:
    """The announced feeds of the same site but this one, that most like the old one first: by title, then by path.

    A page may name anybody's feed; ours is one of its own domain.
    """
    domain = urls.registrable_domain(source.url)
    feeds = [
        one
        for one in announced
        if one.kind is SourceKind.FEED and one.url != source.url and urls.registrable_domain(one.url) == domain
    ]
    return sorted(feeds, key=lambda one: -_likeness(source, one))


def _likeness(source: Source, announced: Announced) -> float:
    titles = SequenceMatcher(None, (source.title or "").lower(), (announced.title or "").lower()).ratio()
    paths = SequenceMatcher(None, urlsplit(source.url).path, urlsplit(announced.url).path).ratio()
    # The feed of an article's comments is never the feed of the articles.
    is_comments = "comment" in f"{announced.url} {announced.title}".lower()
    return titles + paths - 2 * is_comments


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
