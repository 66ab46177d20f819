"""Followed: the sources as a worker needs them beside an article: its access, its time zone."""

from __future__ import annotations

import time
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.records import Access, Source
from pipeline.sources.book import SourceBook

KEPT, REMEMBERED = 60.0, 10_000
"""Seconds that a source is used without looking again, and how many are kept."""


class Followed:
    """One for each process; safe to use from several threads (a look-up too many does no harm)."""

    def __init__(self, book: SourceBook) -> None:
        self._book = book
        self._known: dict[str, tuple[float, Source | None]] = {}

    def source(self, id: str | None) -> Source | None:
        """The source with this id, if it is (still) followed; raises `Away`."""
        if id is None:
            return None
        until, source = self._known.get(id, (0.0, None))
        if until < time.monotonic():
            source = self._book.sources([id]).get(id)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[id] = (time.monotonic() + KEPT, source)
        return source

    def access(self, id: str | None) -> Access | None:
        """How its pages are asked for."""
        source = self.source(id)
        return source.access if source else None

    def zone(self, id: str | None) -> tzinfo:
        """The zone of its times without one."""
        source = self.source(id)
        return zone_of(source) if source else UTC


def zone_of(source: Source) -> tzinfo:
    """The zone of a source's times without one: its own, else UTC."""
    try:
        return ZoneInfo(source.time_zone) if source.time_zone else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
