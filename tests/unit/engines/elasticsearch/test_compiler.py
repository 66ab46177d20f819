"""Trees become dictionaries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.engines.derived import digest
from pipeline.engines.elasticsearch.compiler import EVERYTHING, NOTHING, Compiler
from pipeline.engines.query import And, Everything, Field, Not, Or, Phrase, Since, Until, Words

FRENCH = Compiler(["fr"])
BOTH = Compiler(["en", "fr"])
DAY = datetime(2026, 10, 1, tzinfo=UTC)


def in_language(words: str, language: str) -> dict:
    fields = [f"search.title.{language}^4", f"search.lead.{language}^2", f"search.text.{language}^1"]
    return {"combined_fields": {"query": words, "operator": "and", "fields": fields}}


def phrase(text: str, *fields: str) -> dict:
    return {"multi_match": {"query": text, "type": "phrase", "fields": list(fields)}}


def test_all_the_plain_words_of_a_conjunction_make_one_clause_per_language():
    tree = And((Words("a"), Words("l’b"), Phrase("c d"), Not(Words("e"))))
    either = {"bool": {"should": [in_language("a l’b", "en"), in_language("a l’b", "fr")], "minimum_should_match": 1}}
    unwanted = {"bool": {"should": [in_language("e", "en"), in_language("e", "fr")], "minimum_should_match": 1}}
    exact = phrase("c d", "title^4", "lead^2", "text^1")
    assert BOTH.query(tree) == {"bool": {"must": [either, exact], "must_not": [unwanted]}}


def test_what_a_word_splits_into_stands_together():
    fields = ("search.title.fr^4", "search.lead.fr^2", "search.text.fr^1")
    assert FRENCH.query(Words("porte-parole")) == phrase("porte-parole", *fields)
    assert FRENCH.query(Words("選挙")) == phrase("選挙", *fields)


def test_negations_alone_leave_the_rest():
    tree = And((Not(Words("a")), Not(Words("b"))))
    unwanted = [in_language("a", "fr"), in_language("b", "fr")]
    assert FRENCH.query(tree) == {"bool": {"must": [EVERYTHING], "must_not": unwanted}}
    assert FRENCH.query(Not(Words("a"))) == {"bool": {"must_not": [in_language("a", "fr")]}}


def test_one_of_several():
    tree = Or((Words("a"), Everything()))
    assert FRENCH.query(tree) == {"bool": {"should": [in_language("a", "fr"), EVERYTHING], "minimum_should_match": 1}}


@pytest.mark.parametrize(
    ("leaf", "clause"),
    [
        (Words("FR", Field.LANG), {"term": {"search.language": "fr"}}),
        (Words("AFP", Field.SOURCE), {"term": {"search.source": digest("afp")}}),
        (Words("Presse", Field.COLLECTION), {"term": {"search.collections": digest("presse")}}),
        (Words("LeMonde.fr", Field.SITE), {"term": {"search.domains": "lemonde.fr"}}),
        (Since(DAY), {"range": {"search.moment": {"gte": "2026-10-01T00:00:00+00:00"}}}),
        (Until(DAY), {"range": {"search.moment": {"lt": "2026-10-01T00:00:00+00:00"}}}),
    ],
)
def test_keys_and_dates_have_no_say_in_the_score(leaf, clause):
    assert FRENCH.query(leaf) == {"bool": {"filter": [clause]}}


@pytest.mark.parametrize(
    ("leaf", "clause"),
    [
        (Words("kerry", Field.PERSON), {"match_phrase": {"search.persons": "kerry"}}),
        (Phrase("a b", Field.ORG), {"match_phrase": {"search.orgs": "a b"}}),
        (Words("x", Field.PLACE), {"match_phrase": {"search.places": "x"}}),
        (Words("x", Field.ENTITY), {"match_phrase": {"search.entities": "x"}}),
        (Words("jean-pierre", Field.AUTHOR), {"match_phrase": {"authors": "jean-pierre"}}),
        (Phrase("a b", Field.TITLE), phrase("a b", "title^4")),
    ],
)
def test_names_are_phrases(leaf, clause):
    assert FRENCH.query(leaf) == clause


def test_an_index_without_languages_holds_nothing():
    assert Compiler([]).query(Words("a")) == NOTHING


def test_only_what_is_wanted_is_marked():
    tree = And((Words("a"), Not(Words("b")), Words("kerry", Field.PERSON), Words("fr", Field.LANG)))
    name = phrase("kerry", "title^4", "lead^2", "text^1")
    assert FRENCH.marking(tree) == {"bool": {"should": [in_language("a", "fr"), name], "minimum_should_match": 1}}
    assert FRENCH.marking(Everything()) == NOTHING
