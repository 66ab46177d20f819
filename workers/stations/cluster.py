"""Article → Article that knows whose copy it is; other copies that it changes are indexed again."""

from __future__ import annotations

from pipeline.cluster.copies import cluster
from pipeline.index.patch import Patch
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import Arrival, Claim, Move, Passage, Step
from pipeline.records import Article, Kind, Lane, Stage
from workers.drain import each
from workers.parts import Parts
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
        self._index_again(found.changed, passage)
        return Move(id=passage.id, stage=Stage.INDEX, payload=pack(found.article))

    def _index_again(self, changed: dict[str, str | None], passage: Passage) -> None:
        # Before this passage moves on: when we die here, it comes back, and so does the change.
        if not changed:
            return
        self._parts.ledger.accept([_again(id, copy_of) for id, copy_of in changed.items()])
        self._waker.wake(Stage.INDEX)


def _again(id: str, copy_of: str | None) -> Arrival:
    return Arrival(
        id=id,
        url=f"id:{id}",
        stage=Stage.INDEX,
        lane=Lane.BULK,
        kind=Kind.REPROCESS,
        payload=pack(Patch(fields={"duplicate_of": copy_of})),
    )
