"""Versions and removal, as a user meets them."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.acceptance.conftest import Press
from tests.acceptance.driver import Rotative, eventually

TEXT = (
    "La mairie de Lorient rouvre la bibliothèque\n\nLa mairie de Lorient rouvre lundi la bibliothèque du centre après "
    "deux ans de travaux. Le bâtiment accueille désormais trois salles de lecture et un atelier pour les enfants. "
    "« Nous avons doublé les horaires », explique la directrice, qui attend mille lecteurs par semaine.\n"
)


def test_a_changed_file_has_versions_that_can_be_compared(rotative: Rotative, tmp_path: Path) -> None:
    file = tmp_path / "bibliotheque.txt"
    file.write_text(TEXT)
    id = rotative.ingest(file)[file.name]["id"]
    assert rotative("article", id, "--diff").code == 1
    file.write_text(TEXT.replace("lundi", "mardi"))
    rotative.ingest(file)
    listed = rotative("article", file, "--revisions", "--json").json
    assert [(one["revision"], one["added"], one["removed"]) for one in listed] == [(2, 1, 1), (1, None, None)]
    assert "+1 −1" in rotative("article", id, "--revisions").out
    assert "lundi" in rotative("article", id, "--revision", "1", "--json").json["text"]
    assert "[-lundi-] {+mardi+}" in rotative("article", "show", id, "--diff").out
    assert rotative("article", id, "--diff", "--json").json["after"] == 2
    assert rotative("article", id, "--revision", "9").code == 1
    assert rotative("article", id, "--revisions", "--diff").code == 2


def test_a_removed_article_is_gone_and_stays_out_until_it_is_let_in(rotative: Rotative, tmp_path: Path) -> None:
    file = tmp_path / "a-retirer.txt"
    file.write_text(TEXT.replace("Lorient", "Concarneau"))
    id = rotative.ingest(file)[file.name]["id"]
    refused = rotative("article", "remove", id, "--reason", "demande de l’auteur")
    assert refused.code == 2 and "--yes" in refused.err
    done = rotative("article", "remove", file, "--reason", "demande de l’auteur", "--yes", "--json")
    assert done.code == 0, done.err
    assert [(block["id"], block["reason"]) for block in done.json] == [(id, "demande de l’auteur")]
    assert rotative("article", id).code == 1
    assert rotative("search", "Concarneau", "--json").json["total"] == 0
    line = rotative.ingest(file)[file.name]
    assert (line["outcome"], line["reason"]) == ("rejected", "removed")
    assert (rotative("trace", file, "--json").json["reason"]) == "removed"
    assert id in [block["id"] for block in rotative("article", "blocked", "--json").json]
    assert "demande de l’auteur" in rotative("article", "blocked").out
    assert rotative("status", "--json").json["balanced"]
    assert rotative("article", "unblock", file).code == 0
    assert rotative("article", "unblock", file).code == 1
    assert rotative.ingest(file)[file.name]["outcome"] == "indexed"


def test_the_api_removes_and_lets_in_again(press: Press, tmp_path: Path) -> None:
    file = tmp_path / "api.txt"
    file.write_text(TEXT.replace("Lorient", "Douarnenez"))
    id = press.rotative.ingest(file)[file.name]["id"]
    with httpx.Client(base_url=press.address, timeout=30) as client:
        assert [one["revision"] for one in client.get(f"/api/articles/{id}/revisions").json()] == [1]
        assert client.get(f"/api/articles/{id}/revisions/1").json()["id"] == id
        assert client.delete(f"/api/articles/{id}").status_code == 422
        response = client.delete(f"/api/articles/{id}", params={"reason": "court order"})
        assert response.status_code == 202 and [block["id"] for block in response.json()] == [id]
        eventually(lambda: client.get(f"/api/articles/{id}").status_code == 404)
        assert id in [block["id"] for block in client.get("/api/blocks").json()]
        assert client.delete(f"/api/blocks/{id}").status_code == 204
        assert client.delete(f"/api/blocks/{id}").status_code == 404
