"""What an engine may be asked for, and what it answers when it holds nothing yet."""

from __future__ import annotations

from pipeline.engines.port import Answer
from pipeline.engines.query import Question
from pipeline.errors import Misuse

LARGEST_PAGE = 100
DEEPEST = 10_000
"""Hits that can be paged through (Elasticsearch's `max_result_window`)."""
FACETS = ("language", "source", "collection", "person", "org", "place", "month")


def bounded(question: Question) -> None:
    """Raises `Misuse` for a page that is out of bounds."""
    if not 0 <= question.size <= LARGEST_PAGE:
        raise Misuse(f"a page has 0 to {LARGEST_PAGE} hits, not {question.size}")
    if question.offset < 0 or question.offset + question.size > DEEPEST:
        raise Misuse(f"only the first {DEEPEST:,} hits can be paged through: narrow the query, by date for instance")
    if question.facets and not 1 <= question.facet_size <= LARGEST_PAGE:
        raise Misuse(f"a facet has 1 to {LARGEST_PAGE} values, not {question.facet_size}")


def nothing(question: Question) -> Answer:
    """The answer of an index without articles."""
    return Answer(total=0, took_ms=0, facets=dict.fromkeys(FACETS, ()) if question.facets else {})
