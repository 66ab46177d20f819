"""The discover stage with its client and robots.txt rules, made from the parts."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import cached_property

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
from workers.stations.fetching import polite_client, slower_by
from workers.stations.turns import HostTurns
from workers.wake import Waker

PATIENCE = 60.0
"""Seconds that a request for a listing waits for its turn: it goes before the articles of its host."""


def crawler(parts: Parts, waker: Waker) -> CrawlStation:
    """The station of one process."""
    webs = Webs(parts)

    async def checked(due: Due, now: datetime, horizon: datetime) -> Found:
        web = await webs.of(due.source, f"check:{due.source.id}")
        return await check(due.source, due.state, web, now, horizon)

    return CrawlStation(parts, waker, checked, lambda due: read_in(parts, due))


class Webs:
    """Makes what asks for a source's listings, over one client, which is made in the loop that first asks."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._slower = parts, slower_by(parts.ledger)

    async def of(self, source: Source, holder: str) -> Web:
        """For one source; `holder` names who asks, so that its turns at hosts are its own."""
        ledger, host = self._parts.ledger, urls.host(source.url)
        if source.delay is not None and host:
            await asyncio.to_thread(ledger.set_host_delay, host, source.delay, own=True)
        client, robots = self._made
        turns = HostTurns(ledger, holder, patience=PATIENCE)
        return Web(client, robots, turns, self._slower, source.access, zone_of(source))

    @cached_property
    def _made(self) -> tuple[Client, Robots]:
        shelf = RedisShelf(self._parts.redis, self._parts.settings.prefix)
        client = polite_client(self._parts.settings, shelf)
        return client, Robots(client, shelf)

    async def close(self) -> None:
        """Closes the client, if one was made."""
        if "_made" in self.__dict__:
            await self._made[0].close()
