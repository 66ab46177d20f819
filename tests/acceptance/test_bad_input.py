"""Whatever is given: each ends as one outcome with its reason, the rest goes on, and the command says which."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.driver import Rotative
from tests.acceptance.site import Site

NEWS = (
    "Le préfet de la Sarthe a annoncé mercredi la fermeture de l’usine de Sablé, où travaillaient cent vingt salariés. "
    "« C’est un coup très dur », a réagi le maire, qui demande à l’État de trouver un repreneur avant la fin de l’été. "
    "Les syndicats appellent à manifester samedi au Mans devant la préfecture. La direction évoque une dette de 3 € "
    "par pièce produite et un marché européen en recul depuis deux ans. Numéro de dossier {number}."
)
ENCODED = {"utf16.txt": "utf-16", "cp1252.txt": "cp1252", "latin9.txt": "iso-8859-15", "utf8bom.txt": "utf-8-sig"}


def write(folder: Path) -> dict[str, str]:
    """Makes one file of each kind; their names with the reason that each shall get."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\t\n")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    (folder / "menu.html").write_text("<html><body><nav><a href='/'>Accueil</a></nav></body></html>")
    (folder / "noise.txt").write_bytes(b"caf\x81\x8d\x8f\x90\x9d " * 200)
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(200 * 1024**2)
    return {
        "empty.txt": "empty",
        "blank.txt": "empty",
        "binary.txt": "binary",
        "picture.png": "binary unsupported-type",
        "menu.html": "no-article",
        "noise.txt": "bad-encoding",
        "huge.txt": "too-large",
        "missing.txt": "missing-file",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


@pytest.fixture(scope="module")
def ingested(rotative: Rotative, folder: Path) -> dict[str, Any]:
    """All kinds in one command: the expected reasons, and what the command said."""
    reasons = write(folder)
    for number, (name, encoding) in enumerate(ENCODED.items()):
        # ISO-8859-15 has no typographic apostrophe.
        text = NEWS.format(number=number).replace("’", "'" if name == "latin9.txt" else "’")
        (folder / name).write_bytes(text.encode(encoding))
    done = rotative("ingest", *(folder / name for name in (*reasons, *ENCODED)), "--wait", "--json")
    return {"reasons": reasons, "done": done, "lines": {line["url"].rsplit("/", 1)[-1]: line for line in done.lines}}


def test_each_bad_file_is_rejected_with_its_reason(ingested: dict[str, Any]) -> None:
    got = {name: ingested["lines"][name] for name in ingested["reasons"]}
    assert {line["outcome"] for line in got.values()} == {"rejected"}
    wrong = {
        name: line["reason"] for name, line in got.items() if line["reason"] not in ingested["reasons"][name].split()
    }
    assert wrong == {}


def test_the_command_exits_1_and_names_them(ingested: dict[str, Any]) -> None:
    done = ingested["done"]
    assert done.code == 1
    assert all(name in done.err for name in ingested["reasons"])


def test_the_reason_is_in_the_trace(rotative: Rotative, folder: Path, ingested: dict[str, Any]) -> None:
    for name, reason in ingested["reasons"].items():
        trace = rotative("trace", folder / name, "--json").json
        assert trace["outcome"] == "rejected" and trace["reason"] in reason.split() and trace["events"]


@pytest.mark.parametrize("name", ENCODED)
def test_every_encoding_is_read_right(rotative: Rotative, ingested: dict[str, Any], name: str) -> None:
    line = ingested["lines"][name]
    assert line["outcome"] == "indexed", line
    text = rotative("article", line["id"], "--json").json["text"]
    assert "préfet" in text and "l’usine" in text.replace("'", "’") and "3 €" in text and "\ufeff" not in text


def test_an_unreadable_file(rotative: Rotative, tmp_path: Path) -> None:
    # Nobody can open a socket as a file, root neither.
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s.txt"))
        (line,) = rotative.ingest(tmp_path / "s.txt").values()
    assert (line["outcome"], line["reason"]) == ("rejected", "unreadable-file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read(rotative: Rotative, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(NEWS)
    secret.chmod(0)
    (line,) = rotative.ingest(secret).values()
    assert (line["outcome"], line["reason"]) == ("rejected", "unreadable-file")


def test_json_lines_good_and_bad(rotative: Rotative, tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": NEWS.format(number="JSON"), "title": "Usine fermée", "url": "https://example.org/usine"}),
        "{broken",
        json.dumps(["no object"]),
        json.dumps({"title": "no text"}),
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(lines))
    done = rotative("ingest", file, "--wait", "--json")
    outcomes = sorted((line["outcome"], line["reason"]) for line in done.lines)
    assert done.code == 1
    assert outcomes[0] == ("indexed", None) and {outcome for outcome, _ in outcomes[1:]} == {"rejected"}
    assert len(outcomes) == 4


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/x", "bad-scheme"),
        ("javascript:alert(1)", "bad-scheme"),
        ("http://", "bad-url"),
        ("http://[::1", "bad-url"),
        ("http://10.0.0.1/x", "private-address"),
        ("http://169.254.169.254/latest/meta-data", "private-address"),
    ],
)
def test_urls_that_are_refused(rotative: Rotative, url: str, reason: str) -> None:
    done = rotative("ingest", url, "--wait", "--json")
    assert done.code == 1
    (line,) = done.lines
    assert (line["outcome"], line["reason"]) == ("rejected", reason)
    assert rotative("trace", line["id"], "--json").json["reason"] == reason


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("status-404", "not-found"),
        ("status-410", "gone"),
        ("status-403", "forbidden"),
        ("loop", "too-many-redirects"),
        ("bomb", "too-large"),
    ],
)
def test_pages_that_are_no_article(rotative: Rotative, site: Site, page: str, reason: str) -> None:
    line = rotative.ingest(site.url(page))[page]
    assert (line["outcome"], line["reason"]) == ("rejected", reason)


@pytest.mark.parametrize(("page", "reason"), [("endless", "timeout"), ("status-500", "server-error")])
def test_pages_that_may_come_later_are_tried_again(rotative: Rotative, site: Site, page: str, reason: str) -> None:
    done = rotative("ingest", site.url(page), "--wait", "--timeout", "20", "--json")
    trace = rotative("trace", site.url(page), "--json").json
    assert done.code == 1
    assert reason in [event["reason"] for event in trace["events"]]
    assert trace["outcome"] in ("in_flight", "dead")


def test_a_host_that_does_not_resolve(rotative: Rotative) -> None:
    done = rotative("ingest", "http://nowhere.invalid/x", "--wait", "--timeout", "20", "--json")
    trace = rotative("trace", "http://nowhere.invalid/x", "--json").json
    assert done.code == 1 and "unknown-host" in [event["reason"] for event in trace["events"]]


def test_a_good_page_goes_all_the_way(rotative: Rotative, site: Site) -> None:
    line = rotative.ingest(site.url("article-1"))["article-1"]
    assert line["outcome"] == "indexed"
    article = rotative("article", site.url("article-1"), "--json").json
    assert article["title"] == "La Bretagne rouvre ses lignes ferroviaires" or article["title"].startswith(
        "La Bretagne"
    )
    assert "Accueil" not in article["text"] and "Mentions légales" not in article["text"]
    assert article["published_at"] == "2026-11-19T17:30:00Z"
