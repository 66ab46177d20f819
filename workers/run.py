"""The production processes: one worker per queue, and the beat. `python -m workers.run` starts one as a child."""

from __future__ import annotations

import os
import sys

import psutil
from celery import Celery, signals

from config import logs
from config.settings import Settings, load
from workers import press, stopping
from workers.app import HARD_LIMIT, SOFT_LIMIT, create
from workers.orphans import leave_with
from workers.parts import open_parts
from workers.roster import Roster
from workers.topology import PROCESS, Process
from workers.vigil import Vigil
from workers.wake import Waker

CHILD_GROWTH_KB = 300 * 1024
"""What a child may grow beyond its parent before it is replaced (the text libraries keep caches). Celery looks
at the peak with the shared pages, so the parent's size counts in it."""


def worker(settings: Settings, queue: str) -> int:
    """Serves one queue until SIGTERM; the exit code."""
    app, process = create(settings), PROCESS[queue]
    press.set_up(settings, queue, app)
    if process.forks:
        app.conf.worker_max_memory_per_child = _resident_kb() + CHILD_GROWTH_KB
    with open_parts(settings) as parts:
        vigil = Vigil(parts.ledger, Roster(parts.redis, settings.prefix), queue)
        _watch_shutdown()
        vigil.start()
        try:
            _serve(app, process, settings)
        finally:
            vigil.end()
            press.press().let_go()
    return 0


def _serve(app: Celery, process: Process, settings: Settings) -> None:
    app.conf.worker_prefetch_multiplier = process.prefetch
    concurrency = settings.text_processes if process.forks else 1
    limits = [f"--soft-time-limit={SOFT_LIMIT}", f"--time-limit={HARD_LIMIT}"] if process.forks else []
    app.worker_main(
        [
            "worker",
            f"--queues={process.queue}",
            f"--pool={process.pool}",
            f"--concurrency={concurrency}",
            f"--hostname={process.queue}-{os.getpid()}@%h",
            f"--loglevel={settings.log_level.upper()}",
            # Chatter between workers that nobody reads; their lives are in the roster.
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            *limits,
        ]
    )


def _watch_shutdown() -> None:
    # Connected weakly by default: a closure would be gone before the signal comes.
    signals.worker_shutting_down.connect(lambda **_: stopping.ask(), weak=False)


def _resident_kb() -> int:
    return psutil.Process().memory_info().rss // 1024


def beat(settings: Settings) -> int:
    """Beats until SIGTERM; the exit code."""
    from workers.beat import run

    with open_parts(settings) as parts:
        run(parts, Waker(create(settings), parts.ledger))
    return 0


def main(arguments: list[str]) -> int:
    """`SUPERVISOR worker QUEUE` or `SUPERVISOR beat`, with the settings of the environment."""
    supervisor, *what = arguments
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    leave_with(int(supervisor))
    return beat(settings) if what == ["beat"] else worker(settings, what[1])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
