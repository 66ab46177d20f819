"""The index stage: one bulk request for all that was claimed, and a step for each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.engines.port import Engine, Stored, Write, WriteResult, Written
from pipeline.errors import Away
from pipeline.index.patch import Patch
from pipeline.ledger.records import Passage, Settle, Step
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Kind

UNTOLD = {"indexed_at", "fetched_at", "revision"}
"""What differs between two runs that found the same."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one passage brings to the index. `version` is the token of its claim: it grows with every write."""

    passage: Passage
    content: Article | Patch
    version: int


def index(engine: Engine, items: Sequence[Item], now: datetime) -> list[Step]:
    """Writes what has changed; a step per item, in order.

    :param now: becomes `indexed_at`.
    :raises Away: the engine can't be reached, or is busy: nothing is counted, all of it is to be written again.
    """
    stored = engine.get([item.passage.id for item in items if item.passage.kind is not Kind.NEW])
    steps: dict[str, Step] = {}
    writes: list[Write] = []
    for item in items:
        found = _decided(item, stored.get(item.passage.id), now)
        if isinstance(found, Write):
            writes.append(found)
        else:
            steps[item.passage.id] = found
    steps |= {result.id: _step(result) for result in _written(engine, writes)}
    return [steps[item.passage.id] for item in items]


def _decided(item: Item, stored: Stored | None, now: datetime) -> Write | Step:
    """What to write for an item, or the end of one that changes nothing."""
    article = _article(item.content, stored)
    if article is None:
        return Settle(id=item.passage.id, outcome=Outcome.UNCHANGED, detail="not in the index")
    if stored is not None and _changes_nothing(item, article, stored.article):
        return Settle(id=item.passage.id, outcome=Outcome.UNCHANGED)
    # Where an article lives is never computed again from a date that can change.
    partition = stored.partition if stored else item.passage.first_seen.year
    return Write(article=article.evolve(indexed_at=now), version=item.version, partition=partition)


def _article(content: Article | Patch, stored: Stored | None) -> Article | None:
    if isinstance(content, Article):
        return content
    return content.applied(stored.article) if stored else None


def _changes_nothing(item: Item, article: Article, stored: Article) -> bool:
    """A revision that is there under its own number is no unchanged one: a try that died had written it."""
    written_before = item.passage.kind is Kind.REVISION and stored.revision >= article.revision > 1
    return not written_before and _told(article) == _told(stored)


def _told(article: Article) -> dict[str, object]:
    return article.model_dump(exclude=UNTOLD)


def _written(engine: Engine, writes: Sequence[Write]) -> list[WriteResult]:
    """The results of all writes; a batch that is too large for one request is halved."""
    if not writes:
        return []
    results = engine.write(writes)
    busy = next((result for result in results if result.written is Written.BUSY), None)
    if busy is not None:
        raise Away("index", busy.detail or "busy")
    large = {result.id for result in results if result.written is Written.TOO_LARGE}
    if not large or len(writes) == 1:
        return results
    again = [write for write in writes if write.article.id in large]
    middle = max(1, len(again) // 2)
    fine = [result for result in results if result.id not in large]
    return fine + _written(engine, again[:middle]) + _written(engine, again[middle:])


def _step(result: WriteResult) -> Step:
    if result.written in (Written.STORED, Written.OLDER):
        return Settle(id=result.id, outcome=Outcome.INDEXED)
    return Settle(id=result.id, outcome=Outcome.DEAD, reason=Reason.INDEX_REFUSED, detail=result.detail[:500])
