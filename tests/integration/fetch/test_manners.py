"""Manners over several worker processes, as the servers themselves see them: their log has the last word."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from redis import Redis

from pipeline.http.client import Client
from pipeline.ledger.codec import pack
from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Arrival
from pipeline.records import Candidate, Lane, Stage
from pipeline.urls import article_id, host
from tests.mockserver.press import Handler, Press, Request, page, redirect, status
from workers.stations.turns import HostTurns

ROOT = Path(__file__).resolve().parents[3]
DELAY, LATENCY, WORKERS, PAGES = 0.2, 0.1, 3, 5
ARTICLE = b"<html><body><p>Some words.</p></body></html>"

WORKER = """
import time
from config.settings import load
from pipeline.http.shelf import RedisShelf
from workers.parts import open_parts
from workers.stations.fetch import FetchStation
from workers.stations.fetching import fetcher

class Nobody:
    def wake(self, stage):
        pass

settings = load()
with open_parts(settings) as parts:
    shelf = RedisShelf(parts.redis, settings.prefix)
    station = FetchStation(parts.ledger, Nobody(), fetcher(settings, parts.ledger, shelf), 20)
    print("ready", flush=True)
    while True:
        station.run(5)
        time.sleep(0.05)
"""


class TimedPress(Press):
    """Notes when each request was open: from its arrival until just before its answer."""

    def timed(self, path: str, handler: Handler, latency: float = LATENCY) -> str:
        self.open = getattr(self, "open", [])

        async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
            row = [time.monotonic(), float("inf"), path]
            self.open.append(row)
            await asyncio.sleep(latency)
            row[1] = time.monotonic()
            await handler(request, writer)

        return self.on(path, handle)

    def asked_for(self, path: str) -> int:
        return sum(row[2] == path for row in self.open)


@pytest.fixture
def presses() -> Iterator[list[TimedPress]]:
    with ExitStack() as opened:
        presses = [opened.enter_context(TimedPress(f"127.0.3.{number}")) for number in range(1, 4)]
        for press in presses:
            press.timed("/robots.txt", status(404))
            press.timed("/.well-known/tdmrep.json", status(404))
            press.timed("/feed.xml", page(b"<rss/>", content_type="application/rss+xml"))
        yield presses


@contextmanager
def workers(redis_url: str, prefix: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    settings = {
        "ROTATIVE_REDIS_URL": redis_url,
        "ROTATIVE_PREFIX": prefix,
        "ROTATIVE_HOST_DELAY": str(DELAY),
        "ROTATIVE_LEASE": "3",
        "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
        "ROTATIVE_ELASTICSEARCH_URL": "http://127.0.0.1:9",
    }
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=os.environ | settings | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(number)
    ]
    try:
        for worker in started:
            assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
        yield started
    finally:
        for worker in started:
            worker.kill()
            worker.wait()


def offer(ledger: Ledger, urls: list[str]) -> None:
    ledger.accept(
        [
            Arrival(
                id=article_id(url),
                url=url,
                stage=Stage.FETCH,
                lane=Lane.BULK,
                payload=pack(Candidate(url=url)),
                host=host(url),
            )
            for url in urls
        ]
    )


def wait_for(ledger: Ledger, fetched: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while (queues := ledger.queues())[Stage.CLEAN].ready < fetched:
        assert time.monotonic() < deadline, queues
        ledger.sweep()
        time.sleep(0.05)


def check_feeds(ledger: Ledger, presses: list[TimedPress], times: int) -> None:
    """What a crawl does beside the fetches: it has names of its own, no claims."""

    async def check(client: Client, press: TimedPress, number: int) -> None:
        turns = HostTurns(ledger, f"check:{number}", patience=30)
        for _ in range(times):
            await client.get(press.url("/feed.xml"), turns, accept="*/*")

    async def all_of_them() -> None:
        client = Client(allowed=[ipaddress.ip_network("127.0.0.0/8")])
        await asyncio.gather(*(check(client, press, number) for number, press in enumerate(presses)))
        await client.close()

    asyncio.run(all_of_them())


def assert_polite(presses: list[TimedPress]) -> None:
    for press in presses:
        for (_, end, path), (start, _, then) in zip(press.open, press.open[1:], strict=False):
            assert start >= end + DELAY - 0.002, f"{then} {start - end:.3f} s after {path}, which is too early"


def test_no_host_is_asked_twice_at_a_time_or_before_the_pause_is_over(
    presses: list[TimedPress], redis_client: Redis, redis_url: str, prefix: str
) -> None:
    ledger = Ledger(redis_client, prefix, Limits(host_delay=DELAY), "test")
    urls = []
    for number, press in enumerate(presses):
        other = presses[(number + 1) % len(presses)]
        urls += [press.timed(f"/{each}", page(ARTICLE)) for each in range(PAGES)]
        other.timed(f"/from-{number}", page(ARTICLE))
        urls.append(press.timed("/away", redirect(other.url(f"/from-{number}"))))
        press.timed("/here", page(ARTICLE))
        urls.append(press.timed("/hop", redirect("/here")))
    offer(ledger, urls)
    checking = threading.Thread(target=check_feeds, args=(ledger, presses, 3))
    with workers(redis_url, prefix, WORKERS):
        checking.start()
        wait_for(ledger, len(urls))
        checking.join(30)
    assert not checking.is_alive(), "the feeds never had their turn"
    assert_polite(presses)
    for press in presses:
        assert press.asked_for("/robots.txt") == press.asked_for("/.well-known/tdmrep.json") == 1
        assert press.asked_for("/feed.xml") == 3


def test_a_killed_worker_changes_nothing_of_that(
    presses: list[TimedPress], redis_client: Redis, redis_url: str, prefix: str
) -> None:
    ledger = Ledger(redis_client, prefix, Limits(host_delay=DELAY, lease=3), "test")
    urls = [press.timed(f"/{each}", page(ARTICLE)) for press in presses for each in range(PAGES)]
    offer(ledger, urls)
    with workers(redis_url, prefix, 2) as started:
        wait_for(ledger, 2)
        os.kill(started[0].pid, signal.SIGKILL)
        wait_for(ledger, len(urls))
    assert_polite(presses)
