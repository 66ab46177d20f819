"""A press that is asked as the discover stage asks: a real client over real connections."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from pipeline.discover.check import check
from pipeline.discover.web import Web
from pipeline.http.client import Client, Limits
from pipeline.http.robots import Robots
from pipeline.records import Access, Source, SourceKind
from pipeline.sources.records import Found, State
from tests.mockserver.press import Press
from tests.mockserver.turns import FreeTurns

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

FRESH = State()

T = TypeVar("T")


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


async def _slower(host: str, seconds: float) -> None:
    return None


def ask(work: Callable[[Web], Awaitable[T]]) -> T:
    """What a piece of work makes of the web."""

    async def inside() -> T:
        client = Client(allowed=LOOPBACK, limits=Limits(seconds=2.0), contact="desk@example.org")
        try:
            return await work(Web(client, Robots(client), FreeTurns(), _slower, Access(), UTC))
        finally:
            await client.close()

    return asyncio.run(inside())


def source(url: str, kind: SourceKind = SourceKind.FEED, **fields: Any) -> Source:
    return Source(id="s", url=url, kind=kind, added_at=NOW, **fields)


def checked(source: Source, state: State = FRESH, days: float = 30) -> Found:
    """One check of a source, with a horizon of so many days."""
    return ask(lambda web: check(source, state, web, NOW, NOW - timedelta(days=days)))


def rss(*links: str, title: str = "La Gazette") -> bytes:
    items = "".join(f"<item><title>Titre {at}</title><link>{link}</link></item>" for at, link in enumerate(links))
    head = f"<title>{title}</title><link>https://gazette.example/</link><description>d</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def home(*feeds: tuple[str, str], links: tuple[str, ...] = ()) -> bytes:
    """A home page that announces feeds (address, title) and links to articles."""
    announced = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}" title="{title}">' for href, title in feeds
    )
    listed = "".join(
        f'<article><h2><a href="{link}">Un titre d’article assez long pour en être un</a></h2></article>'
        for link in links
    )
    head = f"<!doctype html><html lang=fr><head><title>La Gazette</title>{announced}</head>"
    return f"{head}<body>{listed}</body></html>".encode()


def sitemap(*entries: tuple[str, str]) -> bytes:
    rows = "".join(f"<url><loc>{loc}</loc><lastmod>{mod}</lastmod></url>" for loc, mod in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def index(*sitemaps: tuple[str, str]) -> bytes:
    rows = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</sitemap>" for loc, mod in sitemaps
    )
    return (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    ).encode()
