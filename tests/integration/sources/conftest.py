"""Books of sources on a real Redis, and short hands for what tests do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from pipeline.records import Source, SourceKind
from pipeline.sources.book import SourceBook
from pipeline.sources.records import Change, Conclusion, Due, State, Verdict

CHECKED = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """Makes books on one prefix, at later moments too."""

    redis: Redis
    prefix: str

    def book(self, at: float = 0.0, lease: float = 60.0) -> SourceBook:
        return SourceBook(self.redis, self.prefix, clock_offset=at, lease=lease)

    def key(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))


@pytest.fixture
def desk(redis_client: Redis, prefix: str) -> Desk:
    return Desk(redis_client, prefix)


@pytest.fixture
def book(desk: Desk) -> SourceBook:
    return desk.book()


@pytest.fixture
def source() -> Callable[..., Source]:
    def make(id: str, **fields: Any) -> Source:
        given = {"url": f"https://{id}.example/feed", "kind": SourceKind.FEED, "added_at": CHECKED}
        return Source(id=id, **(given | fields))

    return make


@pytest.fixture
def conclusion() -> Callable[..., Conclusion]:
    """What follows from a check of a claimed source: checked again an hour later unless told otherwise."""

    def make(
        due: Due, after: float = 3600, events: tuple[str, ...] = (), state: Any = None, **fields: Any
    ) -> Conclusion:
        learned = State(checked_at=CHECKED, verdict=Verdict.HEALTHY, **(state or {}))
        return Conclusion(
            source=due.source.evolve(**fields),
            state=learned,
            next_check=CHECKED + timedelta(seconds=after),
            changes=tuple(Change(at=CHECKED, event=event) for event in events),
        )

    return make
