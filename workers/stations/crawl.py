"""Sources that are due → articles to fetch: one asyncio loop in the process, many sources at a time.

Each check is a claim of its own: a slow source holds back only itself. What a check found is offered first, and the
check ended after: whoever dies in between is followed by another, who finds the same and offers nothing twice.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime

from config.logs import bound, logger
from pipeline.discover.sift import horizon_of
from pipeline.errors import Away, Full, Postponed
from pipeline.outcomes import Reason
from pipeline.records import SourceKind, Stage
from pipeline.sources.conclude import Bounds, conclude
from pipeline.sources.records import Due, Found
from workers import stopping
from workers.drain import patiently
from workers.offering import offer
from workers.parts import Parts
from workers.wake import Waker

log = logger(__name__)

Check = Callable[[Due, datetime, datetime], Awaitable[Found]]
"""Checks a source of the network: what is due, now, and the horizon."""

Read = Callable[[Due], Found]
"""Reads a source on this machine, and offers what is in it."""

POLL = 0.5
"""Seconds between two looks for a source that is due."""

RENEWALS = 4
"""Times that a claim is renewed within its lease: one that fails costs nothing."""

ROOM_AFTER = 30.0
"""Seconds after which a source is tried again for which there was no room."""

AWAY_AFTER = 5.0
"""Seconds after which a source is tried again whose check a service's absence cut short."""

WHOLE_CHECK = 900.0
"""Seconds that one check may take, waiting for turns included."""


class CrawlStation:
    """Works on sources that are due; `run` is called by one thread at a time, its loop lives in another."""

    def __init__(self, parts: Parts, waker: Waker, check: Check, read: Read) -> None:
        self._parts, self._waker, self._check, self._read = parts, waker, check, read
        self._book = parts.sources
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="crawl-loop", daemon=True).start()

    def run(self) -> None:
        """Checks sources until none is due and none is being checked: a slow one keeps no other waiting."""
        asyncio.run_coroutine_threadsafe(self._drain(), self._loop).result()

    async def _drain(self) -> None:
        await asyncio.to_thread(self._parts.ledger.woken, Stage.DISCOVER)
        running = set[asyncio.Task[None]]()
        while not stopping.asked():
            await self._fill(running)
            if not running:
                return
            _, running = await asyncio.wait(running, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        await self._give_up(running)

    async def _fill(self, running: set[asyncio.Task[None]]) -> None:
        room = self._parts.settings.crawl_concurrency - len(running)
        if room <= 0:
            return
        try:
            claimed = await asyncio.to_thread(self._book.claim, room)
        except Away:
            if not running:
                raise
            return
        running |= {asyncio.create_task(self._one(due)) for due in claimed}

    async def _give_up(self, running: set[asyncio.Task[None]]) -> None:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _one(self, due: Due) -> None:
        renewing = asyncio.create_task(self._renew(due))
        try:
            with bound(stage=Stage.DISCOVER.value, source=due.source.id):
                async with asyncio.timeout(WHOLE_CHECK):
                    await self._checked(due)
        except TimeoutError:
            await self._finish(due, Found(reason=Reason.TIMEOUT, detail=f"not read in {WHOLE_CHECK:.0f} s"), None)
        except asyncio.CancelledError:
            await self._release(due, 0.0)
            raise
        except Away as away:
            log.warning("service away", service=away.service, detail=away.detail)
            await self._release(due, AWAY_AFTER)
        except Exception as error:
            # A bug of ours: it is told whole in the log, and stands as a failed check on the source.
            log.error("check failed", exc_info=error)
            failed = Found(reason=Reason.STAGE_FAILED, detail=f"{type(error).__name__}: {error}"[:500])
            await self._finish(due, failed, None)
        finally:
            renewing.cancel()

    async def _checked(self, due: Due) -> None:
        try:
            found, shown = await self._found(due)
        except Postponed as later:
            await self._release(due, later.after)
        except Full:
            await self._release(due, ROOM_AFTER)
        else:
            await self._finish(due, found, shown)

    async def _found(self, due: Due) -> tuple[Found, bytes | None]:
        if due.source.url.startswith("file:"):
            return await asyncio.to_thread(self._read, due), None
        now = self._parts.now()
        as_sitemap = due.source.evolve(kind=SourceKind.SITEMAP)
        found = await self._check(due, now, horizon_of(as_sitemap, now, self._parts.settings.sitemap_days))
        if found.listing is None:
            return found, None
        source = due.source.evolve(kind=found.kind or due.source.kind)
        offered = await asyncio.to_thread(offer, self._parts, source, found.listing, now)
        await asyncio.to_thread(self._waker.wake, Stage.FETCH)
        return found.evolve(counts=offered.counts, times=offered.times), offered.shown

    async def _finish(self, due: Due, found: Found, shown: bytes | None) -> None:
        conclusion = conclude(due, found, self._parts.now(), bounds(self._parts), random.random())
        await asyncio.to_thread(patiently, lambda: self._book.finish(due, conclusion, shown))
        log.info("checked", verdict=conclusion.state.verdict.value, **found.counts)

    async def _release(self, due: Due, after: float) -> None:
        try:
            await asyncio.to_thread(patiently, lambda: self._book.release(due, after))
        except Away:
            log.debug("not released: its lease ends by itself")

    async def _renew(self, due: Due) -> None:
        while True:
            await asyncio.sleep(self._parts.settings.lease / RENEWALS)
            await asyncio.to_thread(patiently, lambda: self._book.renew(due))


def bounds(parts: Parts) -> Bounds:
    """The bounds of intervals out of the settings."""
    settings = parts.settings
    return Bounds(first=settings.check_interval, least=settings.check_least, most=settings.check_most)
