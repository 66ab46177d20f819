"""Articles → searchable: one bulk request for all that was claimed."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.index.index import Item, index
from pipeline.ledger.records import Claim, Step
from workers.parts import Parts


class IndexStation:
    """Works on claims of the index stage, the only writer of the index."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._prepared = False

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage; raises `Away` when the index can't be written."""
        self._prepare()
        items = [Item(passage=passage, version=claim.token) for passage in claim.passages]
        steps = index(self._parts.engine, items, datetime.now(UTC))
        return steps

    def _prepare(self) -> None:
        if not self._prepared:
            self._parts.engine.prepare()
            self._prepared = True
