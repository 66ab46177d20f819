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
from pipeline.errors import Away
from pipeline.http.client import Turns
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Claim, Move, Step
from pipeline.records import Candidate, Lane, Page, Stage
from workers import stopping
from workers.drain import give_back, patiently, settle
from workers.stations.turns import HostTurns
from workers.verdicts import verdict
from workers.wake import Waker

log = logger(__name__)

Fetch = Callable[[Candidate, Turns], Awaitable[Page]]
Keep = Callable[[Page, str], None]
"""Keeps a page for ever, with the id of its article; raises `Away` when it can't."""

POLL = 0.2
"""Seconds between two looks for a host whose turn has come, when nothing else happens."""

NOTHING = 0.02
"""Seconds between two looks at least, after one that found nothing."""

AT_ONCE = 50
"""Claims that are taken in one step at most."""

LONGEST = 240.0
"""Seconds for which a slice may go on beyond its end, while something is under way."""

WAKE_EVERY = 0.1
"""Seconds between two wake-ups of the next stage."""

RENEW_EVERY = 15.0
"""Seconds between two renewals of a fetch's lease."""


class FetchStation:
    """Works at the fetch stage; `run` is called by one thread at a time, its loop lives in another."""

    def __init__(self, ledger: Ledger, waker: Waker, fetch: Fetch, concurrency: int, keep: Keep | None = None) -> None:
        self._ledger, self._waker, self._fetch = ledger, waker, fetch
        self._concurrency, self._keep = concurrency, keep
        self._look_again = self._woken = 0.0
        self._moved, self._bulk = False, 0
        # A person does not wait for the slow hosts that all places of a crawl may be taken by.
        self._kept_for_now = max(1, concurrency // 10)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="fetch-loop", daemon=True).start()

    def run(self, seconds: float) -> None:
        """Fetches for a time slice, or until no host's turn comes; ends what is under way."""
        asyncio.run_coroutine_threadsafe(self._drain(seconds), self._loop).result()

    async def _drain(self, seconds: float) -> None:
        await asyncio.to_thread(self._ledger.woken, Stage.FETCH)
        until, running = time.monotonic() + seconds, set[asyncio.Task[None]]()
        # What a slow host keeps under way at the end of the slice holds nobody back: others go on beside it.
        last = until + LONGEST
        while not stopping.asked() and time.monotonic() < (last if running else until):
            await self._fill(running)
            if not running:
                break
            _, running = await asyncio.wait(running, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
            await self._wake_next()
        if running:
            await asyncio.wait(running)
        await self._wake_next(at_once=True)
        if time.monotonic() >= until:
            await asyncio.to_thread(self._waker.wake, Stage.FETCH)

    async def _fill(self, running: set[asyncio.Task[None]]) -> None:
        free = self._concurrency + self._kept_for_now - len(running)
        if free <= 0 or (running and time.monotonic() < self._look_again):
            return
        most_bulk = max(0, self._concurrency - self._bulk)
        claims = await asyncio.to_thread(self._ledger.claim_each, Stage.FETCH, min(free, AT_ONCE), most_bulk)
        self._look_again = 0.0 if claims else time.monotonic() + NOTHING
        running.update(asyncio.create_task(self._one(claim)) for claim in claims)
        self._bulk += sum(claim.passages[0].lane is Lane.BULK for claim in claims)

    async def _wake_next(self, at_once: bool = False) -> None:
        if self._moved and (at_once or time.monotonic() > self._woken + WAKE_EVERY):
            self._moved, self._woken = False, time.monotonic()
            await asyncio.to_thread(self._waker.wake, Stage.CLEAN)

    async def _one(self, claim: Claim) -> None:
        passage, renewing = claim.passages[0], asyncio.create_task(self._renew(claim))
        try:
            with bound(stage=Stage.FETCH.value, task=claim.token, article=passage.id):
                step = await self._step(claim)
                await asyncio.to_thread(settle, self._ledger, claim, [step])
                self._moved = self._moved or isinstance(step, Move)
        except Away as away:
            log.warning("service away", service=away.service, detail=away.detail)
            await asyncio.to_thread(give_back, self._ledger, claim, away)
        finally:
            self._bulk -= passage.lane is Lane.BULK
            renewing.cancel()

    async def _renew(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            await asyncio.to_thread(patiently, lambda: self._ledger.renew(claim))

    async def _step(self, claim: Claim) -> Step:
        [passage] = claim.passages
        # The claim was a turn at the passage's own host: the first request there has it.
        turns = HostTurns(self._ledger, claim, claimed=urls.host(passage.url))
        try:
            page = await self._fetch(unpack(Candidate, passage.payload), turns)
            if self._keep is not None:
                await asyncio.to_thread(self._keep, page, passage.id)
        except Exception as error:
            return verdict(passage, error)
        return Move(id=passage.id, stage=Stage.CLEAN, payload=pack(page), urls=(*page.urls, page.final_url))
