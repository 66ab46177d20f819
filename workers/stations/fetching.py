"""The fetch stage with its client and robots.txt rules, made from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from config.settings import Settings
from pipeline.fetch.fetch import fetch
from pipeline.http.client import Client, Limits, Turns
from pipeline.http.robots import Robots
from pipeline.ledger.ledger import Ledger
from pipeline.records import Access, Candidate, Page
from workers.stations.fetch import Fetch

AccessOf = Callable[[str | None], Access | None]
"""How the pages of a source are asked for, by the source's id."""


def fetcher(settings: Settings, ledger: Ledger, access_of: AccessOf = lambda _: None) -> Fetch:
    """The stage's function for one process; its client is made in the loop that first calls it.

    :param access_of: called in a thread of its own: it may ask Redis.
    """
    made: list[tuple[Client, Robots]] = []

    async def slower(host: str, seconds: float) -> None:
        await asyncio.to_thread(ledger.set_host_delay, host, min(seconds, LONGEST_DELAY))

    async def run(candidate: Candidate, turns: Turns) -> Page:
        if not made:
            client = _client(settings)
            made.append((client, Robots(client)))
        access = await asyncio.to_thread(access_of, candidate.source) if candidate.source else None
        return await fetch(candidate, *made[0], turns, slower, access=access)

    return run


LONGEST_DELAY = 120.0
"""Seconds of Crawl-delay that are obeyed: some sites by mistake ask for days."""


def _client(settings: Settings) -> Client:
    return Client(
        contact=settings.contact,
        agent=settings.user_agent,
        allowed=settings.allowed_networks,
        limits=Limits(seconds=settings.fetch_timeout, size=settings.size_limit),
    )
