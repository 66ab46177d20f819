"""Candidate → Page: one asyncio loop and one HTTP client in the whole process, many hosts at a time.

Each fetch is a claim of its own (one passage), finished as soon as it is done: a slow host holds back only itself.
"""

from __future__ import annotations

import asyncio
import time

from config.logs import logger
from pipeline.errors import Failed
from pipeline.ledger.ledger import Ledger
from pipeline.outcomes import Reason

log = logger(__name__)

POLL = 0.2
"""Seconds between two looks for a host whose turn has come."""

PATIENCE = 5.0
"""Seconds that a fetch waits for a turn at a further host (a redirect) before it is put back."""

RENEW_EVERY = 15.0
"""Seconds between two renewals of a fetch's lease."""


class Turns:
    """A turn at a host for each request beyond the first: redirect hops and robots.txt."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def take(self, host: str) -> None:
        """Waits for the turn; raises `Failed` when it is too far away to wait for."""
        until = time.monotonic() + PATIENCE
        while (wait := await asyncio.to_thread(self._ledger.take_turn, host)) > 0:
            if time.monotonic() + wait > until:
                raise Failed(Reason.TOO_MANY_REQUESTS, f"no turn at {host} yet", after=wait)
            await asyncio.sleep(wait)
