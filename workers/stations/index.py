"""Articles → searchable, or gone: one bulk request for all that was claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.cluster.copies import representative
from pipeline.errors import Away, Full
from pipeline.index.content import Content, Takedown, content
from pipeline.index.index import Item, index
from pipeline.ledger.records import Claim, Step
from pipeline.records import Article
from workers.parts import Parts
from workers.stations.barred import barred
from workers.stations.removed import forgotten


class IndexStation:
    """Works on claims of the index stage, the only writer of the index."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._prepared = False

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage; raises `Away` when the index can't be written.

        The block list is asked right before the writes and once more after them: what was barred meanwhile, be it
        that this process was stopped for an hour in between, is taken out again.
        """
        self._prepare()
        items = [Item(passage, content(passage.payload), claim.token) for passage in claim.passages]
        items = self._as_barred(self._as_copies_stand(items))
        steps = {step.id: step for step in self._written(items)}
        late = [item for item in self._as_barred(items) if item not in items]
        steps |= {step.id: step for step in self._written(late)}
        return [steps[item.id] for item in items]

    def _prepare(self) -> None:
        if not self._prepared:
            self._parts.engine.prepare()
            self._prepared = True

    def _written(self, items: Sequence[Item]) -> list[Step]:
        steps = index(self._parts.engine, self._parts.revision_store, items, datetime.now(UTC))
        try:
            for item in items:
                if isinstance(item.content, Takedown):
                    forgotten(self._parts, item.id, item.version)
        except Full as full:
            raise Away("room in Redis", str(full)) from full
        return steps

    def _as_barred(self, items: Sequence[Item]) -> list[Item]:
        """Whatever a passage brings to an article that was removed: it is taken out."""
        articles = [(item.passage.kind, item.content) for item in items if isinstance(item.content, Article)]
        out = barred(self._parts, articles) | self._parts.ledger.blocked([item.id for item in items])
        return [
            replace(item, content=Takedown()) if item.id in out and not isinstance(item.content, Takedown) else item
            for item in items
        ]

    def _as_copies_stand(self, items: Sequence[Item]) -> list[Item]:
        # An earlier copy may have come in since these were clustered.
        ids = [item.id for item in items]
        copies = representative(self._parts.redis, self._parts.settings.prefix, ids)
        return [replace(item, content=_placed(item, copies)) for item in items]


def _placed(item: Item, copies: dict[str, str | None]) -> Content:
    if isinstance(item.content, Article) and item.id in copies:
        return item.content.evolve(duplicate_of=copies[item.id])
    return item.content
