"""The state of the whole: books, queues, workers. The same for `rotative status` and `/api/stats`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.ledger.records import Books, QueueState
from pipeline.records import Kind, Stage
from workers.parts import Parts
from workers.roster import Roster
from workers.topology import QUEUES, stages_of


def status(parts: Parts) -> dict[str, Any]:
    """`{articles, balanced, queues, workers, kinds, sources}` as JSON types.

    `articles` are the books of new articles, `kinds` those of every kind of passage; `balanced` holds for all.
    `sources`: how many have each verdict. A queue's numbers are those of all stages that it serves.

    :raises Away: Redis can't be reached.
    """
    books = parts.ledger.books()
    stages = parts.ledger.queues() | {Stage.DISCOVER: parts.sources.queue()}
    return {
        "articles": books.get(Kind.NEW, Books()).model_dump(mode="json"),
        "balanced": all(book.balanced for book in books.values()),
        "queues": {queue: _together(queue, stages).model_dump(mode="json") for queue in QUEUES},
        "workers": Roster(parts.redis, parts.settings.prefix).present(),
        "kinds": {kind.value: book.model_dump(mode="json") for kind, book in books.items()},
        "sources": parts.sources.tally(),
    }


def _together(queue: str, stages: Mapping[Stage, QueueState]) -> QueueState:
    states = [stages[stage] for stage in stages_of(queue)]
    return QueueState(
        ready=sum(state.ready for state in states),
        waiting=sum(state.waiting for state in states),
        running=sum(state.running for state in states),
        oldest_s=max(state.oldest_s for state in states),
    )
