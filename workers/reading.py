"""Sources on this machine: a watched folder, archives, JSON lines, read on from where the last check stopped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from pipeline.discover import archives, folders, lines
from pipeline.errors import Rejected
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Source, SourceKind
from pipeline.sources.records import Due, Found
from workers import stopping
from workers.intake import accept
from workers.parts import Parts

Reader = Callable[[Source, Mapping[str, str], int], Iterator[tuple[Arrival | None, dict[str, str]]]]

READERS: dict[SourceKind, Reader] = {
    SourceKind.FOLDER: folders.read,
    SourceKind.ARCHIVE: archives.read,
    SourceKind.LINES: lines.read,
}

BATCH = 50
"""Articles that are offered at once; where reading stands is kept after each."""

LONGEST = 60.0
"""Seconds of one check; a long archive is gone on with at once, so that others have their turn in between."""

PATIENCE = 30.0
"""Seconds to wait for room in the ledger before the source is put back."""


def read_in(parts: Parts, due: Due) -> Found:
    """Offers what is new in a source of this machine.

    :raises Full: there was no room for so long; it goes on from there the next time.
    :raises Away: Redis, or the index, can't be reached.
    """
    places, counts = dict(due.state.places), Counter[str]()
    until = time.monotonic() + LONGEST
    reader = READERS[due.source.kind](due.source, places, parts.settings.size_limit)
    try:
        while batch := list(islice(reader, BATCH)):
            counts += _offered(parts, [arrival for arrival, _ in batch if arrival])
            further = {part: place for _, kept in batch for part, place in kept.items()}
            places |= further
            if not parts.sources.keep_places(due, further):
                break
            if time.monotonic() > until or stopping.asked():
                return Found(counts=dict(counts), places=places, unfinished=True)
    except Rejected as refusal:
        return Found(reason=refusal.reason, detail=refusal.detail, counts=dict(counts), places=places)
    except OSError as error:
        reason = Reason.MISSING_FILE if isinstance(error, FileNotFoundError) else Reason.UNREADABLE_FILE
        return Found(reason=reason, detail=str(error), counts=dict(counts), places=places)
    return Found(counts=dict(counts), places=places, unmodified=not counts)


def _offered(parts: Parts, arrivals: list[Arrival]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for receipt in accept(parts, arrivals, PATIENCE):
        match receipt.outcome:
            case Outcome.IN_FLIGHT:
                counts["new"] += 1
            case Outcome.DUPLICATE:
                counts["seen"] += 1
            case other:
                counts[receipt.reason.value if receipt.reason else other.value] += 1
    return counts
