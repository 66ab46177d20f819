"""The time of one tick of the schedule with few and with very many sources, on a real Redis.

A tick asks whether anything is due, claims what is, and ends each check. It shall cost in proportion to what is due,
not to how many sources there are: the ratio of both columns says how far that holds. What each source takes in Redis
is printed besides.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, cast

import redis

from config.settings import load
from pipeline.records import Source, SourceKind
from pipeline.sources.book import SourceBook
from pipeline.sources.conclude import Bounds, conclude
from pipeline.sources.records import Found
from workers.embedded.users import using, wait_for_end

DUE = (0, 10, 100)
"""Sources that are due at a tick."""

BATCH = 500


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=1_000)
    options.add_argument("--many", type=int, default=100_000)
    options.add_argument("--ticks", type=int, default=15)
    given = options.parse_args()
    with server() as client:
        few, _ = measured(client, given.few, given.ticks)
        many, bytes_each = measured(client, given.many, given.ticks)
    print(f"{'due':>5} {given.few:>10,} sources {given.many:>10,} sources   ratio")
    for due in DUE:
        print(f"{due:>5} {few[due] * 1000:>15.2f} ms {many[due] * 1000:>15.2f} ms {many[due] / few[due]:>7.2f}")
    print(f"a source takes {bytes_each:.0f} bytes in Redis")


@contextmanager
def server() -> Iterator[redis.Redis]:
    """A Redis of its own."""
    with tempfile.TemporaryDirectory(prefix="rotative-bench-") as folder:
        settings = load(environ={"ROTATIVE_CONFIG": "", "ROTATIVE_DATA_DIR": folder, "ROTATIVE_LOG_LEVEL": "error"})
        with using(settings, workers=False) as own:
            assert own.redis_url is not None
            with redis.Redis.from_url(own.redis_url.get_secret_value()) as client:
                yield client
        wait_for_end(settings)


def measured(client: redis.Redis, count: int, ticks: int) -> tuple[dict[int, float], float]:
    """Seconds of a tick by how many are due (median), and the bytes of a source that was checked."""
    client.flushdb()
    before = _memory(client)
    book = SourceBook(client, "bench")
    for at in range(0, count, BATCH):
        book.add([_source(number) for number in range(at, min(at + BATCH, count))])
    while tick(book, BATCH):
        pass
    bytes_each = (_memory(client) - before) / count
    return {due: median(_timed(book, due, count) for _ in range(ticks)) for due in DUE}, bytes_each


def _timed(book: SourceBook, due: int, count: int) -> float:
    book.hurry([_id(number * (count // (due + 1))) for number in range(due)])
    started = time.perf_counter()
    done = tick(book, due)
    took = time.perf_counter() - started
    assert done == due, f"{done} checked instead of {due}"
    return took


def tick(book: SourceBook, most: int) -> int:
    """One tick: how many were checked."""
    if not book.is_due():
        return 0
    claimed = book.claim(most)
    for due in claimed:
        now = datetime.now(UTC)
        found = Found(unmodified=True, etag='"1"', counts={"seen": 20})
        book.finish(due, conclude(due, found, now, Bounds(first=86_400, least=86_400), 0.5), bytes(16 * 20))
    return len(claimed)


def _id(number: int) -> str:
    return f"{number:016x}"


def _source(number: int) -> Source:
    return Source(
        id=_id(number),
        url=f"https://presse-{number}.example/actualite/flux.xml",
        kind=SourceKind.FEED,
        title=f"La Gazette de la ville numéro {number}",
        home=f"https://presse-{number}.example/",
        language="fr",
        collections=("presse", "france"),
        added_at=datetime.now(UTC) - timedelta(days=1),
    )


def _memory(client: redis.Redis) -> int:
    info: dict[str, Any] = cast(dict[str, Any], client.info("memory"))
    return int(info["used_memory"])


if __name__ == "__main__":
    main()
