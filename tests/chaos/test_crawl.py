"""Promises 1 and 3: a crawl brings everything once, and keeps its manners, whatever is killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mockserver.world.crawl import FETCHERS, Crawl, processes, settings, wait_for_workers
from tests.mockserver.world.running import RunningWorld
from tests.services.redis import RedisServer
from workers.embedded.locks import wait_until
from workers.parts import open_parts
from workers.supervise import Supervisor

ARTICLES, FULL = 200, 2_000
PATIENCE, LONG_PATIENCE = 300.0, 900.0

KILLED = ("worker fetch", "beat", "worker crawl", "worker fetch 2")
"""In this order, Redis after them."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.kill()


@pytest.mark.timeout(1500)
def test_a_crawl_that_is_killed_everywhere_brings_everything_once(
    server: RedisServer, elasticsearch_url: str, prefix: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_full = bool(request.config.getoption("--full"))
    chosen = settings(
        {
            "ROTATIVE_REDIS_URL": server.url,
            "ROTATIVE_ELASTICSEARCH_URL": elasticsearch_url,
            "ROTATIVE_PREFIX": prefix,
            "ROTATIVE_DATA_DIR": str(tmp_path / "data"),
        }
    )
    with (
        RunningWorld(FULL if is_full else ARTICLES, tmp_path / "world") as world,
        open_parts(chosen) as parts,
        processes(chosen, tmp_path / "logs") as running,
    ):
        wait_for_workers(parts, running)
        crawl = Crawl(world, parts)
        crawl.follow_all()
        kills = [kill(running, name) for name in KILLED]
        harms: list[Callable[[], object]] = [*kills, server.restart, kill(running, "worker fetch 3")]
        done = sum(at_progress(crawl, harm) for harm in harms)
        assert done == len(harms), "it was over before everything was killed"
        crawl.wait(LONG_PATIENCE if is_full else PATIENCE)
        # Each process that was started again may ask for a robots.txt again, and for the one page of a host that
        # was under way when it, or Redis, was killed.
        crawl.check(repeats=len(harms), robots=FETCHERS + 1 + len(harms))


def at_progress(crawl: Crawl, harm: Callable[[], object]) -> bool:
    """Does harm when more has been indexed than before; False: there was nothing to harm any more."""
    before = crawl.indexed()
    if not wait_until(lambda: crawl.indexed() > before, 120, 0.05):
        return False
    harm()
    return True


def kill(running: Supervisor, name: str) -> Callable[[], None]:
    """Kills the process of this name, when it is called."""

    def harm() -> None:
        child = next(child for child in running.children if child.name == name)
        assert wait_until(lambda: child.process is not None and child.process.poll() is None, 60, 0.05), name
        assert child.process is not None
        os.kill(child.process.pid, signal.SIGKILL)

    return harm
