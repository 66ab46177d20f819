"""Authors are persons; agencies are credits; desks and sites are neither."""

from __future__ import annotations

import pytest

from pipeline.clean.agencies import agencies_in, agency
from pipeline.clean.authors import looks_like_byline, split_bylines


@pytest.mark.parametrize(
    ("byline", "authors", "credits"),
    [
        ("Par Jean Dupont, envoyé spécial à Kiev", ("Jean Dupont",), ()),
        ("Par Simon Cottereau avec AFP", ("Simon Cottereau",), ("AFP",)),
        ("By JANE DOE in London and Tom Ray", ("Jane Doe", "Tom Ray"), ()),
        ("Ann Lee, Tom Ray and Wu Wei", ("Ann Lee", "Tom Ray", "Wu Wei"), ()),
        ("Claire Martin (AFP)", ("Claire Martin",), ("AFP",)),
        ("Yann de Kerdrel / AFP", ("Yann de Kerdrel",), ("AFP",)),
        ("Le Courrier avec AFP et Reuters", (), ("AFP", "Reuters")),
        ("Agence France-Presse", (), ("AFP",)),
        ("Reuters Staff", (), ("Reuters",)),
        ("La rédaction", (), ()),
        ("Le Courrier", (), ()),
        ("Dupont, Jean", ("Jean Dupont",), ()),
        ("Jean-Pierre Le Goff | publié le 3/4 à 12h", ("Jean-Pierre Le Goff",), ()),
        ("https://www.site.example/auteur/jd", (), ()),
        ("jean.dupont@site.example", (), ()),
        ("@jdupont", (), ()),
        ("Élodie Marchand · Publié le 6 juin 2025 à 7h40", ("Élodie Marchand",), ()),
        ("王小明", ("王小明",), ()),
        ("Agence Ecofin", (), ("Agence Ecofin",)),
    ],
)
def test_bylines(byline, authors, credits):
    assert split_bylines([byline], ["Le Courrier"]) == (authors, credits)


def test_each_author_once_in_order():
    assert split_bylines(["Zoé Petit", "Par ZOÉ PETIT", "Ali Ben Amar"])[0] == ("Zoé Petit", "Ali Ben Amar")


@pytest.mark.parametrize(
    "line", ["Par Jean Dupont", "By Ann Lee in Kyiv", "Par Zoé Petit et Ali Ben Amar, à Tunis", "Par AFP"]
)
def test_a_line_of_its_own_can_be_a_byline(line):
    assert looks_like_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, le ministre a promis une réforme.",
        "Par ailleurs",
        "Par la voix de son avocat, il a nié les faits qui lui sont reprochés",
        "By the time the police arrived, the square was empty",
        "Jean Dupont est arrivé",
    ],
)
def test_a_sentence_is_no_byline(line):
    assert not looks_like_byline(line)


def test_agencies_have_one_name():
    assert agency("l'AFP") == agency("Agence France-Presse") == agency("AFP") == "AFP"
    assert agency("Le Monde") is None
    assert agencies_in("avec Reuters") == ("Reuters",)
    assert agencies_in("AFP/Reuters") == ("AFP", "Reuters")
    assert agencies_in("OTAN") == ()
    assert agencies_in("Parti socialiste") == ()
