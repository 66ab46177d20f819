"""The door: offers articles to the ledger, waits while it is full, and follows them to their outcomes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from pipeline.engines.port import Stored
from pipeline.errors import Full
from pipeline.ledger.records import Arrival, Receipt, SettledRow, Trace
from pipeline.outcomes import Outcome
from pipeline.records import Kind
from workers.app import create
from workers.parts import Parts
from workers.wake import Waker

BATCH, BATCH_BYTES = 100, 8 * 1024**2
"""Arrivals offered at once, and their bytes: a batch is taken whole or not at all."""

FULL_WAIT = 0.5
"""Seconds before a full ledger is asked again."""

POLL, LONGEST_POLL = 0.05, 0.5
"""Seconds between two looks for outcomes; longer and longer while nothing happens."""

ASKED_AT_ONCE = 1_000
"""Ids in one question to the ledger: Redis serves nobody else meanwhile."""

THERE = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)


def accept(parts: Parts, arrivals: Iterable[Arrival], patience: float = float("inf")) -> Iterator[Receipt]:
    """Takes articles in, a receipt for each, in order; waits while too much is in flight.

    :param patience: seconds to wait for room, for each batch.
    :raises Full: there was no room for so long; what has its receipt is taken in.
    :raises Away: Redis, or the index that knows what was read before, can't be reached.
    """
    waker = Waker(create(parts.settings), parts.ledger)
    for batch in _batches(arrivals):
        receipts = _offer(parts, batch, patience)
        for stage in {arrival.stage for arrival in batch}:
            waker.wake(stage)
        yield from receipts


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for arrival in arrivals:
        if batch and (len(batch) == BATCH or size + len(arrival.payload) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(arrival)
        size += len(arrival.payload)
    if batch:
        yield batch


def _offer(parts: Parts, batch: Sequence[Arrival], patience: float) -> list[Receipt]:
    recalled, until = _recalled(parts, batch), time.monotonic() + patience
    while True:
        try:
            return parts.ledger.accept(recalled)
        except Full:
            if time.monotonic() > until:
                raise
            time.sleep(FULL_WAIT)


def _recalled(parts: Parts, batch: Sequence[Arrival]) -> list[Arrival]:
    """The arrivals with what is remembered of them for ever: seen before means in Redis lately, or in the index."""
    ids = [arrival.id for arrival in batch]
    rows, stored = parts.trace_store.get(ids), parts.engine.get(ids)
    return [_remembered(arrival, rows.get(arrival.id), stored.get(arrival.id)) for arrival in batch]


def _remembered(arrival: Arrival, row: SettledRow | None, stored: Stored | None) -> Arrival:
    if arrival.kind is not Kind.NEW:
        seen = row.first_seen if row else stored.article.first_seen if stored else None
        return arrival.evolve(known=stored is not None, first_seen=arrival.first_seen or seen)
    if row is None or row.outcome not in THERE:
        return arrival.evolve(known=stored is not None)
    changed = None not in (arrival.fingerprint, row.fingerprint) and arrival.fingerprint != row.fingerprint
    if changed:
        return arrival.evolve(kind=Kind.REVISION, first_seen=row.first_seen)
    return arrival.evolve(known=True)


def outcomes(parts: Parts, ids: Iterable[str], timeout: float | None = None, *, again: bool = False) -> Iterator[Trace]:
    """The trace of each passage as soon as it has its outcome; at the end everything indexed is searchable.

    :param timeout: seconds; those still in flight then are given as they are.
    :param again: they are gone through again: what they are known as meanwhile is no outcome.
    """
    waiting, wait = dict.fromkeys(ids), POLL
    until = time.monotonic() + timeout if timeout is not None else float("inf")
    while waiting:
        done = _settled(parts, list(waiting), again)
        wait = POLL if done else min(wait * 1.5, LONGEST_POLL)
        late = time.monotonic() > until
        for id in list(waiting) if late else done:
            del waiting[id]
            if (trace := parts.ledger.trace(id)) is not None:
                yield trace
        if waiting:
            time.sleep(wait)
    parts.engine.refresh()


def _settled(parts: Parts, ids: Sequence[str], again: bool) -> list[str]:
    told: dict[str, Outcome] = {}
    for at in range(0, len(ids), ASKED_AT_ONCE):
        told |= parts.ledger.outcomes(ids[at : at + ASKED_AT_ONCE], again=again)
    return [id for id in ids if told.get(id) is not Outcome.IN_FLIGHT]
