"""What is left to do when an article was taken out: its copies get another representative."""

from __future__ import annotations

from pipeline.cluster.copies import first_of, forget, representative
from workers.parts import Parts
from workers.stations.copies import index_again


def forgotten(parts: Parts, id: str, token: int) -> None:
    """Forgets the text of an article that is no longer in the index, and has its copies indexed again.

    Before its passage ends: whatever dies in between, it comes back and does the same again.

    :raises Full: Redis has no room for the copies' passages.
    :raises Away: Redis or the index can't be reached.
    """
    changed = forget(id, parts.redis, parts.settings.prefix, token=token)
    index_again(parts.ledger, changed | _left(parts, id, set(changed)))


def _left(parts: Parts, id: str, told: set[str]) -> dict[str, str | None]:
    """The copies that still point to it in the index: those clustered so long ago that Redis knows nothing of them
    represent themselves by the same rule."""
    parts.engine.refresh()
    copies = [copy for copy in parts.engine.copies(id) if copy.id not in told]
    if not copies:
        return {}
    stand = representative(parts.redis, parts.settings.prefix, [copy.id for copy in copies])
    unknown = [copy for copy in copies if stand.get(copy.id, id) == id]
    if not unknown:
        return stand
    first = first_of(unknown)
    return stand | {copy.id: None if copy.id == first else first for copy in unknown}
