"""Upkeep: wake-ups, expired leases, dead workers, and settled rows that leave for the trace store."""

from __future__ import annotations

from pipeline.ledger.records import SettledRow
from pipeline.ledger.rows import joined, milliseconds, settled_row
from pipeline.ledger.scripting import Scripts, told_apart
from pipeline.ledger.trace import TraceStore
from pipeline.records import Stage

IN_THE_AIR = 2.0
"""Seconds after which a wake-up counts as lost, and another may be published."""

CLAIMS_SWEPT, PASSAGES_PROMOTED = 200, 1000
BYTES_OUT = 16 * 1024**2
"""What one call does at most; the next one goes on."""


class Upkeep:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def wake(self, stage: Stage) -> bool:
        return bool(self._scripts.call("wake", stage.value, round(IN_THE_AIR * 1000)))

    def woken(self, stage: Stage) -> None:
        with told_apart():
            self._scripts.redis.delete(f"{self._scripts.prefix}:wake:{stage.value}")

    def pause(self, stage: Stage, seconds: float) -> None:
        self._scripts.call("pause", stage.value, round(seconds * 1000))

    def sweep(self) -> list[Stage]:
        claimable = self._scripts.call("sweep", CLAIMS_SWEPT, PASSAGES_PROMOTED)
        return [Stage(stage.decode()) for stage in claimable]

    def bury(self, worker: str, count: bool) -> int:
        return int(self._scripts.call("bury", worker, "1" if count else ""))

    def workers(self) -> list[str]:
        return sorted(name.decode() for name in self._scripts.call("workers"))

    def settle_out(self, store: TraceStore, most: int) -> int:
        """The store has them, durably, before Redis forgets them: a crash in between leaves both."""
        found = self._scripts.call("settled", most, BYTES_OUT)
        rows = [settled_row(id.decode(), flat, log, payload) for id, flat, log, payload in found]
        if not rows:
            return 0
        earlier = store.get([row.id for row in rows])
        store.put([joined(earlier[row.id], row) if row.id in earlier else row for row in rows])
        stamps = [stamp for row, fields in zip(rows, found, strict=True) for stamp in _stamps(row, fields[2])]
        return int(self._scripts.call("forget", *stamps))


def _stamps(row: SettledRow, log: bytes) -> tuple[str | int, ...]:
    return row.id, milliseconds(row.settled_at), len(log)
