"""The beat: sweeps the ledger, wakes who sleeps beside work or due sources, and brings settled rows to the trace store.

It works on Redis directly, not by messages: it is what notices that messages were lost. Two beats do no harm,
since every script is atomic.
"""

from __future__ import annotations

import signal
import threading
import time

from config.logs import logger
from pipeline.errors import Away, RotativeError
from pipeline.records import Stage
from workers.parts import Parts
from workers.roster import Roster
from workers.vigil import bury_the_dead
from workers.wake import Waker

log = logger(__name__)

SWEEP_EVERY, REVIEW_EVERY, SETTLE_EVERY = 0.5, 5.0, 60.0
"""Seconds between two sweeps, two reviews of sources by what became of their articles, two rounds of settling out."""

SETTLE_BATCH = 500
"""Rows that leave Redis in one step."""


class Beat:
    """Beats until it is ended."""

    def __init__(self, parts: Parts, waker: Waker) -> None:
        self._parts, self._waker = parts, waker
        self._ended = threading.Event()
        self._settled_at = self._reviewed_at = 0.0

    def end(self, *_: object) -> None:
        """Ends the beat after the tick under way (also a signal handler)."""
        self._ended.set()

    def run(self) -> None:
        """Ticks until ended; a service that is away is waited for."""
        away = False
        while not self._ended.wait(SWEEP_EVERY):
            try:
                self.tick()
                away = False
            except Away as error:
                if not away:
                    log.warning("beat waits", service=error.service, detail=error.detail)
                away = True
            except RotativeError as error:
                log.error("beat failed", error=str(error))

    def tick(self) -> None:
        """One sweep; now and then a round of settling out."""
        bury_the_dead(self._parts.ledger)
        for stage in self._parts.ledger.sweep():
            self._waker.wake(stage)
        if self._parts.sources.is_due():
            self._waker.wake(Stage.DISCOVER)
        if time.monotonic() - self._reviewed_at > REVIEW_EVERY:
            self._reviewed_at = time.monotonic()
            self._parts.sources.review(self._parts.now())
        if time.monotonic() - self._settled_at > SETTLE_EVERY or not self._settled_at:
            self._settle()

    def _settle(self) -> None:
        self._settled_at = time.monotonic()
        while self._parts.ledger.settle_out(self._parts.trace_store, SETTLE_BATCH) == SETTLE_BATCH:
            if self._ended.is_set():
                return


def run(parts: Parts, waker: Waker) -> None:
    """Beats until SIGTERM or SIGINT."""
    beat = Beat(parts, waker)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, beat.end)
    log.info("beat started", roster=len(Roster(parts.redis, parts.settings.prefix).present()))
    beat.run()
