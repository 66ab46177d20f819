"""A book of sources that lives in memory, and what following needs besides: fakes for the interfaces' tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zlib import crc32

from pipeline.errors import Misuse, Unknown
from pipeline.records import Source, SourceKind
from pipeline.sources.records import Change, Standing, State

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def source(number: int = 1, **fields: object) -> Source:
    """A feed, `https://site1.example/feed`."""
    made = Source(
        id=f"{number:016x}"[::-1],
        url=f"https://site{number}.example/feed",
        kind=SourceKind.FEED,
        title=f"Site {number}",
        added_at=NOON,
    )
    return made.evolve(**fields)


class Book:
    """The part of `SourceBook` that the interfaces ask."""

    def __init__(self, *standings: Standing) -> None:
        self.rows = {standing.source.id: standing for standing in standings}
        self.hurried: list[str] = []

    def put(self, source: Source, **state: object) -> None:
        self.rows[source.id] = Standing(
            source=source, state=State(**state), next_check=NOON, history=(Change(at=NOON, event="added"),)
        )

    def add(self, sources: Sequence[Source]) -> list[bool]:
        fresh = []
        for one in sources:
            fresh.append(one.id not in self.rows)
            if fresh[-1]:
                self.put(one)
        return fresh

    def change(self, id: str, **fields: object) -> Source:
        standing = self.standing(id)
        self.rows[id] = standing.evolve(source=standing.source.evolve(**fields))
        return self.rows[id].source

    def remove(self, ids: Sequence[str]) -> list[str]:
        return [id for id in ids if self.rows.pop(id, None)]

    def hurry(self, ids: Sequence[str]) -> list[str]:
        self.hurried += ids
        return [id for id in ids if id in self.rows]

    def sources(self, ids: Sequence[str]) -> dict[str, Source]:
        return {id: self.rows[id].source for id in ids if id in self.rows}

    def find(self, name: str) -> str | None:
        found = [
            id for id, row in self.rows.items() if row.source.url == name or (len(name) > 5 and id.startswith(name))
        ]
        return found[0] if len(found) == 1 else None

    def all(self) -> Iterator[Standing]:
        yield from [standing.evolve(history=()) for standing in self.rows.values()]

    def standing(self, id: str) -> Standing:
        try:
            return self.rows[id]
        except KeyError:
            raise Unknown(f"no source {id}") from None

    def tally(self) -> dict[str, int]:
        return dict(Counter(row.state.verdict.value for row in self.rows.values()))


def as_source(wanted: object) -> Source:
    """What `untried` makes of a wish."""
    url = wanted.url
    if not url.startswith(("https://", "http://", "file:///")):
        raise Misuse(f"{url} is no URL")
    kept = {name: getattr(wanted, name) for name in ("title", "collections", "access", "time_zone", "delay", "every")}
    return source(crc32(url.encode()), url=url, since=wanted.since, **kept)
