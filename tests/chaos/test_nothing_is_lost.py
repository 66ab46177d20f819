"""Promise 1: nothing accepted is lost, nothing is indexed twice, whatever is killed."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.articles import articles
from config.settings import Settings, load
from pipeline.discover.inputs import upload
from pipeline.outcomes import Outcome
from pipeline.records import Kind
from tests.services.redis import RedisServer
from workers.drain import patiently
from workers.embedded.locks import wait_until
from workers.intake import accept, outcomes
from workers.parts import Parts, open_parts
from workers.roster import Roster
from workers.supervise import Supervisor, workers

LEASE = 6.0
ARTICLES, FULL = 200, 2_000


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return FULL if request.config.getoption("--full") else ARTICLES


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def settings(server: RedisServer, elasticsearch_url: str, prefix: str, tmp_path: Path) -> Settings:
    return load(
        environ={
            "ROTATIVE_REDIS_URL": server.url,
            "ROTATIVE_ELASTICSEARCH_URL": elasticsearch_url,
            "ROTATIVE_PREFIX": prefix,
            "ROTATIVE_DATA_DIR": str(tmp_path / "data"),
            "ROTATIVE_LEASE": str(LEASE),
            "ROTATIVE_TEXT_PROCESSES": "2",
        }
    )


@pytest.fixture
def running(settings: Settings, tmp_path: Path) -> Iterator[Supervisor]:
    """One worker per queue and the beat, as separate processes."""
    supervisor = Supervisor(workers(settings, beat=True, folder=tmp_path / "logs"))
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    yield supervisor
    supervisor.stop()
    thread.join(90)
    assert not thread.is_alive(), "the workers did not stop"


def text_children(supervisor: Supervisor) -> list[psutil.Process]:
    main = next(child.process for child in supervisor.children if child.name == "worker text")
    try:
        return psutil.Process(main.pid).children() if main else []
    except psutil.NoSuchProcess:
        return []


@pytest.mark.timeout(900)
def test_killed_stopped_and_restarted_nothing_is_lost_or_doubled(
    settings: Settings, server: RedisServer, running: Supervisor, count: int
) -> None:
    with open_parts(settings) as parts:
        wait_for_workers(parts, running)
        texts = list(articles(count, sentences=60))
        ids = [receipt.id for receipt in accept(parts, [upload(text, is_text=True) for text in texts])]
        assert len(set(ids)) == count

        for _ in range(4):
            at_progress(parts, running, kill_one)
        at_progress(parts, running, stop_past_lease_and_wake)
        server.kill()
        server.start()
        for _ in range(2):
            at_progress(parts, running, kill_one)

        settled(parts)
        ends = {trace.id: trace for trace in outcomes(parts, ids, timeout=600)}
        assert [trace for trace in ends.values() if trace.outcome is not Outcome.INDEXED] == []
        assert set(ends) == set(ids)
        parts.engine.refresh()
        assert parts.engine.count() == count
        assert {article.id for article in parts.engine.everything()} == set(ids)
        books = parts.ledger.books()
        assert all(book.balanced for book in books.values())
        assert (books[Kind.NEW].accepted, books[Kind.NEW].indexed, books[Kind.NEW].dead) == (count, count, 0)


def wait_for_workers(parts: Parts, running: Supervisor) -> None:
    roster = Roster(parts.redis, parts.settings.prefix)
    assert wait_until(lambda: len(roster.present()) == 3 and len(text_children(running)) == 2, 120, 0.2), (
        roster.present()
    )


def at_progress(parts: Parts, running: Supervisor, harm: Callable[[Supervisor, Parts], None]) -> None:
    """Does harm when more has been indexed than before, or everything is."""
    before = settled(parts)
    wait_until(lambda: settled(parts) != before or not in_flight(parts), 120, 0.05)
    if in_flight(parts):
        harm(running, parts)


def settled(parts: Parts) -> int:
    return patiently(lambda: parts.ledger.books()[Kind.NEW].indexed)


def in_flight(parts: Parts) -> int:
    return patiently(lambda: parts.ledger.books()[Kind.NEW].in_flight)


def kill_one(running: Supervisor, parts: Parts) -> None:
    wait_until(lambda: bool(text_children(running)), 60, 0.05)
    os.kill(random.choice(text_children(running)).pid, signal.SIGKILL)


def stop_past_lease_and_wake(running: Supervisor, parts: Parts) -> None:
    victim = random.choice(text_children(running))
    victim.suspend()
    until = time.monotonic() + LEASE * 1.5
    wait_until(lambda: time.monotonic() > until, LEASE * 2)
    if victim.is_running():
        victim.resume()
