"""Queries and values that mean harm, or are merely enormous."""

from __future__ import annotations

import pytest

from pipeline.engines.port import Write
from pipeline.errors import QueryError

HUGE = "x" * 40_000

VALUES = {
    "canonical_url": f"https://x.example/{HUGE}",
    "url": f"https://x.example/{HUGE}",
    "source": HUGE,
    "site": f"{HUGE}.example",
    "story": HUGE,
    "image": f"https://x.example/{HUGE}",
    "language": HUGE,
    "authors": [HUGE],
    "tags": [HUGE],
    "keywords": [HUGE],
    "sections": [HUGE],
    "collections": [HUGE],
    "credits": [HUGE],
    "persons": [HUGE],
    "summary": HUGE,
    "title": HUGE,
    "lead": HUGE,
    "text": HUGE,
    "duplicate_of": HUGE,
    "published_from": HUGE,
    "versions": {HUGE: HUGE},
    "topics": [{"id": HUGE, "label": HUGE, "score": 1e300}],
    "entities": [{"name": HUGE, "label": "PER", "canonical": HUGE, "forms": [HUGE], "country": HUGE}],
    "quotes": [{"text": HUGE, "speaker": HUGE, "cue": HUGE, "start": 0, "end": 2**62}],
    "quality": {"reasons": [HUGE]},
    "published_at": "0001-01-01T00:00:00Z",
    "word_count": 2**62,
    "revision": 2**40,
}


@pytest.fixture(scope="module")
def shared(open_engine):
    """An index that these tests share: what one puts in must not break it for the others."""
    engine = open_engine()
    engine.prepare()
    return engine


@pytest.mark.parametrize("field", VALUES)
def test_an_enormous_value_is_kept_and_breaks_nothing(shared, make_article, put, find, ids, field):
    article = make_article(field, **{"authors": [f"auteur {field}"], "text": "Une grève.", field: VALUES[field]})
    put(shared, article)
    assert shared.get([field])[field].article == article
    assert shared.owners([article.canonical_url]) == {article.canonical_url: field}
    assert field in ids(shared, "")
    if field != "authors":
        assert ids(shared, f'author:"auteur {field}"') == {field}
    answer = find(shared, "")
    assert all(len(value.value) < 1000 for values in answer.facets.values() for value in values)


def test_ten_thousand_entities(engine, make_article, put, ids):
    entities = [{"name": f"Nom{n}", "label": "PER", "canonical": f"Prénom Nom{n}"} for n in range(10_000)]
    article = make_article("a", entities=entities, persons=[e["canonical"] for e in entities])
    put(engine, article)
    assert engine.get(["a"])["a"].article == article
    assert ids(engine, "person:nom9999") == {"a"}
    assert ids(engine, 'person:"Nom1 Prénom"') == set()


def test_a_very_long_text_is_searchable_to_its_end(engine, make_article, put, find):
    text = "La grève continue. " * 120_000 + "Fin du zébu."
    put(engine, make_article("a", text=text))
    assert find(engine, "zébu").total == 1
    (hit,) = find(engine, "grève").hits
    assert hit.snippets[0].marks


def test_a_lone_surrogate_is_refused_alone(engine, make_article):
    writes = [
        Write(article=make_article("a").evolve(title="a\ud800b"), version=1, partition=2026),
        Write(article=make_article("b"), version=1, partition=2026),
    ]
    results = engine.write(writes)
    assert [result.written for result in results] == ["refused", "stored"]
    assert results[0].detail


@pytest.mark.parametrize(
    "query",
    [
        " ".join(f"mot{n}" for n in range(100)),
        " OR ".join(f"mot{n}" for n in range(100)),
        " ".join(f'"un deux{n}"' for n in range(50)),
        " ".join(f"a-{n}-b" for n in range(100)),
        " ".join(f"-mot{n}" for n in range(100)),
        "(" * 15 + "mot" + ")" * 15,
        "a" * 2000,
        "a-" * 900 + "a",
        "é" * 1990,
        "漢" * 1990,
        'title:"' + "漢字" * 900 + '"',
        "\x00 \x1b[0m \ufffe mot",
        "{}[]^~?:\\/!&|+",
        "a\\:b AND NOT c",
        "../../etc/passwd",
        "🔥",
        "a🔥b",
        "ﷺ",
        "\u0301\u0301\u0301",
        "İstanbul ﬁn ǅ ẞ",
        "lang:und source:\u202e site:... person:'",
        "x \ud800 y",
        "since:0001-01-01 until:9999-12-31T23:59:59-12:00",
    ],
)
def test_any_query_gets_an_answer_or_a_place(shared, make_article, put, find, query):
    for language in ("fr", "en", "und", "ja", "ar"):
        put(shared, make_article(language, language=language, title=query.encode("utf-8", "replace").decode()))
    try:
        answer = find(shared, query)
    except QueryError as error:
        assert 0 <= error.position <= len(query)
    else:
        assert answer.total >= len(answer.hits)
