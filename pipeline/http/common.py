"""What all workers want to know of a host and one of them asks for: robots.txt and its like."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pipeline.errors import Postponed
from pipeline.http.client import Turns
from pipeline.http.shelf import Shelf

ASKED = 60.0
"""Seconds after which one that asks counts as lost, and another asks."""

PATIENCE, AGAIN = 5.0, 0.2
"""Seconds that others wait for him, and between two looks."""

Ask = Callable[[Turns], Awaitable[tuple[bytes, float]]]
"""Finds it out with these turns; gives it, and the seconds for which it holds."""


class Common:
    """Things on a shelf; what isn't there is asked for by one worker, inside its first turn at the host.

    Inside, because who waits for a turn while all others wait for him, among them the one that has the host's only
    place, would wait in vain.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def get(self, name: str, turns: Turns, ask: Ask) -> bytes:
        """What is known by that name; raises what `ask` does, and `Postponed` when somebody else asks for long."""
        until = time.monotonic() + PATIENCE
        while (found := await self._shelf.get(name)) is None:
            once = _Once(turns, self._shelf, name)
            try:
                found, seconds = await ask(once)
                await self._shelf.put(name, found, seconds)
                return found
            except _Found as brought:
                return brought.value
            except _SomebodyAsks:
                if time.monotonic() > until:
                    raise Postponed(PATIENCE, f"somebody else is asking for {name}") from None
                await asyncio.sleep(AGAIN)
            finally:
                await once.done()
        return found


class _Found(Exception):
    """It came while we waited for our turn."""

    def __init__(self, value: bytes) -> None:
        super().__init__()
        self.value = value


class _SomebodyAsks(Exception):
    """Another worker is at it."""


class _Once:
    """Turns of which the first is used only when nobody has asked in the meantime."""

    def __init__(self, turns: Turns, shelf: Shelf, name: str) -> None:
        self._turns, self._shelf, self._name = turns, shelf, name
        self._asking = False

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        async with self._turns.at(host):
            if not self._asking:
                await self._begin()
            yield

    async def _begin(self) -> None:
        found = await self._shelf.get(self._name)
        if found is not None:
            raise _Found(found)
        if not await self._shelf.claim(f"{self._name}:asked", ASKED):
            raise _SomebodyAsks
        self._asking = True

    async def done(self) -> None:
        if self._asking:
            await self._shelf.drop(f"{self._name}:asked")
