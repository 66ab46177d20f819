"""Following sources: a URL is tried, reported, and scheduled. What the command, the API and Python share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.discover.report import Report
from pipeline.records import Access, Record, Source
from workers.parts import Parts


class Wanted(Record):
    """What somebody asks to follow: a URL or a path, and how."""

    url: str
    title: str | None = None
    collections: tuple[str, ...] = ()
    access: Access = Access()
    time_zone: str | None = None
    delay: float | None = None
    every: float | None = None
    since: datetime | None = None


def tried(parts: Parts, wanted: Sequence[Wanted]) -> list[Report]:
    """Asks each URL politely and says what it is; nothing is stored.

    :raises Away: Redis or the index can't be reached.
    """
    raise NotImplementedError


def untried(parts: Parts, wanted: Sequence[Wanted]) -> list[Source]:
    """The sources as they would be followed without asking anybody (a pack, an OPML list): feeds, until the first
    check tells otherwise; raises `Misuse` for what is no URL."""
    raise NotImplementedError


def follow(parts: Parts, sources: Sequence[Source]) -> list[bool]:
    """Schedules sources, due at once, and wakes the crawl; False for each that was followed already."""
    raise NotImplementedError
