"""What all workers know of hosts (their addresses, their robots.txt), kept in one place for a while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Protocol

from redis import Redis

from pipeline.errors import Full
from pipeline.ledger.scripting import told_apart

LARGEST = 64 * 1024
"""Bytes of one thing on a shared shelf: what hostile hosts make us remember must not fill Redis."""

REMEMBERED = 10_000
"""Things on a shelf in memory."""


class Shelf(Protocol):
    """Bytes under names, each for some seconds. What isn't there has to be found out again, no more."""

    async def get(self, name: str) -> bytes | None:
        """What is there; raises `Away`."""

    async def put(self, name: str, value: bytes, seconds: float) -> None:
        """Puts it there, unless it is too large or there is no room; raises `Away`."""

    async def claim(self, name: str, seconds: float) -> bool:
        """True for one caller in so many seconds: who finds out what the others wait for; raises `Away`."""

    async def drop(self, name: str) -> None:
        """Takes away what is there, a claim too; raises `Away`."""


class MemoryShelf:
    """A shelf of one process, of bounded length."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def get(self, name: str) -> bytes | None:
        until, value = self._things.get(name, (0.0, b""))
        return value if until > time.monotonic() else None

    async def put(self, name: str, value: bytes, seconds: float) -> None:
        self._things[name] = (time.monotonic() + seconds, value)
        self._things.move_to_end(name)
        if len(self._things) > REMEMBERED:
            self._things.popitem(last=False)

    async def claim(self, name: str, seconds: float) -> bool:
        if await self.get(name) is not None:
            return False
        await self.put(name, b"1", seconds)
        return True

    async def drop(self, name: str) -> None:
        self._things.pop(name, None)


class RedisShelf:
    """A shelf that all workers share; times run by the Redis server's clock.

    :param redis: a client that gives bytes; asked in threads of their own.
    """

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix

    async def get(self, name: str) -> bytes | None:
        with told_apart():
            found = await asyncio.to_thread(self._redis.get, self._key(name))
        return found if isinstance(found, bytes) else None

    async def put(self, name: str, value: bytes, seconds: float) -> None:
        if len(value) > LARGEST:
            return
        try:
            with told_apart():
                await asyncio.to_thread(self._redis.set, self._key(name), value, px=_milliseconds(seconds))
        except Full:
            return

    async def claim(self, name: str, seconds: float) -> bool:
        try:
            with told_apart():
                px = _milliseconds(seconds)
                return bool(await asyncio.to_thread(self._redis.set, self._key(name), b"1", px=px, nx=True))
        except Full:
            return True

    async def drop(self, name: str) -> None:
        with told_apart():
            await asyncio.to_thread(self._redis.delete, self._key(name))

    def _key(self, name: str) -> str:
        return f"{self._prefix}:shelf:{name}"


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
