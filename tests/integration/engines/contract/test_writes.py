"""What is written can be had again: the very article, its version, its partition."""

from __future__ import annotations

import pytest

from pipeline.engines.port import Removal, Write
from pipeline.records import text_digest

FULL = {
    "revision": 3,
    "source": "monde",
    "collections": ["presse"],
    "title": "Titre",
    "title_inferred": True,
    "lead": "Chapeau",
    "text": "Un texte «\u00a0avec\u202f» du monde 😀.\n\nEt un second paragraphe.",
    "authors": ["A. B."],
    "credits": ["AFP"],
    "sections": ["Monde"],
    "tags": ["guerre"],
    "published_at": "2026-10-01T10:00:00.123456Z",
    "published_precision": "time",
    "published_from": "jsonld",
    "indexed_at": "2026-11-23T12:00:00Z",
    "summary": "Résumé",
    "keywords": ["mot"],
    "topics": [{"id": "t", "label": "Thème", "score": 0.5}],
    "place": {
        "name": "Alep",
        "canonical": "Aleppo",
        "country": "SY",
        "location": {"lat": 36.2, "lon": 37.1},
    },
    "word_count": 9,
    "image": "https://example.org/i.jpg",
    "entities": [
        {"name": "Alep", "label": "LOC", "canonical": "Aleppo", "location": {"lat": 36.2, "lon": 37.1}},
        {"name": "Nulle part", "label": "LOC", "canonical": "Nowhere", "location": {"lat": 1236.2, "lon": -999.0}},
    ],
    "places": ["Aleppo"],
    "quotes": [{"text": "avec", "speaker": "Alep", "cue": "dit", "start": 3, "end": 7}],
    "story": "s",
    "duplicate_of": None,
    "quality": {"verdict": "partial", "reasons": ["teaser"]},
    "versions": {"extractor": "2.3.1", "enrich.fr": "1", "": "x"},
}


def _write(engine, article, version=1, partition=2026):
    (result,) = engine.write([Write(article=article, version=version, partition=partition)])
    return result


def test_an_article_comes_back_as_it_went_in(engine, make_article):
    article = make_article("a", **FULL)
    _write(engine, article, version=7, partition=2019)
    stored = engine.get(["a", "b"])
    assert set(stored) == {"a"}
    assert stored["a"].article == article
    assert (stored["a"].version, stored["a"].partition) == (7, 2019)
    engine.refresh()
    assert list(engine.everything()) == [article]


def test_a_write_can_be_had_before_it_is_searchable(engine, make_article):
    for version, title in enumerate(("Un", "Deux", "Trois"), start=1):
        _write(engine, make_article("a", title=title), version=version)
        assert engine.get(["a"])["a"].article.title == title


def test_an_older_write_never_covers_a_newer_one(engine, make_article):
    assert _write(engine, make_article("a", title="Neuf"), version=5).written == "stored"
    assert _write(engine, make_article("a", title="Vieux"), version=4).written == "older"
    assert engine.get(["a"])["a"].article.title == "Neuf"
    assert engine.get(["a"])["a"].version == 5


def test_an_equal_version_is_written_again(engine, make_article):
    _write(engine, make_article("a", title="Un"), version=5)
    assert _write(engine, make_article("a", title="Deux"), version=5).written == "stored"
    engine.refresh()
    assert engine.count() == 1
    assert engine.get(["a"])["a"].article.title == "Deux"


def test_results_come_in_the_order_of_the_writes(engine, make_article):
    _write(engine, make_article("b"), version=9)
    writes = [Write(article=make_article(id), version=2, partition=2026) for id in ("a", "b", "c")]
    assert [(r.id, r.written) for r in engine.write(writes)] == [("a", "stored"), ("b", "older"), ("c", "stored")]
    assert engine.write([]) == []


def test_of_two_writes_of_one_article_in_one_batch_the_newer_stays(engine, make_article):
    writes = [
        Write(article=make_article("a", title=f"v{version}"), version=version, partition=2026) for version in (1, 3, 2)
    ]
    assert [result.written for result in engine.write(writes)] == ["stored", "stored", "older"]
    engine.refresh()
    assert engine.get(["a"])["a"].article.title == "v3"
    assert engine.count() == 1


def _remove(engine, id, version):
    (result,) = engine.remove([Removal(id=id, version=version)])
    return result.written


def test_a_removed_article_is_gone_from_everywhere(engine, make_article, put, ids):
    put(engine, make_article("a", text="grève"), make_article("b", text="grève"), version=5, partition=2019)
    url = make_article("a").canonical_url
    assert _remove(engine, "a", 6) == "stored"
    assert set(engine.get(["a", "b"])) == {"b"}
    engine.refresh()
    assert ids(engine, "grève") == {"b"}
    assert engine.owners([url]) == {}
    assert [article.id for article in engine.everything()] == ["b"]
    assert engine.count() == 1


def test_a_removal_can_be_repeated_and_concern_what_is_not_there(engine, make_article, put):
    assert _remove(engine, "a", 4) == "stored"
    put(engine, make_article("a"), version=5)
    assert [_remove(engine, "a", 6), _remove(engine, "a", 6), _remove(engine, "nobody", 6)] == ["stored"] * 3
    assert engine.get(["a"]) == {}
    assert engine.remove([]) == []


