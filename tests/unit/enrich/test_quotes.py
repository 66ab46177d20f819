from collections.abc import Callable

import pytest

from pipeline.records import Article

Enriched = Callable[..., Article]


def said(article: Article) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker) for quote in article.quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "« Nous devons agir vite », a déclaré mardi Jean Petit, le maire de la commune.",
            [("Nous devons agir vite", "Jean Petit")],
        ),
        (
            "Le maire Jean Petit a réuni la presse. « Nous devons agir vite », a-t-il souligné.",
            [("Nous devons agir vite", "Jean Petit")],
        ),
        ("Jean Petit l'a assuré : « La route rouvrira lundi. »", [("La route rouvrira lundi.", "Jean Petit")]),
        (
            "Selon Jean Petit, la route « ne rouvrira pas avant des semaines ».",
            [("ne rouvrira pas avant des semaines", "Jean Petit")],
        ),
        (
            "Jean Petit a reçu la presse. « Nous irons, a-t-il promis, jusqu'au bout du chemin. »",
            [("Nous irons, jusqu'au bout du chemin.", "Jean Petit")],
        ),
        (
            "« Oui », a répondu Jean Petit, « mais il faudra du temps. »",
            [("Oui mais il faudra du temps.", "Jean Petit")],
        ),
        (
            "« C'est un drame », a dit à l'AFP Marie Durand. « Personne ne comprend. »",
            [("C'est un drame", "Marie Durand"), ("Personne ne comprend.", "Marie Durand")],
        ),
        (
            "Paul Martin est resté muet. Marie Durand est venue. « Il va parler », a-t-elle assuré.",
            [("Il va parler", "Marie Durand")],
        ),
        (
            "« Rien n'est décidé », a indiqué l'Otan dans un communiqué.",
            [("Rien n'est décidé", "Otan")],
        ),
        ("« Il y avait de la fumée partout », raconte un témoin.", [("Il y avait de la fumée partout", None)]),
        (
            "Le procureur Paul Martin a ouvert une enquête. « Les faits sont graves », a précisé le procureur.",
            [("Les faits sont graves", "Paul Martin")],
        ),
        ("Le film « Le Grand Chemin » sort mercredi en salles.", []),
        ("Cette « réforme » est attendue depuis longtemps par les élus.", []),
    ],
)
def test_french(enriched: Enriched, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(enriched(text + "\n\nLa situation reste calme ce matin dans le centre de la ville.")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"We have to move quickly," said Laura Chen, the mayor of the town.',
            [("We have to move quickly,", "Laura Chen")],
        ),
        (
            "“We have to move quickly,” Ms Laura Chen told the BBC on Monday.",
            [("We have to move quickly,", "Laura Chen")],
        ),
        (
            'Laura Chen met reporters at noon. "It is over," she said. "We are going home."',
            [("It is over,", "Laura Chen"), ("We are going home.", "Laura Chen")],
        ),
        (
            'Laura Chen said: "The road will open on Monday."',
            [("The road will open on Monday.", "Laura Chen")],
        ),
        (
            '"We will wait," Laura Chen said, "but not for ever."',
            [("We will wait, but not for ever.", "Laura Chen")],
        ),
        (
            'According to Laura Chen, the road is "in a dreadful state".',
            [("in a dreadful state", "Laura Chen")],
        ),
        ('The so-called "smart city" was never built.', []),
        ('Her novel "The Long Way Back" came out in May.', []),
        (
            "‘We can’t go on like this,’ Laura Chen said.",
            [("We can’t go on like this,", "Laura Chen")],
        ),
    ],
)
def test_english(enriched: Enriched, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(enriched(text + "\n\nThe situation was quiet this morning in the middle of the town.")) == expected


def test_offsets_count_the_text_without_the_marks(enriched: Enriched) -> None:
    article = enriched("😀 « Nous devons agir », a dit Jean Petit lundi.", title="Un titre avec « guillemets »")
    quote = article.quotes[0]
    assert article.text[quote.start : quote.end] == quote.text == "Nous devons agir"
    assert article.text[quote.start - 2] == "«"


def test_a_quotation_over_two_paragraphs(enriched: Enriched) -> None:
    article = enriched(
        "Jean Petit a pris la parole lundi : « Il faut choisir.\n\n« Et choisir maintenant. » La salle a applaudi."
    )
    assert len(article.quotes) == 1
    quote = article.quotes[0]
    assert (quote.speaker, article.text[quote.start : quote.end]) == ("Jean Petit", quote.text)
