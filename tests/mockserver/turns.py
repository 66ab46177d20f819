"""Turns for tests of what is asked, not of when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FreeTurns:
    """Every turn is granted, and noted."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """One turn, at once."""
        self.taken.append(host)
        yield
