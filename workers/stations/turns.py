"""Turns at hosts, taken from the ledger: what robots.txt, pages, redirects and feeds all go through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.logs import logger
from pipeline.errors import Away, Failed, Postponed, Rejected
from pipeline.ledger.hosts import Ending, Holder
from pipeline.ledger.ledger import Ledger
from pipeline.outcomes import Reason
from workers.drain import patiently

log = logger(__name__)

PATIENCE = 10.0
"""Seconds that a request waits for its turn before it is put off."""

ASK_AGAIN = 1.0
"""Seconds after which one that waits asks again at the latest: a place may come free before it was to be hoped for."""

NO_ANSWER = (Reason.UNREACHABLE, Reason.UNKNOWN_HOST, Reason.TIMEOUT)
TOO_MUCH = (Reason.TOO_MANY_REQUESTS, Reason.SERVER_ERROR)
"""Failures whose Retry-After holds for the host, not for the page only (RFC 9110, 10.2.3; RFC 6585, 4)."""


class HostTurns:
    """The turns of one holder: a fetch by its claim, anybody else by a name of his own (`check:SOURCE`).

    :param claimed: a host at which the first turn is taken already, with the claim.
    :param patience: seconds that one request waits at most.
    """

    def __init__(
        self, ledger: Ledger, holder: Holder, *, claimed: str | None = None, patience: float = PATIENCE
    ) -> None:
        self._ledger, self._holder = ledger, holder
        self._claimed, self._patience = claimed, patience

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """One turn for one request; raises `Postponed` when it is too far away, and `Away`."""
        ending, after = Ending.UNTOLD, 0.0
        try:
            await self._take(host)
            yield
            ending = Ending.WELL
        except (Failed, Rejected) as error:
            ending, after = _told_by(error)
            raise
        finally:
            await self._end(host, ending, after)

    async def _take(self, host: str) -> None:
        if host == self._claimed:
            self._claimed = None
            return
        until = time.monotonic() + self._patience
        while (wait := await self._ask(host, until - time.monotonic())) > 0:
            if time.monotonic() + wait > until:
                raise Postponed(wait, f"no turn at {host} yet")
            await asyncio.sleep(min(wait, ASK_AGAIN))

    async def _ask(self, host: str, patience: float) -> float:
        return await asyncio.to_thread(self._ledger.take_turn, host, self._holder, max(0.0, patience))

    async def _end(self, host: str, ending: Ending, after: float) -> None:
        # Also when we are cancelled: the end must be told, or the host waits until the place lapses.
        telling = asyncio.to_thread(patiently, lambda: self._ledger.end_turn(host, self._holder, ending, after))
        try:
            await asyncio.shield(telling)
        except Away as away:
            log.warning("end of a turn not told", host=host, service=away.service, detail=away.detail)


def _told_by(error: Failed | Rejected) -> tuple[Ending, float]:
    """How a request ended that raised this, and for how many seconds the host wants to be left alone."""
    if error.reason is Reason.PRIVATE_ADDRESS:
        return Ending.UNTOLD, 0.0
    if isinstance(error, Failed) and error.reason in NO_ANSWER:
        return Ending.FAILED, 0.0
    return Ending.WELL, (error.after or 0.0) if isinstance(error, Failed) and error.reason in TOO_MUCH else 0.0
