"""Pages per second of the fetch stage, beside a bare asyncio loop of httpx over the same pages.

Both read the same local hosts (addresses of 127.0.0.0/8), each answering after 200 ms, with the same concurrency,
without a pause between requests, one after the other in one run. The stage pays for its ledger on a real Redis, for
turns, robots.txt, tdmrep.json and its safety; the loop pays for nothing. What the stage asks each host for besides the
pages is asked before the clock starts.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from config.settings import Settings, load
from pipeline.http.shelf import RedisShelf
from pipeline.ledger.codec import pack
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Arrival
from pipeline.records import Candidate, Lane, Stage
from pipeline.urls import article_id, host
from workers.embedded.users import using, wait_for_end
from workers.parts import Parts, open_parts
from workers.stations.fetch import FetchStation
from workers.stations.fetching import fetcher

LATENCY = 0.2
BODY = b"<html><head><title>t</title></head><body>" + b"<p>Some words of an article.</p>" * 600 + b"</body></html>"


def main() -> None:
    """Measures both and prints them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hosts", type=int, default=50)
    options.add_argument("--pages", type=int, default=40, help="pages of each host")
    options.add_argument("--concurrency", type=int, default=50)
    given = options.parse_args()
    with _folder() as folder, hosts(given.hosts) as origins:
        pages = [f"{origin}/{page}.html" for page in range(given.pages) for origin in origins]
        bare = asyncio.run(through_a_loop(pages, given.concurrency))
        stage = through_the_stage(folder, origins, pages, given.concurrency)
    print(f"fetch stage {stage:7.1f} pages/s   {given.hosts} hosts, {given.concurrency} at a time")
    print(f"bare loop   {bare:7.1f} pages/s   httpx alone")
    print(f"ratio       {stage / bare:7.2f}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rotative-bench-") as name:
        yield Path(name)


@contextmanager
def hosts(count: int) -> Iterator[list[str]]:
    """The origins of so many hosts, served by a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(count, theirs), daemon=True)
    server.start()
    try:
        port = ours.recv()
        yield [f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}" for number in range(count)]
    finally:
        server.terminate()
        server.join()


def _serve(count: int, told: Connection) -> None:
    asyncio.run(_served(count, told))


async def _served(count: int, told: Connection) -> None:
    server = await asyncio.start_server(_answer, "0.0.0.0", 0, backlog=1000)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            line = await reader.readuntil(b"\r\n\r\n")
            if b".html " in line.split(b"\r\n", 1)[0]:
                await asyncio.sleep(LATENCY)
                status, body = b"200 OK", BODY
            else:
                status, body = b"404 Not Found", b""
            head = b"HTTP/1.1 %b\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % (status, len(body))
            writer.write(head + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def through_a_loop(pages: list[str], concurrency: int) -> float:
    """Pages per second by httpx alone, the same number at a time."""
    todo = iter(pages)

    async def work(client: httpx.AsyncClient) -> None:
        for page in todo:
            assert (await client.get(page)).status_code == 200

    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None), timeout=30) as client:
        start = time.perf_counter()
        await asyncio.gather(*(work(client) for _ in range(concurrency)))
        return len(pages) / (time.perf_counter() - start)


class Nobody:
    """Nobody is to be woken: the pages stop in front of the next stage."""

    def wake(self, stage: Stage) -> None:
        """Nothing."""


def through_the_stage(folder: Path, origins: list[str], pages: list[str], concurrency: int) -> float:
    """Pages per second from the ledger to the ledger."""
    settings = load(
        environ={
            "ROTATIVE_DATA_DIR": str(folder),
            "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
            "ROTATIVE_HOST_DELAY": "0",
            "ROTATIVE_HOST_CONCURRENCY": str(-(-concurrency // len(origins))),
            "ROTATIVE_FETCH_CONCURRENCY": str(concurrency),
        }
    )
    with using(settings, workers=False) as own, open_parts(own) as parts:
        station = _station(own, parts)
        _through(station, parts, [f"{origin}/first.html" for origin in origins])
        rate = _through(station, parts, pages)
    wait_for_end(settings)
    return rate


def _station(settings: Settings, parts: Parts) -> FetchStation:
    fetch = fetcher(settings, parts.ledger, RedisShelf(parts.redis, settings.prefix))
    return FetchStation(parts.ledger, Nobody(), fetch, settings.fetch_concurrency)


def _through(station: FetchStation, parts: Parts, pages: list[str]) -> float:
    for at in range(0, len(pages), 500):
        parts.ledger.accept([_arrival(page) for page in pages[at : at + 500]])
    before, start = _waiting(parts.ledger), time.perf_counter()
    while (left := _left(parts.ledger)) > 0:
        station.run(60)
    assert _waiting(parts.ledger) - before == len(pages), f"not every page was fetched: {left} left"
    return len(pages) / (time.perf_counter() - start)


def _arrival(page: str) -> Arrival:
    payload = pack(Candidate(url=page))
    return Arrival(id=article_id(page), url=page, stage=Stage.FETCH, lane=Lane.BULK, payload=payload, host=host(page))


def _left(ledger: Ledger) -> int:
    queue = ledger.queues()[Stage.FETCH]
    return queue.ready + queue.running + queue.waiting


def _waiting(ledger: Ledger) -> int:
    return ledger.queues()[Stage.CLEAN].ready


if __name__ == "__main__":
    main()
