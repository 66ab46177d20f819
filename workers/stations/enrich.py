"""Article → Article with who, where and what was said."""

from __future__ import annotations

from pipeline.enrich.enrich import Models, enrich
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import Claim, Move, Passage, Step
from pipeline.records import Article, Stage
from workers.drain import each
from workers.parts import Parts


class EnrichStation:
    """Works on claims of the enrich stage, with models that were loaded before the fork."""

    def __init__(self, parts: Parts, models: Models) -> None:
        self._parts, self._models = parts, models

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage."""
        return each(self._parts.ledger, claim, self._enrich)

    def _enrich(self, passage: Passage) -> Step:
        article = enrich(unpack(Article, passage.payload), self._models)
        return Move(id=passage.id, stage=Stage.CLUSTER, payload=pack(article))
