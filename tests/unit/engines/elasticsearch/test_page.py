"""A page: what is asked, and what is read out of the answer."""

from __future__ import annotations

from pipeline.engines.elasticsearch.page import Marks, analyzers, answer, copies_request, request
from pipeline.engines.query import Everything, Question, Sort, Words

ARTICLE = {
    **dict.fromkeys(("id", "url", "canonical_url"), "a"),
    **dict.fromkeys(("first_seen", "fetched_at"), "2026-11-23T00:00:00Z"),
    "text": "Un texte.",
}


def test_marks_become_offsets_in_code_points():
    marks = Marks()
    snippet = marks.snippet(f"😀 {marks.start}l’été{marks.end} et {marks.start}toi{marks.end}.")
    assert (snippet.text, snippet.marks) == ("😀 l’été et toi.", ((2, 7), (11, 14)))
    assert marks.snippet("rien") == marks.snippet("rien").evolve(marks=())


def test_a_text_cannot_hold_the_marks_of_a_request():
    assert Marks().start != Marks().start
    assert Marks().snippet(f"x{Marks().start}y").marks == ()


def test_a_page_is_asked_for_with_its_facets():
    body = request(Question(Words("a"), size=5, offset=10, facet_size=3), ["fr"], Marks())
    assert (body["size"], body["from"], body["track_total_hits"]) == (5, 10, True)
    assert {name: facet["terms"]["size"] for name, facet in body["aggs"].items()} == dict.fromkeys(
        ("language", "source", "collection", "person", "org", "place", "month"), 3
    )
    assert body["sort"][0] == "_score"
    assert body["highlight"]["fields"]["text"] == {"matched_fields": ["search.text.fr"]}


def test_newest_first_without_facets():
    body = request(Question(Everything(), sort=Sort.NEWEST, facets=False), [], Marks())
    assert body["sort"] == [{"search.moment": "desc"}, {"id": "asc"}]
    assert "aggs" not in body


def test_copies_are_counted_for_the_hits_only():
    body = copies_request(["a", "b"])
    assert body["query"] == {"terms": {"duplicate_of": ["a", "b"]}}
    assert body["aggs"]["copies"]["terms"]["include"] == ["a", "b"]


def test_languages_with_one_analyzer_are_looked_for_once():
    buckets = [{"key": key, "doc_count": 1} for key in ("fr", "ja", "zh", "sw", "und")]
    assert analyzers({"aggregations": {"languages": {"buckets": buckets}}}) == ["cjk", "fr", "und"]
    assert analyzers({}) == []


def test_an_answer_is_read():
    marks = Marks()
    row = {"_id": "a", "_score": 2.5, "_source": ARTICLE, "highlight": {"lead": [f"{marks.start}x{marks.end}"]}}
    response = {
        "took": 3,
        "hits": {"total": {"value": 7}, "hits": [row]},
        "aggregations": {"month": {"buckets": [{"key": "2026-11", "doc_count": 7}]}},
    }
    found = answer(Question(Words("x")), response, {"a": 2}, marks)
    assert (found.total, found.took_ms) == (7, 3)
    (hit,) = found.hits
    assert (hit.score, hit.copies, hit.snippets[0].marks) == (2.5, 2, ((0, 1),))
    assert [(v.value, v.count) for v in found.facets["month"]] == [("2026-11", 7)]
    assert found.facets["person"] == ()


def test_without_a_match_the_head_is_shown():
    response = {"took": 3, "hits": {"total": {"value": 1}, "hits": [{"_id": "a", "_source": ARTICLE}]}}
    (hit,) = answer(Question(Everything(), facets=False), response, {}, Marks()).hits
    assert (hit.score, hit.copies, hit.snippets[0].text) == (0.0, 0, "Un texte.")
