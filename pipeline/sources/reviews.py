"""Reviews: what became of a source's articles changes the verdict on it between two checks."""

from __future__ import annotations

from datetime import datetime

from pipeline.ledger.scripting import Scripts
from pipeline.sources import rows
from pipeline.sources.health import judge


class Reviews:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def review(self, now: datetime, most: int) -> int:
        found = self._scripts.call("noted", most)
        return sum(self._judged(id.decode(), state, fates, now) for id, state, fates in found)

    def _judged(self, id: str, packed: bytes, fates: bytes, now: datetime) -> bool:
        """Whether the verdict is another one than before."""
        state = rows.unpacked(packed)
        verdict, diagnosis = judge(state, rows.fates_of(fates), now)
        if verdict is state.verdict:
            return False
        changed = rows.packed(state.evolve(verdict=verdict, diagnosis=diagnosis))
        return bool(self._scripts.call("review", id, packed, changed, verdict.value))
