"""A shelf in memory, and what is asked for once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pipeline.errors import Failed
from pipeline.http import shelf as shelves
from pipeline.http.client import Turns
from pipeline.http.common import Common
from pipeline.http.shelf import MemoryShelf
from pipeline.outcomes import Reason


class OneAtATime:
    """A host with one place."""

    def __init__(self) -> None:
        self.lock, self.requests = asyncio.Lock(), 0

    @asynccontextmanager
    async def at(self, _: str) -> AsyncIterator[None]:
        async with self.lock:
            yield


def test_things_go_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(shelves.time, "monotonic", lambda: now[0])

    async def inside() -> None:
        shelf = MemoryShelf()
        await shelf.put("a", b"1", 10)
        assert await shelf.claim("b", 5) and not await shelf.claim("b", 5)
        now[0] = 9
        assert await shelf.get("a") == b"1" and await shelf.claim("b", 5)
        now[0] = 11
        assert await shelf.get("a") is None

    asyncio.run(inside())


@pytest.mark.parametrize("places", [1, 3])
def test_who_waited_for_a_turn_while_another_asked_asks_no_more(places: int) -> None:
    async def inside() -> int:
        common, turns, asked = Common(MemoryShelf()), OneAtATime(), 0
        turns.lock = asyncio.Semaphore(places)  # type: ignore[assignment]

        async def ask(turns: Turns) -> tuple[bytes, float]:
            nonlocal asked
            async with turns.at("a.example"):
                asked += 1
                await asyncio.sleep(0.05)
            return b"known", 60.0

        told = await asyncio.gather(*(common.get("x", turns, ask) for _ in range(5)))
        assert told == [b"known"] * 5
        return asked

    assert asyncio.run(inside()) == 1


def test_one_that_failed_leaves_the_asking_to_the_next() -> None:
    async def inside() -> None:
        common, turns = Common(MemoryShelf()), OneAtATime()

        async def fail(turns: Turns) -> tuple[bytes, float]:
            async with turns.at("a.example"):
                raise Failed(Reason.TIMEOUT)

        async def ask(turns: Turns) -> tuple[bytes, float]:
            async with turns.at("a.example"):
                return b"known", 60.0

        with pytest.raises(Failed):
            await common.get("x", turns, fail)
        assert await common.get("x", turns, ask) == b"known"

    asyncio.run(inside())
