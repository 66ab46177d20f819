"""Finds out what a URL is, and what of it should be followed: a feed first, then a news sitemap, then links.

URL ─▶ a feed, a sitemap ─▶ that
  └──▶ a page ─▶ what it announces, what its robots.txt names ─▶ the first that can be read
                 └─▶ well-known places ─▶ likewise
                       └─▶ the links of the page itself
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pipeline import urls
from pipeline.discover import announced as announcements
from pipeline.discover import opml
from pipeline.discover.web import Web
from pipeline.errors import Failed, Rejected
from pipeline.http.client import Answer
from pipeline.outcomes import Reason
from pipeline.records import Announced, Listing, SourceKind
from pipeline.sources.identity import address

TRIED, GUESSED = 4, 4
"""Announced sources, and well-known places, that are tried before the page's own links are taken."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

FEW_LINKS = 3
"""Links to articles below which a page is no source by itself."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What stands at a URL: the listing to follow, where it is asked for, and what else the site names.

    `listing` is None where nothing can be followed, for `problem` and `detail`. Of a list of sources (`format` OPML)
    `announced` are those in it.
    """

    url: str
    listing: Listing | None = None
    announced: tuple[Announced, ...] = ()
    robots: str = "allowed"
    problem: Reason | None = None
    detail: str = ""
    format: str = ""


async def probe(url: str, web: Web, now: datetime) -> Probed:
    """Asks a URL, and where it is a page, the sources that its site names; raises `Rejected` for what is no URL,
    `Postponed` when its host is too busy to be asked now, and `Away`."""
    url = address(url)
    try:
        answer = await web.get(url)
    except (Rejected, Failed) as problem:
        robots = "refused" if problem.reason is Reason.ROBOTS else "allowed"
        return Probed(url, robots=robots, problem=problem.reason, detail=problem.detail)
    if opml.is_list(answer.body):
        return _list(url, answer.body)
    try:
        found = await web.listed(answer, now)
    except Rejected as refusal:
        # An article, say, or a page made by scripts: its site may name what was meant.
        found = Listing(url=answer.url, kind=SourceKind.SITE, format="page", notes=(refusal.detail,))
    if found.kind is SourceKind.SITE:
        return await _of_page(found, answer, web, now)
    return Probed(answer.moved_to or url, await _with_latest(found, web, now), found.announced)


def _list(url: str, content: bytes) -> Probed:
    """What an OPML list names."""
    try:
        named = opml.read(content)
    except Rejected as refusal:
        return Probed(url, problem=refusal.reason, detail=refusal.detail)
    detail = f"a list of {len(named)} sources, which can be followed in its stead"
    return Probed(url, announced=named, problem=Reason.NOT_A_SOURCE, detail=detail, format=opml.FORMAT)


async def _with_latest(listing: Listing, web: Web, now: datetime) -> Listing:
    """An index of sitemaps with the entries of the one that changed last."""
    latest = max(listing.more, key=lambda one: one[1] or _LONG_AGO, default=None)
    if latest is None or listing.entries:
        return listing
    try:
        inner = await web.listed(await web.get(latest[0]), now)
    except (Rejected, Failed) as problem:
        return listing.evolve(notes=(*listing.notes, f"{latest[0]}: {problem.detail or problem.reason.value}"))
    note = f"an index of {len(listing.more)} sitemaps; these are the entries of {latest[0]}"
    return listing.evolve(entries=inner.entries, notes=(*listing.notes, note))


async def _of_page(page: Listing, answer: Answer, web: Web, now: datetime) -> Probed:
    named = _ranked((*page.announced, *await _named_by_robots(answer.url, web)), answer.url)
    best = await _first_readable(named[:TRIED], web, now)
    if best is None:
        known = {one.url for one in named}
        guesses = [one for one in announcements.guesses(answer.url) if one.url not in known]
        best = await _first_readable(guesses[:GUESSED], web, now)
    if best is not None:
        others = tuple(one for one in named if one.url != best[0])
        return Probed(best[0], best[1], others)
    links = sum(entry.refused is None for entry in page.entries)
    if links < FEW_LINKS:
        told = page.notes[0] if page.notes else f"a page with {links} links to articles"
        detail = f"{told}; no feed and no sitemap can be read that it names"
        return Probed(answer.url, None, named, problem=Reason.NOT_A_SOURCE, detail=detail)
    return Probed(answer.moved_to or answer.url, page, named)


async def _named_by_robots(url: str, web: Web) -> tuple[Announced, ...]:
    try:
        return announcements.of_sitemaps(await web.sitemaps(url), url)
    except (Rejected, Failed):
        return ()


async def _first_readable(named: Iterable[Announced], web: Web, now: datetime) -> tuple[str, Listing] | None:
    """The first that lists something; an index of sitemaps lists more sitemaps."""
    for one in named:
        try:
            answer = await web.get(one.url)
            listing = await web.listed(answer, now)
        except (Rejected, Failed):
            continue
        if listing.kind is not SourceKind.SITE and (listing.entries or listing.more):
            return answer.moved_to or address(one.url), await _with_latest(listing, web, now)
    return None


def _ranked(named: Iterable[Announced], page: str) -> tuple[Announced, ...]:
    """Feeds first, then news sitemaps, then others; each once, as the site orders them. Feeds of comments, and of
    other sites, come last."""
    once = {one.url: one for one in named if one.url != page}
    return tuple(sorted(once.values(), key=lambda one: _rank(one, page)))


def _rank(one: Announced, page: str) -> tuple[bool, bool, int]:
    told = f"{urlsplit(one.url).path} {one.title or ''}".lower()
    foreign = urls.registrable_domain(one.url) != urls.registrable_domain(page)
    by_kind = 0 if one.kind is SourceKind.FEED else 1 if "news" in told or "actu" in told else 2
    return "comment" in told, foreign, by_kind
