"""How a source is asked for over the network: politely, within bounds, as robots.txt allows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline import urls
from pipeline.discover.listing import read
from pipeline.errors import Failed, Rejected
from pipeline.http.client import Answer, Client, Turns, Validators
from pipeline.http.robots import Robots
from pipeline.records import Access, Listing

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)

LARGEST = 50 * 1024**2
"""Bytes of one listing, unpacked: what a sitemap may have (sitemaps.org)."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"\b(?:no-cache|no-store|must-revalidate)\b", re.IGNORECASE)

Slower = Callable[[str, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Web:
    """Asks for listings on behalf of one source.

    :param slower: told of a Crawl-delay: host and seconds.
    :param access: its headers, cookies and proxy.
    :param zone: of its times that name none.
    """

    client: Client
    robots: Robots
    turns: Turns
    slower: Slower
    access: Access
    zone: tzinfo

    async def get(self, url: str, known: Validators | None = None) -> Answer:
        """The answer, 2xx or (only with validators) 304; raises as `Client.get` and `Robots.check` do."""
        return await self.client.get(
            url, self.turns, accept=ACCEPT, check=self._allowed, size=LARGEST, access=self.access, known=known
        )

    async def listed(self, answer: Answer, now: datetime) -> Listing:
        """The listing in an answer; read in a thread, for a long one takes seconds. Raises as `listing.read` does."""
        kind, charset = content_type(answer)
        return await asyncio.to_thread(
            read, answer.body, answer.url, now=now, content_type=kind, charset=charset, zone=self.zone
        )

    async def crawl_delay(self, url: str) -> float | None:
        """Seconds between two requests that robots.txt asks for, where it can be read and allows the URL at all."""
        try:
            return await self.robots.check(url, self.turns)
        except (Rejected, Failed):
            return None

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a URL names; raises `Failed` when it can't be read."""
        return await self.robots.sitemaps(url, self.turns)

    async def _allowed(self, url: str) -> None:
        delay = await self.robots.check(url, self.turns)
        if delay:
            await self.slower(urls.host(url) or "", delay)


def max_age(answer: Answer) -> float | None:
    """Seconds for which the server calls its answer fresh (RFC 9111, 5.2.2.1); None: it doesn't say."""
    told = answer.headers.get("cache-control", "")
    found = None if _NO_CACHE.search(told) else _MAX_AGE.search(told)
    return float(found[1]) if found and int(found[1]) else None


def content_type(answer: Answer) -> tuple[str | None, str | None]:
    """Media type and charset as declared."""
    kind, _, rest = answer.headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", rest, re.IGNORECASE)
    return kind.strip().lower()[:100] or None, charset[1] if charset else None