def test_an_older_removal_leaves_a_newer_article(engine, make_article, put):
    put(engine, make_article("a"), version=5)
    assert _remove(engine, "a", 4) == "older"
    assert set(engine.get(["a"])) == {"a"}


def test_an_older_write_that_comes_late_does_not_bring_it_back(engine, make_article, put):
    put(engine, make_article("a"), version=5)
    _remove(engine, "a", 7)
    assert _write(engine, make_article("a", title="late"), version=6).written == "older"
    assert engine.get(["a"]) == {}
    assert _write(engine, make_article("a", title="in again"), version=8).written == "stored"
    assert engine.get(["a"])["a"].version == 8


def test_many_are_removed_at_once_each_from_its_year(engine, make_article, put):
    for year in (2024, 2025, 2026):
        put(engine, *(make_article(f"{year}-{n}") for n in range(200)), partition=year)
    gone = [Removal(id=f"{year}-{n}", version=2) for year in (2024, 2026) for n in range(200)]
    assert [(r.id, r.written) for r in engine.remove(gone)] == [(one.id, "stored") for one in gone]
    engine.refresh()
    assert engine.count() == 200
    assert set(engine.get([one.id for one in gone])) == set()


def test_the_copies_of_an_article_are_told_without_their_text(engine, make_article, put):
    put(
        engine, make_article("a"), make_article("b", duplicate_of="a", text="long"), make_article("c", duplicate_of="b")
    )
    [copy] = engine.copies("a")
    assert (copy.id, copy.text, copy.first_seen) == ("b", "", make_article("b").first_seen)
    assert engine.copies("c") == []


def test_partitions_are_made_on_first_use_and_searched_as_one(engine, make_article, put, ids):
    for year in (1999, 2026, 2030):
        put(engine, make_article(str(year), text="grève"), partition=year)
    assert ids(engine, "grève") == {"1999", "2026", "2030"}
    stored = engine.get(["1999", "2026", "2030", "2031"])
    assert {id: found.partition for id, found in stored.items()} == {"1999": 1999, "2026": 2026, "2030": 2030}
    assert engine.count() == 3


def test_owners_of_urls_and_texts(engine, make_article, put):
    put(engine, make_article("a", text="Un  texte"), make_article("b", text="Un autre"))
    url = make_article("a").canonical_url
    assert engine.owners([url, "https://nowhere.example/"]) == {url: "a"}
    assert engine.owners([]) == {}
    assert engine.owners_of_text([text_digest("Un texte"), text_digest("x")]) == {text_digest("Un texte"): "a"}
    assert engine.owners_of_text([]) == {}


def test_a_rewritten_article_owns_its_new_url_and_text_only(engine, make_article, put):
    put(engine, make_article("a", canonical_url="https://old.example/", text="vieux"))
    put(engine, make_article("a", canonical_url="https://new.example/", text="neuf"), version=2)
    assert engine.owners(["https://old.example/", "https://new.example/"]) == {"https://new.example/": "a"}
    assert set(engine.owners_of_text([text_digest("vieux"), text_digest("neuf")])) == {text_digest("neuf")}


def test_of_several_owners_the_answer_is_always_the_same(engine, make_article, put):
    put(engine, *(make_article(id, canonical_url="https://x.example/") for id in ("c", "a", "b")))
    assert engine.owners(["https://x.example/"]) == {"https://x.example/": "a"}


def test_an_engine_without_anything_answers_with_nothing(open_engine, find):
    engine = open_engine()
    assert engine.get(["a"]) == {}
    assert engine.owners(["https://x.example/"]) == {}
    assert engine.owners_of_text(["0" * 32]) == {}
    assert engine.count() == 0
    assert engine.copies("a") == []
    assert list(engine.everything()) == []
    answer = find(engine, "grève")
    assert (answer.total, answer.hits) == (0, ())
    assert set(answer.facets) == {"language", "source", "collection", "person", "org", "place", "month"}
    engine.refresh()
    assert engine.health()["engine"] == engine.name


def test_prepare_can_be_repeated(engine, make_article, put):
    put(engine, make_article("a"))
    engine.prepare()
    assert engine.count() == 1


def test_health_says_what_runs(engine):
    health = engine.health()
    assert set(health) == {"engine", "version", "status", "detail"}
    assert health["engine"] == engine.name
    assert health["status"] in {"green", "yellow"}
    assert health["version"][0].isdigit()


def test_everything_is_streamed_across_partitions(engine, make_article, put):
    for year in (2025, 2026):
        put(engine, *(make_article(f"{year}-{n}") for n in range(60)), partition=year)
    assert sorted(a.id for a in engine.everything()) == sorted(f"{y}-{n}" for y in (2025, 2026) for n in range(60))


@pytest.mark.parametrize("count", [500])
def test_a_large_batch_is_one_write(engine, make_article, put, ids, count):
    put(engine, *(make_article(f"{n:03}", text=f"article numéro {n}") for n in range(count)))
    assert engine.count() == count
    assert ids(engine, "numéro 123") == {"123"}
    assert len(engine.get([f"{n:03}" for n in range(count)])) == count
