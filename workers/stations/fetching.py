"""The fetch stage with its client and robots.txt rules, made from the settings."""

from __future__ import annotations

import asyncio

from config.settings import Settings
from pipeline.fetch.fetch import fetch
from pipeline.http.client import Client, Limits
from pipeline.http.robots import Robots
from pipeline.ledger.ledger import Ledger
from pipeline.records import Candidate, Page
from workers.stations.fetch import Fetch, Turns


def fetcher(settings: Settings, ledger: Ledger) -> Fetch:
    """The stage's function for one process; its client is made in the loop that first calls it."""
    made: list[tuple[Client, Robots]] = []

    async def slower(host: str, seconds: float) -> None:
        await asyncio.to_thread(ledger.set_host_delay, host, min(seconds, LONGEST_DELAY))

    async def run(candidate: Candidate, turns: Turns) -> Page:
        if not made:
            client = _client(settings)
            made.append((client, Robots(client)))
        return await fetch(candidate, *made[0], turns, slower)

    return run


LONGEST_DELAY = 120.0
"""Seconds of Crawl-delay that are obeyed: some sites by mistake ask for days."""


def _client(settings: Settings) -> Client:
    return Client(
        contact=settings.contact,
        allowed=settings.allowed_networks,
        limits=Limits(seconds=settings.fetch_timeout, size=settings.size_limit),
    )
