"""Every sample article goes through clean as its reader would expect it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import combinations

import pytest

from pipeline.clean.clean import clean
from pipeline.cluster.near import SIMILAR
from pipeline.cluster.signature import sign, similarity
from pipeline.records import Article, Page
from seeds import folder, paths

NOW = datetime(2026, 1, 1, tzinfo=UTC)

# name: title, whether inferred, paragraphs, authors, credits, day
EXPECTED = {
    "en-cairo-museum-boat.html": (
        "Second solar boat goes on show at Grand Egyptian Museum",
        7,
        "Mona El-Shazly",
        "",
        "2025-11-04",
    ),
    "en-geneva-vaccine.txt": ("The World Health Organization on Monday recommended", 8, "", "", ""),
    "en-lagos-ferry.txt": (
        "Nigeria's largest city opened its first electric ferry line on Thursday",
        7,
        "",
        "Meridian News Agency",
        "2025-10-09",
    ),
    "en-ottawa-wildfire-bill.html": (
        "Commons passes wildfire bill after marathon sitting",
        7,
        "Danielle Okafor-Roy",
        "",
        "2025-06-18",
    ),
    "en-reykjavik-data-centre.txt": (
        "Iceland votes on power for data centres after a cold, dark spring",
        7,
        "Sigrún Hallsdóttir;Tom Ashworth",
        "",
        "",
    ),
    "en-taiwan-chip-water.html": (
        "Hsinchu's chipmakers learn to drink twice",
        7,
        "Chen Yi-Ting;Robert Maclean",
        "",
        "2025-04-08",
    ),
    "en-valencia-floods.html": (
        "Valencia builds an early-warning network, one church bell at a time",
        8,
        "Esther Linwood",
        "",
        "2025-10-29",
    ),
    "fr-alep-reconstruction.txt": (
        "Dix ans après les premiers bombardements, la vieille ville d'Alep",
        7,
        "",
        "Agence Méridienne",
        "2025-03-14",
    ),
    "fr-banque-centrale-reprise.txt": (
        "La BCE baisse encore ses taux et laisse entrevoir une pause",
        6,
        "",
        "Agence Méridienne",
        "",
    ),
    "fr-banque-centrale.txt": (
        "La Banque centrale européenne (BCE) a abaissé jeudi ses taux directeurs",
        8,
        "",
        "Agence Méridienne",
        "2025-06-06",
    ),
    "fr-bce-le-courrier.html": (
        "Zone euro : huitième baisse des taux, la BCE temporise",
        8,
        "",
        "Agence Méridienne",
        "2025-06-06",
    ),
    "fr-cinema-lumiere-lyon.html": (
        "À Lyon, le festival Lumière sort les films muets de l'ombre",
        6,
        "Noé Tessier-Gauthier",
        "",
        "2025-10-14",
    ),
    "fr-cyclone-reunion.html": (
        "La Réunion panse ses plaies après le cyclone Fabien",
        9,
        "Marie-Josée Hoarau",
        "",
        "2025-03-02",
    ),
    "fr-greve-port-marseille.html": (
        "Marseille : les dockers lèvent le blocage du port après onze jours",
        6,
        "Letizia Santoni;Karim Amrouche",
        "",
        "2025-01-24",
    ),
    "fr-hopital-lille.txt": (
        "Le tribunal administratif de Lille a suspendu mercredi la fermeture de nuit des urgences",
        7,
        "",
        "",
        "",
    ),
    "fr-loire-secheresse.txt": (
        "Sécheresse : la Loire au plus bas depuis un demi-siècle",
        7,
        "Maëlle Kervadec",
        "",
        "2025-08-22",
    ),
}
INFERRED = {"en-geneva-vaccine", "en-lagos-ferry", "fr-alep-reconstruction", "fr-banque-centrale", "fr-hopital-lille"}
CLUTTER = re.compile(
    r"\b(?:cookies?|newsletter|(?:lire|voir) (?:aussi|également)|read more|also read|related:|share|partagez|sign up"
    r"|subscribe|abonnez|advertisement|publicité|all rights reserved|tous droits réservés|most popular|les plus lus"
    r"|commentaires?|comments|facebook|whatsapp|menu|accueil|livret A|guadeloupéen|short link|explore more)\b",
    re.IGNORECASE,
)


def cleaned(name: str) -> Article:
    path = folder() / name
    page = Page(
        url=path.as_uri(), final_url=path.as_uri(), content=path.read_bytes(), is_text=path.suffix == ".txt",
        fetched_at=NOW,
    )  # fmt: skip
    return clean(page, id=path.stem, first_seen=NOW, now=NOW, timeout=20)


def test_the_samples_are_those_expected_and_of_real_length():
    assert {path.name for path in paths()} == EXPECTED.keys()
    assert sum(name.startswith("fr-") for name in EXPECTED) >= 7
    assert sum(name.startswith("en-") for name in EXPECTED) >= 7


@pytest.mark.parametrize("name", EXPECTED)
def test_title_paragraphs_and_bylines(name):
    title, count, authors, credits, day = EXPECTED[name]
    article = cleaned(name)
    assert article.title.startswith(title)
    assert article.title_inferred == (article.id in INFERRED)
    assert len(article.text.split("\n\n")) == count
    assert ";".join(article.authors) == authors
    assert ";".join(article.credits) == credits
    assert (article.published_at.date().isoformat() if article.published_at else "") == day
    assert 200 <= article.word_count <= 600
    assert article.quality.verdict == "good"


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_around_the_article_is_left_in_it(name):
    assert CLUTTER.findall(cleaned(name).text) == []


def test_one_is_in_windows_1252():
    content = (folder() / "fr-loire-secheresse.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "Jean-Cœur Lavigne" in cleaned("fr-loire-secheresse.txt").text
    assert "1,20 € la pièce" in cleaned("fr-loire-secheresse.txt").text


def test_copies_are_found_as_copies_and_nothing_else_is():
    signatures = {name: sign(cleaned(name).text) for name in EXPECTED}
    alike = {
        frozenset((one, other))
        for one, other in combinations(EXPECTED, 2)
        if similarity(signatures[one], signatures[other]) >= SIMILAR
    }
    copies = ["fr-banque-centrale.txt", "fr-banque-centrale-reprise.txt", "fr-bce-le-courrier.html"]
    assert alike == {frozenset(pair) for pair in combinations(copies, 2)}
