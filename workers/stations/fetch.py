"""Candidate → Page: one asyncio loop and one HTTP client in the whole process, many hosts at a time.

Each fetch is a claim of its own (one passage), finished as soon as it is done: a slow host holds back only itself.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

from config.logs import bound, logger
from pipeline import urls
from pipeline.errors import Away, Failed, Postponed
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Claim, Move, Passage, Step
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Page, Stage
from workers import stopping
from workers.drain import give_back, patiently, settle
from workers.topology import STATION
from workers.verdicts import verdict
from workers.wake import Waker

log = logger(__name__)

Fetch = Callable[[Candidate, "Turns"], Awaitable[Page]]
Keep = Callable[[Page, str], None]
"""Keeps a page for ever, with the id of its article; raises `Away` when it can't."""

POLL = 0.2
"""Seconds between two looks for a host whose turn has come."""

PATIENCE = 5.0
"""Seconds that a fetch waits for a further turn (robots.txt, a redirect) before it is put back."""

RENEW_EVERY = 15.0
"""Seconds between two renewals of a fetch's lease."""


class Turns:
    """The turns that one fetch takes: robots.txt, the page, each redirect."""

    def __init__(self, ledger: Ledger, passage: Passage) -> None:
        self._ledger, self._id = ledger, passage.id
        # The claim was a turn at the passage's own host: the first request there has it.
        self._claimed = urls.host(passage.url)

    async def take(self, host: str) -> None:
        """Waits for a turn at a host; raises `Postponed` when it is too far away to wait for."""
        if host == self._claimed:
            self._claimed = None
            return
        until = time.monotonic() + PATIENCE
        while (wait := await asyncio.to_thread(self._ledger.take_turn, host, self._id)) > 0:
            if time.monotonic() + wait > until:
                raise Postponed(wait, f"no turn at {host} yet")
            await asyncio.sleep(wait)


class FetchStation:
    """Works at the fetch stage; `run` is called by one thread at a time, its loop lives in another."""

    def __init__(self, ledger: Ledger, waker: Waker, fetch: Fetch, concurrency: int, keep: Keep | None = None) -> None:
        self._ledger, self._waker, self._fetch = ledger, waker, fetch
        self._concurrency, self._keep = concurrency, keep
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="fetch-loop", daemon=True).start()

    def run(self, seconds: float) -> None:
        """Fetches for a time slice, or until no host's turn comes; ends what is under way."""
        asyncio.run_coroutine_threadsafe(self._drain(seconds), self._loop).result()

    async def _drain(self, seconds: float) -> None:
        self._ledger.woken(Stage.FETCH)
        until, running = time.monotonic() + seconds, set[asyncio.Task[None]]()
        while time.monotonic() < until and not stopping.asked():
            await self._fill(running)
            if not running:
                return
            _, running = await asyncio.wait(running, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        if running:
            await asyncio.wait(running)
        self._waker.wake(Stage.FETCH)

    async def _fill(self, running: set[asyncio.Task[None]]) -> None:
        station = STATION[Stage.FETCH]
        while len(running) < self._concurrency:
            claim = await asyncio.to_thread(self._ledger.claim, Stage.FETCH, station.most, station.most_bytes)
            if claim is None:
                return
            running.add(asyncio.create_task(self._one(claim)))

    async def _one(self, claim: Claim) -> None:
        passage, renewing = claim.passages[0], asyncio.create_task(self._renew(claim))
        try:
            with bound(stage=Stage.FETCH.value, task=claim.token, article=passage.id):
                await asyncio.to_thread(patiently, lambda: self._ledger.hold(claim, passage.id))
                step = await self._step(passage)
                await asyncio.to_thread(settle, self._ledger, claim, [step])
                await asyncio.to_thread(self._after, step)
        except Away as away:
            log.warning("service away", service=away.service, detail=away.detail)
            await asyncio.to_thread(give_back, self._ledger, claim, away)
        finally:
            renewing.cancel()

    async def _renew(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            await asyncio.to_thread(patiently, lambda: self._ledger.renew(claim))

    async def _step(self, passage: Passage) -> Step:
        try:
            page = await self._fetch(unpack(Candidate, passage.payload), Turns(self._ledger, passage))
            if self._keep is not None:
                await asyncio.to_thread(self._keep, page, passage.id)
        except Exception as error:
            await asyncio.to_thread(self._keep_away, passage, error)
            return verdict(passage, error)
        return Move(id=passage.id, stage=Stage.CLEAN, payload=pack(page), urls=(*page.urls, page.final_url))

    def _keep_away(self, passage: Passage, error: Exception) -> None:
        # Retry-After holds for the host, not for this page only (RFC 9110, 10.2.3; RFC 6585, 4).
        if (
            isinstance(error, Failed)
            and error.after
            and error.reason in (Reason.TOO_MANY_REQUESTS, Reason.SERVER_ERROR)
        ):
            self._ledger.hold_host(urls.host(passage.url) or "", error.after)

    def _after(self, step: Step) -> None:
        if isinstance(step, Move):
            self._waker.wake(step.stage)
