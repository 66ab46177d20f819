"""Article → Article that knows whose copy it is; other copies that it changes are indexed again."""

from __future__ import annotations

from pipeline.cluster.copies import cluster
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import Claim, Move, Passage, Step
from pipeline.records import Article, Stage
from workers.drain import each
from workers.parts import Parts
from workers.stations.copies import index_again
from workers.wake import Waker


class ClusterStation:
    """Works on claims of the cluster stage."""

    def __init__(self, parts: Parts, waker: Waker) -> None:
        self._parts, self._waker = parts, waker

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage."""
        return each(self._parts.ledger, claim, lambda passage: self._cluster(claim, passage))

    def _cluster(self, claim: Claim, passage: Passage) -> Step:
        found = cluster(
            unpack(Article, passage.payload),
            self._parts.redis,
            self._parts.settings.prefix,
            token=claim.token,
        )
        if index_again(self._parts.ledger, found.changed):
            self._waker.wake(Stage.INDEX)
        return Move(id=passage.id, stage=Stage.INDEX, payload=pack(found.article))
