"""Terms: the same for all forms of a word, different for different words, and where they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.tantivy.analysis import _STEMMERS, chain, exact, stemmed


def terms(text: str, language: str) -> list[str]:
    return [term.text for term in stemmed(text, language)]


def words(text: str) -> list[str]:
    return [term.text for term in exact(text)]


SAME = {
    "fr": [
        "député députée députés députées depute deputee deputes deputees",
        "élu élue élus élues elu elue",
        "élection élections election L’ÉLECTION",
        "adopter adopté adoptée adoptées adoptent adoptèrent adopterent adoptaient adoptera",
        "cheval chevaux",
        "journal journaux",
        "bureau bureaux",
        "national nationale nationaux nationales",
        "heureux heureuse heureuses",
        "travailleur travailleurs travailleuse travailleuses",
        "électeur électeurs électrice électrices",
        "œuvre œuvres oeuvre oeuvres",
        "grève grèves greve",
        "président présidente présidents présidentes",
        "français française françaises",
        "année années annees",
    ],
    "en": ["minister ministers minister’s MINISTER'S", "city cities", "run running runs", "café cafes"],
    "de": ["Haus Häuser", "Müller Mueller Muller", "Straße Strasse", "Stadt Städte Städten"],
    "es": ["elección elecciones eleccion", "ciudadano ciudadanos"],
    "it": ["elezione elezioni dell’elezione", "sindaco sindaci"],
    "pt": ["eleição eleições eleicao", "governo governos"],
    "nl": ["verkiezing verkiezingen"],
    "sv": ["val valet valen"],
    "ru": ["выборы выборов", "ёлка елка"],
    "el": ["εκλογές εκλογες ΕΚΛΟΓΕΣ"],
    "tr": ["İstanbul istanbul İSTANBUL’DA"],
    "ca": ["l’elecció elecció eleccio"],
    "und": ["l’Hôtel hotel", "Đorđe dorde", "Łódź lodz", "ﬁn fin", "Straße strasse"],
}


@pytest.mark.parametrize(("language", "forms"), [(code, forms) for code, all in SAME.items() for forms in all])
def test_forms_of_a_word_have_one_term(language, forms):
    assert len({tuple(terms(form, language)) for form in forms.split()}) == 1


DIFFERENT = {
    "fr": [
        "violent violer viol",
        "parent par",
        "accent accès",
        "maire mère mer",
        "prix pris",
        "gouvernement gouverneur",
    ],
    "en": ["city citizen", "O’Brien brien"],
    "und": ["elections election"],
}


@pytest.mark.parametrize(("language", "others"), [(code, o) for code, all in DIFFERENT.items() for o in all])
def test_different_words_have_different_terms(language, others):
    first, *rest = others.split()
    assert all(terms(first, language) != terms(other, language) for other in rest)


def test_elided_articles_are_dropped_and_names_are_not():
    assert terms("L’été d'aujourd’hui, lorsqu’il s’agit d’O’Brien", "fr") == [
        "ete",
        "aujourd'hui",
        "il",
        "agit",
        "o'brien",
    ]


def test_a_phrase_keeps_its_articles_apart():
    assert words("L’Élection d'État, aujourd’hui") == ["l", "election", "d", "etat", "aujourd", "hui"]


def test_terms_say_where_they_stand():
    text = "😀 « l’Élection\u202f» de\u0301pute\u0301 選挙戦"
    assert [text[term.start : term.end] for term in stemmed(text, "fr")] == [
        *("Élection", "de\u0301pute\u0301", "選挙", "挙戦")
    ]
    assert [text[term.start : term.end] for term in exact(text)] == [
        *("l", "Élection", "de\u0301pute\u0301", "選", "挙", "戦")
    ]


def test_composed_or_not_a_word_is_the_same():
    for word in ("député", "Ångström", "ё", "ñandú"):
        assert words(unicodedata.normalize("NFD", word)) == words(unicodedata.normalize("NFC", word))
    assert terms(unicodedata.normalize("NFD", "députées"), "fr") == ["deput"]


def test_hidden_hyphens_are_no_ends_of_words():
    assert terms("élec\u00adtions", "fr") == ["elect"]
    assert words("élec\u00adtions") == ["elections"]


def test_marks_are_letters_where_they_are():
    assert words("चुनाव में") == ["चुनाव", "में"]


@pytest.mark.parametrize(
    ("language", "analysis"), [("fr", "fr"), ("ca", "ca"), ("sw", "und"), ("", "und"), ("ja", "und")]
)
def test_a_language_without_rules_of_its_own_is_only_folded(language, analysis):
    assert chain(language) == analysis


@given(st.text(max_size=200), st.sampled_from([*_STEMMERS, "und", "ca"]))
def test_any_text_gives_terms_without_white_space_in_order(text, language):
    for found in (list(stemmed(text, language)), list(exact(text))):
        assert all(term.text == "".join(term.text.split()) for term in found)
        assert all(0 <= term.start < term.end <= len(text) for term in found)
        assert [term.start for term in found] == sorted(term.start for term in found)


@given(st.lists(st.sampled_from("aeiouéèçœmnrstlx"), min_size=1, max_size=12).map("".join))
def test_in_french_accents_never_matter(word):
    bare = "".join(char for char in unicodedata.normalize("NFD", word.replace("œ", "oe")) if char.isascii())
    assert terms(word, "fr") == terms(bare, "fr")
