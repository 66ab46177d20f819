import pytest

from pipeline.enrich.names import gender, given_gender, trim

KNOWN = {"Le Monde", "The Guardian", "La Rochelle", "McDonald's"}


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Il a vu l'ONU hier.", "l'ONU", "ONU"),
        ("Il vient d’Alep ce soir.", "d’Alep", "Alep"),
        ("He met John Smith's brother.", "John Smith's", "John Smith"),
        ("The James' house burnt.", "James'", "James"),
        ("He eats at McDonald's often.", "McDonald's", "McDonald's"),
        ("Le président Emmanuel Macron part.", "Le président Emmanuel Macron", "Emmanuel Macron"),
        ("On Monday President Biden left.", "President Biden", "Biden"),
        ("Then Prime Minister Keir Starmer left.", "Prime Minister Keir Starmer", "Keir Starmer"),
        ("Puis M. Dupont sort.", "M. Dupont", "Dupont"),
        ("Hier, Mme\u00a0Durand sort.", "Mme\u00a0Durand", "Durand"),
        ("Il lit Le Monde ici.", "Le Monde", "Le Monde"),
        ("They read The Guardian here.", "The Guardian", "The Guardian"),
        ("He saw the White House.", "the White House", "White House"),
        ("Il habite La Rochelle.", "La Rochelle", "La Rochelle"),
        ("Puis Marine Le Pen sort.", "Le Pen", "Le Pen"),
        ("Il aime « Le Grand Bleu » ici.", "« Le Grand Bleu »", "Le Grand Bleu"),
        ("From the U.S. he came.", "U.S.", "U.S."),
        ("Il voit Paris. Puis dort.", "Paris.", "Paris"),
        ("Le ministre Paul\n\nParis", "Paul\n\nParis", "Paul"),
    ],
)
def test_trim(text: str, surface: str, expected: str) -> None:
    start = text.index(surface)
    name = trim(text, start, start + len(surface), KNOWN.__contains__)
    assert text[name.start : name.end] == expected


def test_the_title_is_kept_as_evidence() -> None:
    text = "Hier, Mme Durand est venue."
    assert trim(text, 10, 16, KNOWN.__contains__).title == "mme"


def test_gender_by_title_and_by_given_name() -> None:
    assert (gender("mme"), gender("mr"), gender("presidente"), gender("dr")) == ("she", "he", "she", None)
    assert (given_gender("Élodie Martin"), given_gender("Keir Starmer"), given_gender("Xyz Q")) == ("she", "he", None)
