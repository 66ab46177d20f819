"""Pages of sources, by a cursor: it stays good while sources come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from pipeline.errors import Misuse
from pipeline.sources.records import Standing
from web.sources import Filter, SourceSummary, now, summary
from workers.parts import Parts

LARGEST = 1000
"""Sources on one page."""


def page(parts: Parts, chosen: Filter, limit: int, cursor: str | None) -> tuple[list[SourceSummary], str | None]:
    """A page of the chosen sources in the order in which they were added, and the cursor of the next one.

    :raises Misuse: the cursor is none of ours.
    """
    at = now(parts)
    rest = _after(parts, cursor) if cursor else parts.sources.all()
    found = list(islice((summary(standing, at) for standing in rest if chosen.takes(standing)), limit + 1))
    shown = found[:limit]
    return shown, _cursor(shown[-1]) if len(found) > limit else None


def _cursor(last: SourceSummary) -> str:
    return f"{last.added_at.timestamp():.6f}.{last.id}"


def _after(parts: Parts, cursor: str) -> Iterator[Standing]:
    """What comes after the source of the cursor; where that was removed, what was added at its time or later."""
    added_at, id = _read(cursor)
    there = bool(parts.sources.sources([id]))
    begun = False
    for standing in parts.sources.all():
        if begun or (not there and standing.source.added_at.timestamp() >= added_at):
            begun = True
            yield standing
        elif standing.source.id == id:
            begun = True


def _read(cursor: str) -> tuple[float, str]:
    stamp, _, id = cursor.rpartition(".")
    try:
        datetime.fromtimestamp(float(stamp))
    except (ValueError, OverflowError, OSError):
        raise Misuse("cursor is the `next` of the page before, as it is") from None
    return float(stamp), id
