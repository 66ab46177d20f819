"""Sources that a site names: on its pages, in its robots.txt, and the places where they usually are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import html
from protego import Protego

from pipeline import urls
from pipeline.discover.decoding import decoded
from pipeline.discover.entries import absolute, plain
from pipeline.discover.page import base_of, tree_of
from pipeline.errors import Rejected
from pipeline.records import Announced, SourceKind

MOST = 50
"""Sources that are taken of one page or file."""

LONGEST_ROBOTS = 500 * 1024
"""Characters that are read of a robots.txt (RFC 9309, 2.5)."""

GUESSES = 10

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "text/xml",
        "application/xml",
        "text/rss",
        "application/x-rss+xml",
    }
)
_NOT_FEEDS = re.compile(
    r"oembed|/wp-json|/comments?/|[?&]feed=comments|/comments-feed|opensearch|manifest\.json|/xmlrpc", re.I
)
_FEED_LINK = re.compile(
    r"(?:/(?:feed|rss|atom|flux-rss|rss-feed)s?/?$|/feeds?/|/rss/.|\.(?:rss|atom|rdf)$|[/_.-](?:rss|feed|atom)[\w-]{0,30}\.(?:xml|php|json)$|"
    r"^[^?]*/(?:rss|feed|atom|index|feeds)\.(?:xml|json)$|[?&](?:feed|format|type|output)=(?:rss2?|atom|feed)\b)",
    re.I,
)
_FEED_PROXIES = frozenset({"feedburner.com", "feeds.feedburner.com", "feedpress.me", "rss.app"})
_COMMENTS = re.compile(r"\b(?:comments?|commentaires?)\b", re.I)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feed|flux)\b", re.I)

_FEED_PLACES = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/all.rss")
_MAP_PLACES = ("sitemap_news.xml", "news-sitemap.xml", "sitemap.xml")


def of_page(content: bytes, url: str) -> tuple[Announced, ...]:
    """The feeds and sitemaps that a page names, in its head before its body; none where it is no page."""
    try:
        tree = tree_of(decoded(content, None)[0])
    except Rejected:
        return ()
    return of_tree(tree, url)


def of_tree(tree: html.HtmlElement, url: str) -> tuple[Announced, ...]:
    """The same of a page that was parsed already."""
    base, found = base_of(tree, url), dict[str, Announced]()
    for link, kind, title in (*_in_head(tree), *_in_body(tree, url)):
        try:
            address = absolute(link, base)
        except Rejected:
            continue
        if len(found) < MOST and address != url and not _NOT_FEEDS.search(address):
            found.setdefault(address, Announced(url=address, kind=kind, title=title))
    return tuple(sorted(found.values(), key=lambda one: bool(_COMMENTS.search(one.title or ""))))


def _in_head(tree: html.HtmlElement) -> Iterator[tuple[str, SourceKind, str | None]]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        href, type = link.get("href") or "", (link.get("type") or "").partition(";")[0].strip().lower()
        if not href.strip():
            continue
        if "sitemap" in relations:
            yield href, SourceKind.SITEMAP, plain(link.get("title") or "")
        elif ("alternate" in relations and type in _TYPES) or "feed" in relations:
            title = plain(link.get("title") or "")
            if not (type in ("application/json", "text/xml", "application/xml") and not _is_feed(href, title)):
                yield href, SourceKind.FEED, title


def _in_body(tree: html.HtmlElement, url: str) -> Iterator[tuple[str, SourceKind, str | None]]:
    """Links to feeds, of the site itself or of who serves its feeds."""
    own = urls.registrable_domain(url)
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or len(href) > 2_000 or not _FEED_LINK.search(href.partition("#")[0]):
            continue
        domain = urls.registrable_domain(_joined(url, href))
        if domain == own or domain in _FEED_PROXIES:
            yield href, SourceKind.FEED, plain(anchor.get("title") or anchor.text_content()[:1_000])


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return ""


def _is_feed(href: str, title: str | None) -> bool:
    return bool(_FEED_LINK.search(href) or _FEED_WORDS.search(f"{href} {title or ''}"))


def of_robots(text: str, url: str) -> tuple[Announced, ...]:
    """The sitemaps that a robots.txt names, those for news first (sitemaps.org, "Specifying the Sitemap location").

    :param url: where the robots.txt is.
    """
    return of_sitemaps(Protego.parse(text[:LONGEST_ROBOTS]).sitemaps, url)


def of_sitemaps(sitemaps: Iterable[str], url: str) -> tuple[Announced, ...]:
    """The same of the sitemaps that were read out of a robots.txt already."""
    found = dict[str, Announced]()
    for sitemap in sitemaps:
        try:
            address = absolute(sitemap, url)
        except Rejected:
            continue
        if len(found) < MOST:
            found.setdefault(address, Announced(url=address, kind=SourceKind.SITEMAP))
    return tuple(sorted(found.values(), key=lambda one: "news" not in urlsplit(one.url).path.lower()))


def guesses(url: str) -> tuple[Announced, ...]:
    """Where the feeds and sitemaps of a site usually are, likeliest first, for a site that names none.

    A section's own feed comes before the site's.
    """
    try:
        parts = urlsplit(absolute(url, url))
    except Rejected:
        return ()
    root = f"{parts.scheme}://{parts.netloc}"
    section = parts.path.rstrip("/")
    inside = (
        [f"{root}{section}/{place}" for place in ("feed", "rss.xml")] if section and "." not in section[-6:] else []
    )
    feeds = [*inside, *(f"{root}/{place}" for place in _FEED_PLACES)][: GUESSES - len(_MAP_PLACES)]
    maps = [f"{root}/{place}" for place in _MAP_PLACES]
    kinds = [(feed, SourceKind.FEED) for feed in feeds] + [(sitemap, SourceKind.SITEMAP) for sitemap in maps]
    return tuple(Announced(url=place, kind=kind) for place, kind in kinds)
