"""Waiting for sources: until each was checked, and what that brought in has its outcomes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from cli.progress import Meter, meter
from pipeline.errors import Unknown
from pipeline.ledger.records import Books
from pipeline.records import Kind
from workers.parts import Parts

POLL = 0.25
"""Seconds between two looks."""

LOOKED_AT = 50
"""Sources looked at in one look."""

TIMEOUT = 300.0
"""Seconds to wait by default."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of the wait: sources not checked by its end, new articles since its start, those not done yet."""

    unchecked: int
    articles: int
    under_way: int


class Wait:
    """Made before the checks begin, so that what they bring can be told from what was there.

    :param before: ids of the sources with the number of checks each has had.
    """

    def __init__(self, parts: Parts, timeout: float | None = None) -> None:
        self._parts, self._seconds = parts, TIMEOUT if timeout is None else timeout
        self._books = self._look()

    def run(self, before: Mapping[str, int]) -> Brought:
        """Waits, with progress on stderr; at the end what was indexed is searchable."""
        until = time.monotonic() + self._seconds
        with meter() as shown:
            unchecked = self._checked(deque(before.items()), until, shown)
            brought = self._settled(unchecked, until, shown)
        self._parts.engine.refresh()
        return brought

    def _checked(self, waiting: deque[tuple[str, int]], until: float, shown: Meter) -> int:
        total = len(waiting)
        while waiting:
            for _ in range(min(LOOKED_AT, len(waiting))):
                id, checks = waiting.popleft()
                if not self._was_checked(id, checks):
                    waiting.append((id, checks))
            shown.show("sources checked", total - len(waiting), total)
            if waiting and not _slept(until):
                break
        return len(waiting)

    def _was_checked(self, id: str, checks: int) -> bool:
        try:
            return self._parts.sources.standing(id).state.checks > checks
        except Unknown:
            return True  # removed meanwhile

    def _settled(self, unchecked: int, until: float, shown: Meter) -> Brought:
        while True:
            books = self._look()
            articles = books.accepted - self._books.accepted
            under_way = min(articles, max(0, books.in_flight - self._books.in_flight))
            if articles:
                shown.show("articles done", articles - under_way, articles)
            if not under_way or not _slept(until):
                return Brought(unchecked, articles, under_way)

    def _look(self) -> Books:
        return self._parts.ledger.books().get(Kind.NEW, Books())


def _slept(until: float) -> bool:
    """Whether there was time for a pause."""
    left = until - time.monotonic()
    if left <= 0:
        return False
    time.sleep(min(POLL, left))
    return True
