"""Whatever the text: no error, offsets that hold, every enricher done, a bounded time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.enrich.enrich import ENRICHERS, Models, enrich
from pipeline.enrich.reading import READ_AT_MOST
from pipeline.records import Article

Make = Callable[..., Article]

SECONDS = 30
"""Far above what any of these takes alone on an idle core (4 s), far below what something quadratic would."""

_NEWS = "Le ministre Jean Dupont a déclaré à Paris que « la France doit agir » selon l'ONU. "
_PIECES = st.sampled_from(
    ["« ", " »", '"', "“", "”", "‘", "’", ", a-t-il dit", " said ", "\n\n", "\n", " : ", ". ", "M. Dupont ",
     "Jean Dupont ", "President Biden ", "l'ONU ", "Paris ", "selon ", "Washington's ", "(AFP) ",
     "\u00a0", "😀", "\u202e", "\x00", "\ud800", "日本の", "لبنان ", "e\u0301", "le la les de ", "the of and in ", "9 "]
)  # fmt: skip


def holds(article: Article) -> None:
    assert set(article.versions) == {enricher.name for enricher in ENRICHERS}
    for quote in article.quotes:
        assert 0 <= quote.start < quote.end <= len(article.text)
        inside = article.text[quote.start : quote.end]
        assert all(word in inside for word in quote.text.split())
        assert quote.speaker is None or quote.speaker in {entity.name for entity in article.entities}
    for entity in article.entities:
        assert entity.name in entity.forms or len(entity.forms) == 20
        assert entity.count >= 1 and entity.canonical
    assert len(article.keywords) <= 10
    for flat in (article.persons, article.orgs, article.places):
        assert len(flat) == len(set(flat))
    article.model_dump_json()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400), title=st.none() | st.text(max_size=60))
def test_any_text(models: Models, article: Make, text: str, title: str | None) -> None:
    holds(enrich(article(text, title), models))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(_PIECES, max_size=60).map("".join))
def test_any_news_like_text(models: Models, article: Make, text: str) -> None:
    holds(enrich(article(text, text[:40]), models))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("\n\n".join([_NEWS * 20] * 600), id="a megabyte"),
        pytest.param("Jean Dupont parle de Paris " * 20_000, id="one sentence of 100,000 words"),
        pytest.param("1234 !!! " * 5000, id="no letters"),
        pytest.param("1" * 200_000, id="one word"),
        pytest.param("." * 100_000, id="dots"),
        pytest.param("\n" * 100_000 + "a", id="empty lines"),
        pytest.param("(" * 100_000, id="brackets"),
        pytest.param("« mot " * 10_000, id="unclosed quotes"),
        pytest.param('" mot ' * 10_000, id="unclosed straight quotes"),
        pytest.param("« " * 500 + " mot " + " »" * 500, id="nested quotes"),
        pytest.param("« " + "non, dit-il, " * 5000 + " »", id="insertions"),
        pytest.param("Paul dit : « oui » " * 4000, id="quotes"),
        pytest.param("قال الرئيس «نعم» في بيروت. " * 2000, id="right to left"),
        pytest.param("".join(map(chr, range(32))) * 1000 + _NEWS, id="control characters"),
        pytest.param("Jean \ud800 Dupont dit « oui \udfff non, c'est bien ». " * 10, id="lone surrogates"),
        pytest.param("e" + "\u0301" * 50_000, id="combining marks"),
        pytest.param(
            " ".join(f"Jean{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} Dupont et M. Dupont." for i in range(3000)),
            id="namesakes",
        ),
    ],
)
def test_hostile_texts_take_a_bounded_time(models: Models, article: Make, text: str) -> None:
    started = time.process_time()
    holds(enrich(article(text, "Un titre"), models))
    assert time.process_time() - started < SECONDS


def test_the_text_after_the_bound_stays(enriched: Callable[..., Article]) -> None:
    text = _NEWS * (READ_AT_MOST // len(_NEWS) * 2)
    assert enriched(text).text == text


def test_lone_surrogates_leave_the_text_of_the_same_length(enriched: Callable[..., Article]) -> None:
    article = enriched("Paris \ud800 dort.")
    assert article.text == "Paris \ufffd dort."


def test_enriching_twice_changes_nothing(models: Models, article: Make) -> None:
    once = enrich(article(_NEWS * 3, "Dupont à Paris"), models)
    assert enrich(once, models) == once


def test_the_vocabulary_does_not_grow(models: Models, article: Make) -> None:
    vocabulary = models.languages["fr"].nlp.vocab
    enrich(article(_NEWS), models)
    before = len(vocabulary.strings)
    enrich(article(_NEWS + " Zorglubien quadripotent mirlifique arrivera demain à Ouagadougou."), models)
    assert len(vocabulary.strings) == before


def test_versions_of_others_are_kept(enriched: Callable[..., Article]) -> None:
    article = enriched(_NEWS, versions={"extractor": "trafilatura-2.3.1", "entities": "old"})
    assert article.versions["extractor"] == "trafilatura-2.3.1"
    assert article.versions["entities"].startswith("1+fr_core_news_md-")


def test_a_fault_costs_one_enricher_its_own_fields(
    models: Models, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.enrich import enrich as module

    def broken(reading: object, models: object) -> dict[str, object]:
        raise ValueError("no such text")

    table = tuple(module.Enricher(e.name, e.version, broken if e.name == "quotes" else e.run) for e in ENRICHERS)
    monkeypatch.setattr(module, "ENRICHERS", table)
    done = enrich(article(_NEWS * 3), models)
    assert "quotes" not in done.versions and done.entities
