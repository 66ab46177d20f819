"""Keywords, summary and place."""

from collections.abc import Callable

import pytest

from pipeline.enrich.sentences import sentences
from pipeline.records import Article

Enriched = Callable[..., Article]

DROUGHT = (
    "La sécheresse s'aggrave en Espagne. Les réserves d'eau sont au plus bas en Andalousie, où les agriculteurs "
    "demandent des aides. La sécheresse dure depuis trois ans.\n\n"
    "À Séville, la mairie a interdit l'arrosage. Les réserves d'eau ne suffiront pas pour l'été, prévient-elle.\n\n"
    "Le soir, les terrasses restent pleines. Un orchestre joue sur la place."
)


def test_keywords_are_what_comes_back(enriched: Enriched) -> None:
    keywords = enriched(DROUGHT, title="Sécheresse : les réserves d'eau au plus bas").keywords
    assert "sécheresse" in [word.lower() for word in keywords]
    assert "réserves d'eau" in keywords
    assert not {"les", "la", "sont"} & set(keywords)


def test_the_summary_is_made_of_sentences_of_the_text_in_order(enriched: Enriched) -> None:
    summary = enriched(DROUGHT).summary
    assert summary is not None and summary.startswith("Les réserves d'eau sont au plus bas")
    places = [DROUGHT.index(sentence.strip()) for sentence in summary.replace(". ", ".|").split("|")]
    assert places == sorted(places) and len(places) <= 3


def test_a_text_of_a_few_words_is_its_own_summary(enriched: Enriched) -> None:
    assert enriched("Trois mots ici").summary == "Trois mots ici"
    assert enriched("").summary is None


@pytest.mark.parametrize(
    ("title", "text", "canonical", "country"),
    [
        (
            "Séisme au Chili",
            "Un séisme a frappé mardi la ville de Valparaíso, au Chili. À Valparaíso, les secours s'organisent. "
            "Les États-Unis ont proposé leur aide.",
            "Valparaíso",
            "CL",
        ),
        (
            None,
            "LYON (AFP) - Un incendie a détruit un entrepôt mardi. Les pompiers de Paris ne sont pas intervenus.",
            "Lyon",
            "FR",
        ),
        (
            "Floods hit Pakistan",
            "Floods in Pakistan have killed dozens, officials said. India offered help.",
            "Pakistan",
            "PK",
        ),
    ],
)
def test_place(enriched: Enriched, title: str | None, text: str, canonical: str, country: str) -> None:
    place = enriched(text, title).place
    assert place is not None and (place.canonical, place.country) == (canonical, country)


def test_no_place_where_none_is_named(enriched: Enriched) -> None:
    assert enriched("Les prix ont augmenté de deux pour cent, selon une étude publiée mercredi matin.").place is None


def test_sentences_are_not_cut_at_abbreviations_nor_within_quotes() -> None:
    text = "M. Dupont est venu. « Il part. Il revient. » Et voilà ! Mr. Smith left."
    cut = [text[start:end] for start, end in sentences(text)]
    assert cut == ["M. Dupont est venu.", "« Il part. Il revient. »", "Et voilà !", "Mr. Smith left."]
