"""The index stage: one bulk request for all that was claimed, and a step for each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.engines.port import Engine, Removal, Stored, Write, WriteResult, Written
from pipeline.engines.revisions import RevisionStore
from pipeline.errors import Away
from pipeline.index.again import again, same
from pipeline.index.content import Content, Takedown
from pipeline.index.patch import Patch
from pipeline.ledger.records import Passage, Settle, Step
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Kind


@dataclass(frozen=True, slots=True)
class Item:
    """What one passage brings to the index. `version` is the token of its claim: it grows with every write."""

    passage: Passage
    content: Content
    version: int

    @property
    def id(self) -> str:
        return self.passage.id


def index(engine: Engine, revisions: RevisionStore, items: Sequence[Item], now: datetime) -> list[Step]:
    """Writes what has changed and takes out what is to go; a step per item, in order.

    The version that a new one replaces is kept first: a crash between the two leaves it in both places, under the
    same number, and loses none.

    :param now: becomes `indexed_at`.
    :raises Away: the engine or the store can't be reached, or is busy: nothing is counted, all of it is to be
        written again.
    """
    stored = engine.get([item.id for item in items if _looks_back(item)])
    steps: dict[str, Step] = {}
    writes: list[Write] = []
    for item in items:
        if isinstance(item.content, Takedown):
            continue
        found = _decided(item, stored.get(item.id), now)
        if isinstance(found, Write):
            writes.append(found)
        else:
            steps[item.id] = found
    revisions.keep(_replaced(writes, stored))
    steps |= {result.id: _step(result) for result in _written(engine, writes)}
    steps |= _taken_out(engine, revisions, [item for item in items if isinstance(item.content, Takedown)])
    return [steps[item.id] for item in items]


def _looks_back(item: Item) -> bool:
    return item.passage.kind is not Kind.NEW and not isinstance(item.content, Takedown)


def _decided(item: Item, stored: Stored | None, now: datetime) -> Write | Step:
    """What to write for an item, or the end of one that changes nothing."""
    article = _article(item, stored)
    if article is None:
        return Settle(id=item.id, outcome=Outcome.UNCHANGED, detail="not in the index")
    if stored is not None and same(article, stored.article):
        return Settle(id=item.id, outcome=Outcome.INDEXED if _was_written(item, stored) else Outcome.UNCHANGED)
    # Where an article lives is never computed again from a date that can change.
    partition = stored.partition if stored else item.passage.first_seen.year
    return Write(article=article.evolve(indexed_at=now), version=item.version, partition=partition)


def _article(item: Item, stored: Stored | None) -> Article | None:
    """The document as it shall be; None: a change to what is not there."""
    match item.content:
        case Patch() as patch:
            return patch.applied(stored.article) if stored else None
        case Article() as article if stored is not None:
            return again(article, stored.article, item.passage.kind)
        case Article() as article:
            return article.evolve(revision=1)
    raise TypeError(f"nothing to write: {item.content!r}")


def _was_written(item: Item, stored: Stored) -> bool:
    """Whether a try of this very passage, which died before it could say so, had written what is stored."""
    return 0 < item.passage.began < stored.version


def _replaced(writes: Sequence[Write], stored: dict[str, Stored]) -> list[Article]:
    """The stored versions that get a successor with a number of its own."""
    pairs = [(write.article, stored[write.article.id].article) for write in writes if write.article.id in stored]
    return [old for new, old in pairs if new.revision > old.revision]


def _written(engine: Engine, writes: Sequence[Write]) -> list[WriteResult]:
    """The results of all writes; a batch that is too large for one request is halved."""
    if not writes:
        return []
    results = _unless_busy(engine.write(writes))
    large = {result.id for result in results if result.written is Written.TOO_LARGE}
    if not large or len(writes) == 1:
        return results
    again = [write for write in writes if write.article.id in large]
    middle = max(1, len(again) // 2)
    fine = [result for result in results if result.id not in large]
    return fine + _written(engine, again[:middle]) + _written(engine, again[middle:])


def _taken_out(engine: Engine, revisions: RevisionStore, items: Sequence[Item]) -> dict[str, Step]:
    """The document goes first: what is left of it after a crash is not shown without it."""
    if not items:
        return {}
    results = _unless_busy(engine.remove([Removal(id=item.id, version=item.version) for item in items]))
    revisions.remove([item.id for item in items])
    return {result.id: _removed(result) for result in results}


def _unless_busy(results: list[WriteResult]) -> list[WriteResult]:
    busy = next((result for result in results if result.written is Written.BUSY), None)
    if busy is not None:
        raise Away("index", busy.detail or "busy")
    return results


def _step(result: WriteResult) -> Step:
    if result.written in (Written.STORED, Written.OLDER):
        return Settle(id=result.id, outcome=Outcome.INDEXED)
    return _refused(result)


def _removed(result: WriteResult) -> Step:
    if result.written in (Written.STORED, Written.OLDER):
        return Settle(id=result.id, outcome=Outcome.REJECTED, reason=Reason.REMOVED)
    return _refused(result)


def _refused(result: WriteResult) -> Step:
    return Settle(id=result.id, outcome=Outcome.DEAD, reason=Reason.INDEX_REFUSED, detail=result.detail[:500])
