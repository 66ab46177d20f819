"""Copies that are told of another representative are indexed again."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.index.patch import Patch
from pipeline.ledger.codec import pack
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Arrival
from pipeline.records import Kind, Lane, Stage


def index_again(ledger: Ledger, changed: Mapping[str, str | None]) -> bool:
    """Offers each of these articles to the index stage with its new `duplicate_of`; whether there were any.

    Before what has changed them moves on: when its worker dies here, it comes back, and so does the change.

    :raises Full: Redis has no room.
    """
    if not changed:
        return False
    ledger.accept([_again(id, copy_of) for id, copy_of in changed.items()])
    return True


def _again(id: str, copy_of: str | None) -> Arrival:
    return Arrival(
        id=id,
        url=f"id:{id}",
        stage=Stage.INDEX,
        lane=Lane.BULK,
        kind=Kind.REPROCESS,
        payload=pack(Patch(fields={"duplicate_of": copy_of})),
    )
