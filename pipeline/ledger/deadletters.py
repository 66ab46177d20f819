"""Dead letters: passages whose tries are exhausted, in Redis or in the trace store."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from pipeline.ledger.records import DeadLetter
from pipeline.ledger.rows import dead_letter, restored, settled_dead_letter
from pipeline.ledger.scripting import Scripts
from pipeline.ledger.trace import TraceStore
from pipeline.outcomes import Outcome


class DeadLetters:
    def __init__(self, scripts: Scripts, store: TraceStore | None) -> None:
        self._scripts, self._store = scripts, store

    def latest(self, most: int) -> list[DeadLetter]:
        """The latest first; what is in both places (a crash while it left) is told once."""
        here = [dead_letter(id.decode(), *rest) for id, *rest in self._scripts.call("dead", most)]
        if self._store is None or len(here) >= most:
            return here
        known = {letter.id for letter in here}
        away = [settled_dead_letter(row) for row in self._store.dead(most) if row.id not in known]
        return (here + away)[:most]

    def retry(self, ids: Sequence[str], store: TraceStore | None) -> list[str]:
        return self._revive("retry", ids, store)

    def drop(self, ids: Sequence[str], store: TraceStore | None) -> list[str]:
        return self._revive("drop", ids, store)

    def _revive(self, word: str, ids: Sequence[str], store: TraceStore | None) -> list[str]:
        if not ids:
            return []
        self.bring_back(ids, store)
        return [id.decode() if isinstance(id, bytes) else id for id in self._ask(word, ids)]

    def _ask(self, word: str, ids: Sequence[str]) -> Sequence[str | bytes]:
        answer: Sequence[str | bytes] = self._scripts.call("revive", uuid4().hex, word, *ids)
        return answer

    def bring_back(self, ids: Sequence[str], store: TraceStore | None = None) -> None:
        """Dead rows come back to Redis as they left, and only then leave the store: a crash loses none.

        Raises `Full` when Redis has no memory for them.
        """
        store = store or self._store
        if store is None:
            return
        for row in store.get(ids).values():
            if row.outcome is Outcome.DEAD:
                self._scripts.call("restore", *restored(row))
                store.remove([row.id])
