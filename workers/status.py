"""The state of the whole: books, queues, workers. The same for `rotative status` and `/api/stats`."""

from __future__ import annotations

from typing import Any

from pipeline.ledger.records import Books
from pipeline.records import Kind
from workers.parts import Parts
from workers.roster import Roster


def status(parts: Parts) -> dict[str, Any]:
    """`{articles, balanced, queues, workers, kinds}` as JSON types.

    `articles` are the books of new articles, `kinds` those of every kind of passage; `balanced` holds for all.
    Queues are named after their stage: the text queue serves three.

    :raises Away: Redis can't be reached.
    """
    books = parts.ledger.books()
    queues = parts.ledger.queues()
    return {
        "articles": books.get(Kind.NEW, Books()).model_dump(mode="json"),
        "balanced": all(book.balanced for book in books.values()),
        "queues": {stage.value: queue.model_dump(mode="json") for stage, queue in queues.items()},
        "workers": Roster(parts.redis, parts.settings.prefix).present(),
        "kinds": {kind.value: book.model_dump(mode="json") for kind, book in books.items()},
    }
