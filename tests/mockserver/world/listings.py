"""Lists of articles in the formats that the press uses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

RSS, RDF, ATOM = "application/rss+xml", "application/rdf+xml", "application/atom+xml"
JSON, XML, HTML = "application/feed+json", "application/xml", "text/html; charset=utf-8"
PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n'
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True)
class Item:
    """One line of a listing. `guid`: instead of its URL."""

    url: str
    title: str
    published: datetime | None = None
    updated: datetime | None = None
    guid: str | None = None


Render = Callable[[Sequence[Item], str], bytes]
"""A listing of items, of the host with this home page."""


def rss(items: Sequence[Item], home: str, *, prolog: str = PROLOG, ttl: int | None = None, end: str = "") -> bytes:
    """RSS 2.0; `end` stands instead of what closes it, if given."""
    wish = f"<ttl>{ttl}</ttl>" if ttl else ""
    rows = "\n".join(map(_rss_item, items))
    close = end or "</channel></rss>"
    return (
        f'{prolog}<rss version="2.0"><channel><title>Le Fil d’Été</title><link>{home}</link>'
        f"<description>Les dernières nouvelles</description>{wish}\n{rows}\n{close}"
    ).encode()


def _rss_item(item: Item) -> str:
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    guid = f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else ""
    return f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>{guid}{date}</item>"


def rdf(items: Sequence[Item], home: str) -> bytes:
    """RSS 1.0."""
    order = "".join(f'<rdf:li rdf:resource="{escape(item.url)}"/>' for item in items)
    rows = "\n".join(
        f'<item rdf:about="{escape(item.url)}"><title>{escape(item.title)}</title><link>{escape(item.url)}</link>'
        f"<dc:date>{_w3c(item.published)}</dc:date></item>"
        for item in items
    )
    return (
        f'{PROLOG}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{home}">'
        f"<title>Le Fil</title><link>{home}</link><description>Nouvelles</description>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{rows}\n</rdf:RDF>"
    ).encode()


def atom(items: Sequence[Item], home: str) -> bytes:
    """Atom 1.0 (RFC 4287)."""
    rows = "\n".join(
        f"<entry><id>{escape(item.guid or item.url)}</id><title>{escape(item.title)}</title>"
        f'<link href="{escape(item.url)}"/><published>{_w3c(item.published)}</published>'
        f"<updated>{_w3c(item.updated or item.published)}</updated></entry>"
        for item in items
    )
    latest = max((moment for item in items if (moment := item.updated or item.published)), default=None)
    return (
        f'{PROLOG}<feed xmlns="http://www.w3.org/2005/Atom"><id>{home}</id><title>Le Fil</title>'
        f'<link href="{home}"/><updated>{_w3c(latest)}</updated>\n{rows}\n</feed>'
    ).encode()


def json_feed(items: Sequence[Item], home: str) -> bytes:
    """JSON Feed 1.1."""
    rows = [
        {"id": item.guid or item.url, "url": item.url, "title": item.title, "date_published": _w3c(item.published)}
        | ({"date_modified": _w3c(item.updated)} if item.updated else {})
        for item in items
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Le Fil", "home_page_url": home, "items": rows}
    return json.dumps(feed).encode()


def sitemap(items: Sequence[Item], home: str) -> bytes:
    """A sitemap (sitemaps.org); `home` is not in it."""
    rows = "\n".join(
        f"<url><loc>{escape(item.url)}</loc><lastmod>{_w3c(item.updated or item.published)}</lastmod></url>"
        for item in items
    )
    return f"{PROLOG}<urlset {SITEMAPS}>\n{rows}\n</urlset>".encode()


def packed_sitemap(items: Sequence[Item], home: str) -> bytes:
    """A sitemap as a gzip file, the same bytes for the same list."""
    return gzip.compress(sitemap(items, home), mtime=0)


def news_sitemap(items: Sequence[Item], home: str) -> bytes:
    """A news sitemap, as search engines ask for it."""
    rows = "\n".join(
        f"<url><loc>{escape(item.url)}</loc><news:news><news:publication><news:name>Le Fil</news:name>"
        f"<news:language>fr</news:language></news:publication><news:publication_date>{_w3c(item.published)}"
        f"</news:publication_date><news:title>{escape(item.title)}</news:title></news:news></url>"
        for item in items
    )
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{PROLOG}<urlset {SITEMAPS} {news}>\n{rows}\n</urlset>".encode()


def sitemap_index(parts: Sequence[tuple[str, datetime]]) -> bytes:
    """An index of sitemaps: URL and lastmod of each."""
    rows = "".join(f"<sitemap><loc>{url}</loc><lastmod>{_w3c(changed)}</lastmod></sitemap>" for url, changed in parts)
    return f"{PROLOG}<sitemapindex {SITEMAPS}>{rows}</sitemapindex>".encode()


def home_page(items: Sequence[Item], head: str = "", others: Sequence[str] = ()) -> bytes:
    """A front page: links to articles, and `others` besides."""
    rows = "\n".join(
        f'<section><h2><a href="{escape(item.url)}">{escape(item.title)}</a></h2>'
        "<p>Les détails, les réactions et ce qu’il faut en retenir.</p></section>"
        for item in items
    )
    links = " ".join(f'<a href="{escape(other)}">{escape(other.strip("/") or "Accueil")}</a>' for other in others)
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>Le Fil, toute l’actualité</title>{head}</head>"
        f"<body><nav>{links}</nav><main><h1>À la une</h1>{rows}</main><footer>© Le Fil</footer></body></html>"
    ).encode()


def _w3c(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
