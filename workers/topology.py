"""The topology, drawn once: which stage works on which queue, how much it claims, and what wakes what.

beat ─ due sources ─▶ discover ─┬─▶ fetch ─▶ clean ─▶ enrich ─▶ cluster ─▶ index ─▶ search
CLI, API ───────────────────────┤            ▲
(files enter at clean)          └────────────┘
 queue:                crawl        fetch    text     text      text       index
 process:              asyncio      asyncio  prefork  prefork   prefork    one
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Stage


@dataclass(frozen=True, slots=True)
class Station:
    """One stage at work: its queue, the stage after it, and what one claim holds at most."""

    stage: Stage
    queue: str
    then: Stage | None
    most: int
    most_bytes: int

    @property
    def task(self) -> str:
        """The name of its Celery task."""
        return f"rotative.{self.stage.value}"


KB, MB = 1024, 1024**2

STATIONS = (
    # Each source is claimed by itself, as many as are checked at one time (`crawl_concurrency`).
    Station(Stage.DISCOVER, "crawl", Stage.FETCH, 1, 0),
    # One at a time: each fetch has its own lease, so that a slow host holds back nothing that is done.
    Station(Stage.FETCH, "fetch", Stage.CLEAN, 1, MB),
    # 16 articles are about a second of work, the most that a killed worker makes others do again.
    Station(Stage.CLEAN, "text", Stage.ENRICH, 16, 200 * KB),
    Station(Stage.ENRICH, "text", Stage.CLUSTER, 16, 200 * KB),
    Station(Stage.CLUSTER, "text", Stage.INDEX, 16, 200 * KB),
    # One bulk request: a commit costs the same for 500 documents as for one.
    Station(Stage.INDEX, "index", None, 500, 5 * MB),
)

STATION = {station.stage: station for station in STATIONS}


@dataclass(frozen=True, slots=True)
class Process:
    """The kind of process that serves a queue; `prefetch` messages wait in it besides those it works on."""

    queue: str
    pool: str
    prefetch: int
    forks: bool = False


PROCESSES = (
    Process("crawl", "threads", 4),
    Process("fetch", "threads", 4),
    Process("text", "prefork", 1, forks=True),
    Process("index", "threads", 4),
)

PROCESS = {process.queue: process for process in PROCESSES}
QUEUES = tuple(PROCESS)


def stages_of(queue: str) -> tuple[Stage, ...]:
    """The stages that work on a queue."""
    return tuple(station.stage for station in STATIONS if station.queue == queue)
