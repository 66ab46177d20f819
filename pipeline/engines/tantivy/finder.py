"""Answers one question from one state of the embedded index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import tantivy
from tantivy import DocAddress, Query, Searcher

from pipeline.engines.port import Answer, FacetValue, Hit
from pipeline.engines.query import Node, Question, Sort
from pipeline.engines.tantivy import facets, schema
from pipeline.engines.tantivy.analysis import chain
from pipeline.engines.tantivy.compiler import Compiler
from pipeline.engines.tantivy.snippets import snippets
from pipeline.records import Article

SCHEMA = schema.build()


def matching(searcher: Searcher, field: str, values: Sequence[str], most: int) -> Iterator[tantivy.Document]:
    """Up to `most` documents with any of these keys; costs what it gives, and memory for `most`."""
    query = Query.term_set_query(SCHEMA, field, list(values))
    for _, address in searcher.search(query, limit=max(1, most), count=False).hits:
        yield searcher.doc(address)


def article(document: tantivy.Document) -> Article:
    """The article that a document keeps."""
    return Article.model_validate_json(document["article"][0])


class Finder:
    """One searcher, so that hits, total and facets are of the same moment."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        languages = (language for language, _ in searcher.terms_with_prefix("facet_language", ""))
        self._compiler = Compiler(SCHEMA, sorted(set(map(chain, languages))))

    def answer(self, question: Question) -> Answer:
        """The page, the total and the facets; `took_ms` is left to the caller."""
        query = self._compiler.query(question.tree)
        total, rows = self._page(query, question)
        found = [(score, article(self._searcher.doc(address))) for score, address in rows]
        return Answer(
            total=total,
            took_ms=0,
            hits=self._hits(found, question.tree),
            facets=self._facets(query, question.facet_size) if question.facets else {},
        )

    def _page(self, query: Query, question: Question) -> tuple[int, list[tuple[float, DocAddress]]]:
        newest = question.sort is Sort.NEWEST
        found = self._searcher.search(
            query,
            limit=max(1, question.size),
            offset=question.offset,
            order_by_field="moment" if newest else None,
        )
        rows = found.hits[: question.size]
        total: int = found.count  # type: ignore[attr-defined]  # left out of the library's stubs
        return total, [(0.0 if newest else score, address) for score, address in rows]

    def _hits(self, found: Sequence[tuple[float, Article]], tree: Node) -> tuple[Hit, ...]:
        copies = self._copies([article.id for _, article in found])
        return tuple(
            Hit(article=one, score=score, copies=copies.get(one.id, 0), snippets=snippets(one, tree))
            for score, one in found
        )

    def _copies(self, ids: Sequence[str]) -> dict[str, int]:
        if not ids:
            return {}
        query = Query.term_set_query(SCHEMA, "duplicate_of", list(ids))
        counted = {"copies": {"terms": {"field": "duplicate_of", "size": len(ids)}}}
        return {row.value: row.count for row in facets.values(self._searcher.aggregate(query, counted)["copies"])}

    def _facets(self, query: Query, size: int) -> dict[str, tuple[FacetValue, ...]]:
        return facets.facets(self._searcher.aggregate(query, facets.aggregations(size)))
