"""The fetch station on a real ledger: slow and dead hosts hold back neither persons nor one another."""

from __future__ import annotations

import asyncio
import time

import pytest
from redis import Redis

from pipeline.errors import Failed, Postponed, Rejected
from pipeline.http.client import Turns
from pipeline.ledger.codec import pack
from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Lane, Page, Stage
from pipeline.urls import article_id, host
from workers.stations.fetch import FetchStation
from workers.stations.turns import HostTurns

HOST = "a.example"


class Nobody:
    def wake(self, stage: Stage) -> None:
        """Nobody is woken."""


@pytest.fixture
def ledger(redis_client: Redis, prefix: str) -> Ledger:
    return Ledger(redis_client, prefix, Limits(host_delay=0.0), "w1")


def offer(ledger: Ledger, lane: Lane, *urls: str) -> None:
    for url in urls:
        candidate = pack(Candidate(url=url))
        ledger.accept(
            [Arrival(id=article_id(url), url=url, stage=Stage.FETCH, lane=lane, payload=candidate, host=host(url))]
        )


def test_a_person_does_not_wait_for_slow_hosts_that_take_all_places(ledger: Ledger) -> None:
    offer(ledger, Lane.BULK, *(f"https://slow{number}.example/" for number in range(5)))
    started = dict[str, float]()

    async def fetch(candidate: Candidate, _: Turns) -> Page:
        started[candidate.url] = time.monotonic()
        if len(started) == 2:
            await asyncio.to_thread(offer, ledger, Lane.NOW, "https://person.example/")
        await asyncio.sleep(0 if "person" in candidate.url else 1.5)
        return Page(url=candidate.url, final_url=candidate.url, content=b"", fetched_at="2026-01-01T00:00:00Z")

    FetchStation(ledger, Nobody(), fetch, 2).run(4)
    assert list(started)[2] == "https://person.example/"
    assert started["https://person.example/"] - min(started.values()) < 1.0
    assert len(started) == 6


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Failed(Reason.TOO_MANY_REQUESTS, "", 120.0), 120),
        (Failed(Reason.SERVER_ERROR, "", 60.0), 60),
        (Failed(Reason.UNREACHABLE, ""), 10),
        (Failed(Reason.TIMEOUT, ""), 10),
        (Rejected(Reason.PRIVATE_ADDRESS), 0),
        (Rejected(Reason.NOT_FOUND), 0),
        (Failed(Reason.BROKEN_ANSWER, "", 60.0), 0),
        (RuntimeError("a bug"), 0),
    ],
)
def test_how_a_request_ended_is_told_to_all(ledger: Ledger, error: Exception, wait: float) -> None:
    async def ask() -> None:
        async with HostTurns(ledger, "check:1").at(HOST):
            raise error

    for _ in range(3 if wait == 10 else 1):
        with pytest.raises(type(error)):
            asyncio.run(ask())
    assert round(ledger.take_turn(HOST, "check:2", patience=0)) == wait


def test_a_turn_that_is_too_far_away_is_not_waited_for(ledger: Ledger, redis_client: Redis, prefix: str) -> None:
    ledger.hold_host(HOST, 60)

    async def ask() -> None:
        async with HostTurns(ledger, "check:1", patience=1).at(HOST):
            raise AssertionError("it had no turn")

    with pytest.raises(Postponed) as postponed:
        asyncio.run(ask())
    assert 55 < postponed.value.after <= 60
    assert not redis_client.exists(f"{prefix}:line:{HOST}")


def test_who_is_cancelled_gives_his_turn_back(ledger: Ledger, redis_client: Redis, prefix: str) -> None:
    async def ask() -> None:
        asking = asyncio.Event()

        async def hang() -> None:
            async with HostTurns(ledger, "check:1").at(HOST):
                asking.set()
                await asyncio.sleep(3600)

        hanging = asyncio.create_task(hang())
        await asyncio.wait_for(asking.wait(), 10)
        assert redis_client.exists(f"{prefix}:busy:{HOST}")
        hanging.cancel()
        await asyncio.wait([hanging])

    asyncio.run(ask())
    assert not redis_client.exists(f"{prefix}:busy:{HOST}")
