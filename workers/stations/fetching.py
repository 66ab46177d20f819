"""The fetch stage with its client and its manners, made from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from config.settings import Settings
from pipeline.fetch.fetch import Manners, fetch
from pipeline.http.client import Client, Limits, Turns
from pipeline.http.robots import Robots
from pipeline.http.shelf import Shelf
from pipeline.http.tdm import Reservations
from pipeline.ledger.ledger import Ledger
from pipeline.records import Access, Candidate, Page
from workers.stations.fetch import Fetch

AccessOf = Callable[[str | None], Access | None]
"""How the pages of a source are asked for, by the source's id."""

LONGEST_DELAY = 120.0
"""Seconds of Crawl-delay that are obeyed: some sites by mistake ask for days."""


def fetcher(settings: Settings, ledger: Ledger, shelf: Shelf, access_of: AccessOf = lambda _: None) -> Fetch:
    """The stage's function for one process; its client is made in the loop that first calls it.

    :param shelf: what all processes know of hosts.
    :param access_of: called in a thread of its own: it may ask Redis.
    """
    made: list[tuple[Client, Manners]] = []

    async def run(candidate: Candidate, turns: Turns) -> Page:
        if not made:
            made.append(_made(settings, ledger, shelf))
        access = await asyncio.to_thread(access_of, candidate.source) if candidate.source else None
        return await fetch(candidate, *made[0], turns, access)

    return run


def _made(settings: Settings, ledger: Ledger, shelf: Shelf) -> tuple[Client, Manners]:
    client = polite_client(settings, shelf)
    robots = Robots(client, shelf)
    reservations = Reservations(client, robots, shelf)
    return client, Manners(robots, reservations, settings.opt_out == "obey", slower_by(ledger))


def slower_by(ledger: Ledger) -> Callable[[str, float], Awaitable[None]]:
    """Tells the ledger of a Crawl-delay: host and seconds."""

    async def slower(host: str, seconds: float) -> None:
        await asyncio.to_thread(ledger.set_host_delay, host, min(seconds, LONGEST_DELAY))

    return slower


def polite_client(settings: Settings, shelf: Shelf) -> Client:
    """The client of a process, as the settings say; to be made in the loop that uses it."""
    return Client(
        contact=settings.contact,
        agent=settings.user_agent,
        allowed=settings.allowed_networks,
        limits=Limits(seconds=settings.fetch_timeout, size=settings.size_limit),
        shelf=shelf,
    )
