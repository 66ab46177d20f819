"""A French text that nobody has tuned anything to: in at one end, found at the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.driver import Rotative

TEXT = """Les marins-pêcheurs de Lorient suspendent leur grève

Réunis samedi à Lorient (Morbihan), les marins-pêcheurs ont levé les barrages qui bloquaient le port depuis dix jours.
« L’accord trouvé avec Bruxelles n’est qu’une étape », a prévenu Yannick Le Bihan, président du comité régional.

La ministre Hélène Vasseur a reçu une délégation à Paris. Elle a promis des aides exceptionnelles aux équipages
touchés par l’arrêt de la pêche dans le golfe de Gascogne, décidé par la Commission européenne pour protéger les
dauphins. Le WWF salue « une décision courageuse », mais réclame des contrôles plus fréquents.

Aujourd’hui, près de quatre cents bateaux restent à quai entre Brest et Bayonne. Leurs propriétaires espèrent des
indemnisations avant l’été ; l’Espagne et le Portugal, eux, ont refusé d’appliquer la mesure.
"""


@pytest.fixture(scope="module")
def article(rotative: Rotative, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("french") / "lorient.txt"
    file.write_text(TEXT, "utf-8")
    (line,) = rotative.ingest(file).values()
    assert set(line) == {"id", "url", "outcome", "reason"}
    assert (line["outcome"], line["reason"]) == ("indexed", None)
    return rotative("article", line["id"], "--json").json


@pytest.mark.parametrize(
    "query",
    [
        "marin-pêcheur",
        "marins-pecheurs greve",
        "l'accord",
        "étapes",
        "ETAPE",
        "d’appliquer",
        "délégations ministre",
        "commission européennes",
        "indemnisation",
        "dauphin golfe",
        '"golfe de Gascogne"',
        "title:grève",
        "lang:fr bateau",
        "barrage -football",
        "(chevaux OR bateaux) quai",
    ],
)
def test_it_is_found_by_its_words_in_other_forms(rotative: Rotative, article: dict[str, Any], query: str) -> None:
    answer = rotative("search", query, "--json").json
    assert article["id"] in [hit["id"] for hit in answer["hits"]]


@pytest.mark.parametrize("query", ["dauphin -golfe", '"Gascogne de golfe"', "zèbre", "lang:en bateau"])
def test_it_is_not_found_by_what_it_does_not_say(rotative: Rotative, article: dict[str, Any], query: str) -> None:
    answer = rotative("search", query, "--json").json
    assert article["id"] not in [hit["id"] for hit in answer["hits"]]


def test_hits_carry_marks_on_what_matched(rotative: Rotative, article: dict[str, Any]) -> None:
    answer = rotative("search", "indemnisation", "--json").json
    (hit,) = [hit for hit in answer["hits"] if hit["id"] == article["id"]]
    marked = [s["text"][start:end] for s in hit["snippets"] for start, end in s["marks"]]
    assert "indemnisations" in marked
    assert set(answer) == {"total", "took_ms", "query", "hits", "facets"}


def test_its_names_are_known(article: dict[str, Any]) -> None:
    assert article["language"] == "fr" and article["title"] == TEXT.partition("\n")[0]
    assert {"Yannick Le Bihan", "Hélène Vasseur"} <= set(article["persons"])
    assert {"Lorient", "Paris", "Brest"} <= set(article["places"])
    assert article["orgs"]
    spain = [entity for entity in article["entities"] if entity["country"] == "ES" and entity["label"] == "LOC"]
    assert spain


def test_its_names_are_facets_and_fields(rotative: Rotative, article: dict[str, Any]) -> None:
    answer = rotative("search", "place:Lorient person:Vasseur", "--json").json
    assert article["id"] in [hit["id"] for hit in answer["hits"]]
    assert {row["value"] for row in answer["facets"]["language"]} == {"fr"}


def test_people_read_it_too(rotative: Rotative, article: dict[str, Any]) -> None:
    shown = rotative("article", article["id"])
    assert shown.code == 0 and "Names" in shown.out and "Yannick Le Bihan" in shown.out
    found = rotative("search", "indemnisation")
    assert "**indemnisations**" in found.out and "language" in found.out and "\x1b" not in found.out


def test_it_is_found_by_the_path_of_its_file(rotative: Rotative, article: dict[str, Any]) -> None:
    path = Path(article["url"].removeprefix("file://"))
    assert rotative("article", path, "--json").json["id"] == article["id"]
    assert rotative("trace", path, "--json").json["outcome"] == "indexed"


def test_the_same_file_again_is_a_duplicate(rotative: Rotative, article: dict[str, Any]) -> None:
    path = Path(article["url"].removeprefix("file://"))
    (line,) = rotative.ingest(path).values()
    assert (line["outcome"], line["id"]) == ("duplicate", article["id"])
