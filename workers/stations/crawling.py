"""The discover stage with its client and robots.txt rules, made from the parts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from pipeline import urls
from pipeline.discover.check import check
from pipeline.discover.web import Web
from pipeline.http.client import Client
from pipeline.http.robots import Robots
from pipeline.http.shelf import RedisShelf
from pipeline.records import Source
from pipeline.sources.records import Due, Found
from workers.followed import zone_of
from workers.parts import Parts
from workers.reading import read_in
from workers.stations.crawl import CrawlStation
from workers.stations.fetching import LONGEST_DELAY, polite_client
from workers.stations.turns import HostTurns
from workers.wake import Waker

PATIENCE = 60.0
"""Seconds that a request for a listing waits for its turn: it goes before the articles of its host."""


def crawler(parts: Parts, waker: Waker) -> CrawlStation:
    """The station of one process."""
    web_of = webs(parts)

    async def checked(due: Due, now: datetime, horizon: datetime) -> Found:
        web = await web_of(due.source, f"check:{due.source.id}")
        return await check(due.source, due.state, web, now, horizon)

    return CrawlStation(parts, waker, checked, lambda due: read_in(parts, due))


def webs(parts: Parts) -> Callable[[Source, str], Awaitable[Web]]:
    """Makes what asks for a source's listings; the client is made in the loop that first calls it.

    The holder (the second argument) names who asks, so that its turns at hosts are its own.
    """
    made: list[tuple[Client, Robots]] = []

    async def slower(host: str, seconds: float) -> None:
        await asyncio.to_thread(parts.ledger.set_host_delay, host, min(seconds, LONGEST_DELAY))

    async def web_of(source: Source, holder: str) -> Web:
        if not made:
            shelf = RedisShelf(parts.redis, parts.settings.prefix)
            client = polite_client(parts.settings, shelf)
            made.append((client, Robots(client, shelf)))
        host = urls.host(source.url)
        if source.delay is not None and host:
            await asyncio.to_thread(parts.ledger.set_host_delay, host, source.delay, own=True)
        client, robots = made[0]
        turns = HostTurns(parts.ledger, holder, patience=PATIENCE)
        return Web(client, robots, turns, slower, source.access, zone_of(source))

    return web_of
