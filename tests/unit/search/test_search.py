"""What is asked of the engine, and what is made of its answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.engines.port import Answer, FacetValue, Hit, Snippet
from pipeline.engines.query import Question, Sort, Words
from pipeline.errors import Misuse, QueryError
from pipeline.records import Article
from pipeline.search.search import search

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ARTICLE = Article(
    id="a", url="https://e.example/a", canonical_url="https://e.example/b", first_seen=NOW, fetched_at=NOW, title="T"
).evolve(site="e.example", source="s", language="fr", published_at=datetime(2026, 1, 2, tzinfo=UTC))


class AskedEngine:
    """Keeps the question, gives one hit."""

    def search(self, question: Question) -> Answer:
        self.question = question
        hit = Hit(article=ARTICLE, score=1.5, copies=2, snippets=(Snippet(text="un mot", marks=((3, 6),)),))
        return Answer(total=1, took_ms=4, hits=(hit,), facets={"month": (FacetValue(value="2026-01", count=1),)})


def test_the_question_has_the_tree_and_the_page():
    engine = AskedEngine()
    search(engine, "mot", size=5, offset=20, sort="newest", now=NOW)
    assert engine.question == Question(Words("mot"), size=5, offset=20, sort=Sort.NEWEST)


def test_the_document_is_the_one_that_interfaces_promise():
    assert search(AskedEngine(), "mot", now=NOW).document() == {
        "total": 1,
        "took_ms": 4,
        "query": {"text": "mot", "read_as": "mot"},
        "hits": [
            {
                "id": "a",
                "url": "https://e.example/a",
                "title": "T",
                "source": "s",
                "site": "e.example",
                "language": "fr",
                "published_at": "2026-01-02T00:00:00Z",
                "score": 1.5,
                "copies": 2,
                "snippets": [{"text": "un mot", "marks": [[3, 6]]}],
            }
        ],
        "facets": {"month": [{"value": "2026-01", "count": 1}]},
    }


def test_a_mistake_never_reaches_the_engine():
    with pytest.raises(QueryError):
        search(AskedEngine(), "(", now=NOW)
    with pytest.raises(Misuse, match="relevance or newest"):
        search(AskedEngine(), "a", sort="oldest", now=NOW)
