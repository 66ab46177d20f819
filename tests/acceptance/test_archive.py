"""What was fetched is kept, and can be gone through again when its site is gone."""

from __future__ import annotations

from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tests.acceptance.driver import Rotative, eventually
from tests.acceptance.site import PAGE, Site

SETTINGS = {"ROTATIVE_ARCHIVE": "1", "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8", "ROTATIVE_HOST_DELAY": "0"}


def archived(data: Path) -> list[tuple[str, bytes]]:
    """URL and body of each answer, as any tool reads them; records with a wrong digest are missing."""
    found: list[tuple[str, bytes]] = []
    for path in (data / "archive").rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, verify_digests=True):
                found.append((record.headers["WARC-Target-URI"], record.reader.read()))
    return found


def closed_file(data: Path) -> Path:
    """The one file of the archive, once the worker that wrote it has ended: a moment after the command did."""
    return eventually(lambda: next((data / "archive").rglob("*.warc.gz"), None))


def test_articles_are_gone_through_again_without_their_site(tmp_path: Path) -> None:
    rotative = Rotative(tmp_path / "data", SETTINGS)
    with Site() as site:
        url = site.url("article-1")
        done = rotative("ingest", url, "--wait", "--json")
        assert done.code == 0, done.err
    [line] = done.lines
    closed_file(rotative.data)
    assert archived(rotative.data) == [(url, PAGE)]
    before = rotative("article", line["id"], "--json").json

    for chosen in (["--archive"], [url], [line["id"]]):
        again = rotative("reprocess", *chosen, "--wait", "--json")
        assert again.code == 0, again.err
        [same] = again.lines
        assert same["id"] == line["id"] and same["outcome"] in ("indexed", "unchanged")

    after = rotative("article", line["id"], "--json").json
    assert {**after, "indexed_at": None} == {**before, "indexed_at": None}
    status = rotative("status", "--json").json
    assert status["balanced"] and status["articles"]["accepted"] == 1
    assert status["kinds"]["reprocess"]["accepted"] == 3


def test_an_article_that_the_index_lost_is_taken_in_from_the_archive(tmp_path: Path) -> None:
    first = Rotative(tmp_path / "first", SETTINGS)
    with Site() as site:
        url = site.url("article-1")
        assert first("ingest", url, "--wait").code == 0
    path = closed_file(first.data)
    other = Rotative(tmp_path / "other", SETTINGS)
    done = other("reprocess", path, "--wait", "--json")
    assert done.code == 0, done.err
    assert [(line["url"], line["outcome"]) for line in done.lines] == [(url, "indexed")]
    assert other("search", "Bretagne", "--json").json["total"] == 1


def test_without_an_archive_it_is_said_how_to_have_one(alone: Rotative) -> None:
    done = alone("reprocess", "--archive")
    assert done.code == 2 and "ROTATIVE_ARCHIVE=1" in done.err


def test_an_article_that_was_removed_stays_away(tmp_path: Path) -> None:
    rotative = Rotative(tmp_path / "data", SETTINGS)
    with Site() as site:
        url = site.url("article-1")
        assert rotative("ingest", url, "--wait").code == 0
    removed = rotative("article", "remove", url, "--reason", "a court order", "--yes")
    assert removed.code == 0, removed.err
    again = rotative("reprocess", "--archive", "--wait", "--json")
    assert [(line["outcome"], line["reason"]) for line in again.lines] == [("rejected", "removed")], again.err
    assert again.code == 1
    assert rotative("search", "Bretagne", "--json").json["total"] == 0
