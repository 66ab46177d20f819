"""Search: a line of text to a page of hits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline.engines.port import Engine, FacetValue, Hit, Snippet
from pipeline.engines.query import Question, Sort
from pipeline.errors import Misuse
from pipeline.records import Moment, Record
from pipeline.search.parser import parse
from pipeline.search.reading import read_as


class QueryRead(Record):
    """The query as typed, and as understood."""

    text: str
    read_as: str


class FoundArticle(Record):
    """A hit as people see it."""

    id: str
    url: str
    title: str | None
    source: str | None
    site: str | None
    language: str
    published_at: Moment | None
    score: float
    copies: int
    snippets: tuple[Snippet, ...]


class SearchAnswer(Record):
    """One page of what was found, with facets over everything that was found."""

    total: int
    took_ms: int
    query: QueryRead
    hits: tuple[FoundArticle, ...]
    facets: dict[str, tuple[FacetValue, ...]]

    def document(self) -> dict[str, Any]:
        """The answer as JSON types, the same on the command line and in the API."""
        return self.model_dump(mode="json")


def search(
    engine: Engine, text: str, *, size: int = 10, offset: int = 0, sort: str = Sort.RELEVANCE, now: datetime
) -> SearchAnswer:
    """Answers `text`; `size` 0 to 100, `offset + size` up to 10,000, `sort` `relevance` or `newest`.

    Raises `QueryError` for a query that can't be read, `Misuse` for a page out of bounds, `Away`.
    """
    tree = parse(text, now)
    answer = engine.search(Question(tree, size=size, offset=offset, sort=_sort(sort)))
    return SearchAnswer(
        total=answer.total,
        took_ms=answer.took_ms,
        query=QueryRead(text=text, read_as=read_as(tree)),
        hits=tuple(map(_found, answer.hits)),
        facets=answer.facets,
    )


def _sort(sort: str) -> Sort:
    try:
        return Sort(sort)
    except ValueError as error:
        raise Misuse(f"sort is {' or '.join(Sort)}, not {sort}") from error


def _found(hit: Hit) -> FoundArticle:
    article = hit.article
    return FoundArticle(
        id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        site=article.site,
        language=article.language,
        published_at=article.published_at,
        score=hit.score,
        copies=hit.copies,
        snippets=hit.snippets,
    )
