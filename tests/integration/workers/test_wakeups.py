"""A wake-up that is lost, late or doubled does no harm; one is in the air at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from pydantic import SecretStr

from config.settings import Settings, load
from pipeline.errors import Away
from pipeline.ledger.records import Arrival, Claim, Move, Settle, Step
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage
from workers import stopping
from workers.app import create
from workers.beat import Beat
from workers.drain import drain, each
from workers.embedded.locks import wait_until
from workers.parts import Parts, open_parts
from workers.wake import Waker


@pytest.fixture
def settings(redis_url: str, redis_client: redis.Redis, prefix: str, tmp_path: object) -> Settings:
    given = load(environ={"ROTATIVE_PREFIX": prefix, "ROTATIVE_DATA_DIR": str(tmp_path), "ROTATIVE_LEASE": "1"})
    return given.model_copy(update={"redis_url": SecretStr(redis_url)})


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with open_parts(settings) as parts:
        yield parts


@pytest.fixture
def waker(parts: Parts) -> Waker:
    return Waker(create(parts.settings), parts.ledger)


def messages(parts: Parts, queue: str) -> int:
    """Wake-ups that lie in a queue of the broker."""
    return int(parts.redis.llen(f"{parts.settings.prefix}:broker:{queue}"))


def accept(parts: Parts, *ids: str) -> None:
    parts.ledger.accept([Arrival(id=id, url=f"https://e.example/{id}", stage=Stage.CLEAN, payload=b"x") for id in ids])


def indexed(parts: Parts) -> int:
    return parts.ledger.books()[Kind.NEW].indexed


class Work:
    """Settles what it is given, and notes it."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.seen, self.lock = parts, list[str](), threading.Lock()

    def __call__(self, claim: Claim) -> list[Step]:
        with self.lock:
            self.seen += [passage.id for passage in claim.passages]
        return each(self.parts.ledger, claim, lambda passage: Settle(id=passage.id, outcome=Outcome.INDEXED))


def test_one_wake_up_is_in_the_air_at_most(parts: Parts, waker: Waker) -> None:
    for _ in range(5):
        waker.wake(Stage.CLEAN)
    assert messages(parts, "text") == 1


def test_a_lost_wake_up_is_sent_again_by_the_sweeper(parts: Parts, waker: Waker) -> None:
    accept(parts, "a")
    beat = Beat(parts, waker)
    beat.tick()
    assert messages(parts, "text") == 1
    parts.redis.delete(f"{parts.settings.prefix}:broker:text")

    def sent_again() -> bool:
        beat.tick()
        return messages(parts, "text") == 1

    assert wait_until(sent_again, 10), "the sweeper did not notice"


def test_where_nothing_is_ready_nobody_is_woken(parts: Parts, waker: Waker) -> None:
    Beat(parts, waker).tick()
    assert messages(parts, "text") == messages(parts, "fetch") == messages(parts, "index") == 0


def test_doubled_wake_ups_share_the_work(parts: Parts, waker: Waker) -> None:
    ids = [f"a{number}" for number in range(200)]
    accept(parts, *ids)
    work = Work(parts)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(drain, parts.ledger, waker, Stage.CLEAN, work, 10.0)
    assert sorted(work.seen) == sorted(ids)
    assert indexed(parts) == 200


def test_a_late_wake_up_finds_nothing(parts: Parts, waker: Waker) -> None:
    accept(parts, "a")
    work = Work(parts)
    drain(parts.ledger, waker, Stage.CLEAN, work, 10.0)
    drain(parts.ledger, waker, Stage.CLEAN, work, 10.0)
    assert work.seen == ["a"] and indexed(parts) == 1


def test_each_stage_wakes_the_next(parts: Parts, waker: Waker) -> None:
    accept(parts, "a")
    drain(
        parts.ledger,
        waker,
        Stage.CLEAN,
        lambda claim: [Move(id=passage.id, stage=Stage.ENRICH, payload=b"y") for passage in claim.passages],
        10.0,
    )
    assert messages(parts, "text") == 1
    assert parts.ledger.queues()[Stage.ENRICH].ready == 1


def test_a_service_that_is_away_costs_no_try(parts: Parts, waker: Waker) -> None:
    accept(parts, "a")

    def away(claim: Claim) -> list[Step]:
        raise Away("index", "down")

    drain(parts.ledger, waker, Stage.CLEAN, away, 10.0)
    queue = parts.ledger.queues()[Stage.CLEAN]
    assert (queue.ready, queue.running) == (1, 0)
    assert parts.ledger.claim(Stage.CLEAN, 1, 1000) is None, "the stage rests"
    trace = parts.ledger.trace("a")
    assert trace is not None and all(event.attempt == 0 for event in trace.events)


def test_a_stopped_worker_gives_back_what_it_has_not_begun(
    parts: Parts, waker: Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(parts, "a", "b", "c")
    begun: list[str] = []

    def handle(claim: Claim) -> list[Step]:
        def one(passage: object) -> Step:
            begun.append(passage.id)  # type: ignore[attr-defined]
            monkeypatch.setattr(stopping, "asked", lambda: True)
            return Settle(id=begun[-1], outcome=Outcome.INDEXED)

        return each(parts.ledger, claim, one)

    drain(parts.ledger, waker, Stage.CLEAN, handle, 10.0)
    assert len(begun) == 1 and indexed(parts) == 1
    assert parts.ledger.queues()[Stage.CLEAN].ready == 2


def test_a_stale_fence_drops_the_result(parts: Parts, waker: Waker) -> None:
    accept(parts, "a")

    def slow(claim: Claim) -> list[Step]:
        assert wait_until(lambda: bool(parts.ledger.sweep()) and parts.ledger.queues()[Stage.CLEAN].ready == 1, 10)
        other = parts.ledger.claim(Stage.CLEAN, 1, 1000)
        assert other is not None
        parts.ledger.finish(other, [Settle(id="a", outcome=Outcome.INDEXED)])
        return [Settle(id="a", outcome=Outcome.DEAD)]

    drain(parts.ledger, waker, Stage.CLEAN, slow, 0.1)
    books = parts.ledger.books()[Kind.NEW]
    assert (books.indexed, books.dead, books.balanced) == (1, 0, True)
