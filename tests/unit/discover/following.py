"""Sources that are followed, read as the crawl does: place by place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.discover.files import url_of
from pipeline.ledger.records import Arrival
from pipeline.records import Source, SourceKind

LIMIT = 100_000
AN_HOUR_ON = 3600.0


def source(path: Path | str, kind: SourceKind = SourceKind.ARCHIVE, **fields: Any) -> Source:
    url = path if isinstance(path, str) else url_of(path)
    return Source(id="s1", url=url, kind=kind, added_at=datetime.now(UTC), **fields)


def later(seconds: float = AN_HOUR_ON) -> Callable[[], float]:
    """A clock that is ahead: what was written just now is settled."""
    return lambda: time.time() + seconds


class Follower:
    """Reads a source again and again, and keeps its places as the book of sources does."""

    def __init__(self, read: Any, followed: Source, clock: Callable[[], float] | None = None) -> None:
        self.read, self.source, self.places = read, followed, dict[str, str]()
        self.clock = clock or later()

    def check(self, most: int | None = None) -> list[Arrival]:
        """What one check brings; after `most` arrivals it is broken off."""
        found: list[Arrival] = []
        for arrival, places in self._read(self.places):
            if arrival is not None and most is not None and len(found) == most:
                break
            self._keep(places)
            found += [arrival] if arrival is not None else []
        return found

    def _read(self, places: Mapping[str, str]) -> Iterator[tuple[Arrival | None, dict[str, str]]]:
        yield from self.read(self.source, dict(places), LIMIT, clock=self.clock)

    def _keep(self, places: Mapping[str, str]) -> None:
        self.places |= places
        self.places = {key: place for key, place in self.places.items() if place}
