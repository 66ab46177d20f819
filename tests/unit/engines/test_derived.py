"""What articles are found by besides their own fields."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.engines.derived import digest, domains, language, moment, names, pieces, site_key, splits
from pipeline.engines.query import Field
from pipeline.records import Article, Entity, Label, MainPlace

SEEN = datetime(2026, 11, 23, tzinfo=UTC)


def article(**fields: object) -> Article:
    url = "https://e.example/a"
    return Article(id="a", url=url, canonical_url=url, first_seen=SEEN, fetched_at=SEEN).evolve(**fields)


def test_a_site_is_found_by_every_domain_it_lies_in():
    assert domains("www.LeMonde.fr") == ("www.lemonde.fr", "lemonde.fr", "fr")
    assert domains("localhost") == ("localhost",)
    assert domains(None) == domains("") == domains("...") == ()
    assert len(domains("a." * 5000)) == 16


@pytest.mark.parametrize("typed", ["LeMonde.fr", "https://lemonde.fr/une?x", "http://lemonde.fr:80/", "lemonde.fr."])
def test_a_site_may_be_typed_as_it_comes(typed):
    assert site_key(typed) == "lemonde.fr"


def test_names_are_all_spellings_once_under_their_kind():
    kerry = Entity(name="Kerry", label=Label.PER, canonical="John Kerry", forms=("Kerry", "M. Kerry"))
    cup = Entity(name="Coupe", label=Label.MISC, canonical="World Cup")
    place = MainPlace(name="Alep", canonical="Aleppo")
    found = names(article(entities=(kerry, cup), persons=("John Kerry",), orgs=("UN",), place=place))
    assert found[Field.PERSON] == ("John Kerry", "Kerry", "M. Kerry")
    assert found[Field.ORG] == ("UN",)
    assert found[Field.PLACE] == ("Alep", "Aleppo")
    assert found[Field.ENTITY] == ("John Kerry", "Kerry", "M. Kerry", "World Cup", "Coupe", "UN", "Alep", "Aleppo")


def test_an_undated_article_has_the_moment_it_was_first_seen():
    published = datetime(2020, 1, 1, tzinfo=UTC)
    assert moment(article()) == SEEN
    assert moment(article(published_at=published)) == published


@pytest.mark.parametrize(("given", "code"), [("FR", "fr"), ("", "und"), ("x" * 36, "und")])
def test_a_language_is_a_code(given, code):
    assert language(article(language=given)) == code


def test_a_digest_takes_any_text():
    assert len(digest("\ud800")) == 32
    assert digest("a") != digest("b")


@pytest.mark.parametrize("word", ["mot", "été", "l’été", "d'été", "ЕС", "चुनाव", "2026"])
def test_words_that_stay_whole(word):
    assert not splits(word)


@pytest.mark.parametrize("word", ["porte-parole", "lemonde.fr", "選挙", "a_b", "C+", "ไทย"])
def test_words_that_split(word):
    assert splits(word)


def test_pieces_are_what_a_text_costs():
    assert pieces("l’été a-t-il 選挙 …") == 7
