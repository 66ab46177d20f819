"""What readers ask for: a page of search results, and one article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pipeline.errors import Unknown
from pipeline.records import Article
from pipeline.search.search import SearchAnswer, search
from web.history import recalled, spellings
from workers.parts import Parts


def page(parts: Parts, query: str, size: int = 10, number: int = 1, sort: str = "relevance") -> SearchAnswer:
    """One page of results; pages count from 1.

    :raises QueryError: the query can't be read.
    :raises Misuse: the page lies beyond what the engine gives.
    :raises Away: the index can't be reached.
    """
    now = datetime.now(UTC) + timedelta(seconds=parts.settings.clock_offset)
    return search(parts.engine, query, size=size, offset=(number - 1) * size, sort=sort, now=now)


def by_id(parts: Parts, id: str) -> Article:
    """The article with this id.

    :raises Unknown: there is no such article.
    :raises Away: the index can't be reached.
    """
    stored = parts.engine.get([id]).get(id)
    if stored is None:
        raise Unknown(f"no article {id!r} in the index: `rotative trace` tells what became of it")
    return stored.article


def find(parts: Parts, url_or_id: str) -> Article:
    """The article with this id, this canonical URL, or a URL (or path of a file) under which it was met.

    Nothing but the index and the trace store is asked, so Redis need not run.

    :raises Unknown: there is no such article.
    :raises Away: the index can't be reached.
    """
    found = next((id for id in ids(parts, spellings(url_or_id)) if parts.engine.get([id])), url_or_id)
    return by_id(parts, found)


def ids(parts: Parts, names: Sequence[str]) -> Iterator[str]:
    """The ids that an article with one of these names may have, the likeliest first."""
    yield from names
    yield from parts.engine.owners(names).values()
    for name in names:
        trace = recalled(parts, name)
        if trace is not None:
            yield trace.id
