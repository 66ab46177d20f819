"""A thread in each worker's main process: it signs the roster and buries the dead of its host.

Only a process of the same host can tell that another has died, and not merely fallen silent: so the death of a
child (a crash, the kernel's out-of-memory killer, kill -9) is seen here within a second and its work is given
to others at once, while a lease that ran out says nothing about the article in hand.
"""

from __future__ import annotations

import threading

from redis.exceptions import RedisError

from config.logs import logger
from pipeline.errors import Away
from pipeline.ledger.ledger import Ledger
from workers import identity, stopping
from workers.roster import Roster

log = logger(__name__)

EVERY = 1.0
"""Seconds between two looks."""


class Vigil:
    """Watches until it is ended."""

    def __init__(self, ledger: Ledger, roster: Roster, queue: str) -> None:
        self._ledger, self._roster, self._queue = ledger, roster, queue
        self._worker = identity.me()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="vigil", daemon=True)

    def start(self) -> None:
        """Starts to watch."""
        self._thread.start()

    def end(self) -> None:
        """Ends the watch and leaves the roster."""
        self._ended.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                self._roster.sign(self._worker, self._queue)
                bury_the_dead(self._ledger)
            except (Away, RedisError) as error:
                log.debug("vigil waits for Redis", error=str(error))
        self._strike()

    def _strike(self) -> None:
        try:
            self._roster.strike(self._worker)
        except RedisError as error:
            log.debug("roster not reached", error=str(error))


def bury_the_dead(ledger: Ledger) -> int:
    """Gives back the work of workers of this host that have died; how many passages.

    :raises Away: Redis is away.
    """
    dead = [worker for worker in ledger.workers() if identity.is_local(worker) and not identity.is_alive(worker)]
    for worker in dead:
        log.warning("worker died", worker=worker)
    # A child that was killed because a stop took too long did nothing wrong, nor did its article.
    return sum(ledger.bury(worker, count=not stopping.asked()) for worker in dead)
