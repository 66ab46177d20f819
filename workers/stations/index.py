"""Articles → searchable: one bulk request for all that was claimed."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.cluster.copies import representative
from pipeline.index.index import Item, index
from pipeline.index.patch import Patch
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Claim, Passage, Step
from pipeline.records import Article, Kind
from workers.parts import Parts


class IndexStation:
    """Works on claims of the index stage, the only writer of the index."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._prepared = False

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage; raises `Away` when the index can't be written."""
        self._prepare()
        items = [Item(passage, _content(passage), claim.token) for passage in claim.passages]
        return index(self._parts.engine, self._as_copies_stand(items), datetime.now(UTC))

    def _prepare(self) -> None:
        if not self._prepared:
            self._parts.engine.prepare()
            self._prepared = True

    def _as_copies_stand(self, items: list[Item]) -> list[Item]:
        # An earlier copy may have come in since these were clustered.
        ids = [item.passage.id for item in items]
        copies = representative(self._parts.redis, self._parts.settings.prefix, ids)
        return [
            Item(item.passage, item.content.evolve(duplicate_of=copies[item.passage.id]), item.version)
            if isinstance(item.content, Article) and item.passage.id in copies
            else item
            for item in items
        ]


def _content(passage: Passage) -> Article | Patch:
    if passage.kind is Kind.REPROCESS:
        return unpack(Patch, passage.payload)
    return unpack(Article, passage.payload)
