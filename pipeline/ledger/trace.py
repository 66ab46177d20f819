"""The trace store: where settled rows go when they leave Redis, so that Redis stays small for years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.ledger.records import SettledRow


class TraceStore(Protocol):
    """Adapters: `pipeline.ledger.sqlite` (embedded), `pipeline.engines.elasticsearch.trace`. All raise `Away`."""

    def put(self, rows: Sequence[SettledRow]) -> None:
        """Stores or replaces, durable on return."""

    def get(self, ids: Sequence[str]) -> dict[str, SettledRow]:
        """The rows with these ids."""

    def find(self, url: str) -> SettledRow | None:
        """The row that was met under this URL."""

    def dead(self, size: int) -> list[SettledRow]:
        """Dead rows, the latest first."""

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets rows (a dead one that is tried again)."""

    def close(self) -> None:
        """Lets go of connections."""
