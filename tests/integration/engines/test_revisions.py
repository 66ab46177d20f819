"""The revision store: one contract, kept by the file and by Elasticsearch."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.engines.elasticsearch import revisions
from pipeline.engines.elasticsearch.revisions import ElasticsearchRevisionStore
from pipeline.engines.revisions import MOST, RevisionStore
from pipeline.engines.sqlite.revisions import SqliteRevisionStore
from pipeline.errors import Away


@pytest.fixture(params=["sqlite", "elasticsearch"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], RevisionStore]]:
    """Opens the same store, again and again."""
    opened: list[RevisionStore] = []
    prefix = f"t{uuid.uuid4().hex[:12]}"

    def opener() -> RevisionStore:
        if request.param == "sqlite":
            store: RevisionStore = SqliteRevisionStore(tmp_path / "folder" / "revisions.sqlite")
        else:
            store = ElasticsearchRevisionStore(request.getfixturevalue("elasticsearch_url"), prefix)
        opened.append(store)
        return store

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], RevisionStore]) -> RevisionStore:
    return open_store()


def numbers(store, id):
    return [article.revision for article in store.of(id)]


def test_versions_come_back_as_they_were_the_latest_first(store, make_article):
    first = make_article("a", revision=1, text="Un «\u00a0mot» 😀", quotes=[{"text": "mot", "start": 5, "end": 8}])
    second = make_article("a", revision=2, text="deux", indexed_at="2026-11-23T12:00:00.123456Z")
    store.keep([first, make_article("b")])
    store.keep([second])
    assert store.of("a") == [second, first]
    assert store.get("a", 1) == first
    assert store.get("a", 3) is None


def test_before_the_first_version_there_is_none(store):
    assert store.of("a") == []
    assert store.get("a", 1) is None
    store.keep([])
    store.remove(["a"])
    store.remove([])


def test_a_version_that_is_kept_again_is_kept_once(store, make_article):
    for _ in range(2):
        store.keep([make_article("a", revision=1), make_article("a", revision=2)])
    assert numbers(store, "a") == [2, 1]


def test_removed_versions_are_gone_and_those_of_others_stay(store, make_article):
    store.keep([make_article(id, revision=n) for id in ("a", "b", "c") for n in (1, 2, 3)])
    store.remove(["a", "c", "nobody"])
    assert (numbers(store, "a"), numbers(store, "b"), numbers(store, "c")) == ([], [3, 2, 1], [])
    assert store.get("a", 2) is None


def test_of_very_many_versions_the_latest_are_told_and_all_are_removed(store, make_article):
    store.keep([make_article("a", revision=n) for n in range(1, 1201)])
    assert numbers(store, "a") == list(range(1200, 1200 - MOST, -1))
    assert store.get("a", 7).revision == 7
    store.remove(["a"])
    assert (numbers(store, "a"), store.get("a", 7)) == ([], None)


def test_an_id_of_any_length_and_script_has_versions(store, make_article):
    for id in ("é" * 250, "x" * 500, "a b/c?d"):
        store.keep([make_article(id, revision=2)])
        assert numbers(store, id) == [2]
        assert store.get(id, 2).id == id


def test_what_was_kept_is_there_for_another_process(store, open_store, make_article):
    store.keep([make_article("a")])
    assert numbers(open_store(), "a") == [1]


def test_more_bytes_than_one_request_takes(elasticsearch_url, prefix, make_article, monkeypatch):
    monkeypatch.setattr(revisions, "LARGEST", 5_000)
    store = ElasticsearchRevisionStore(elasticsearch_url, prefix)
    store.keep([make_article("a", revision=n, text="x" * (6_000 if n == 3 else 2_000)) for n in range(1, 6)])
    assert numbers(store, "a") == [5, 4, 2, 1]
    store.close()


def test_a_store_that_cannot_be_reached_is_away(unused_port, make_article):
    store = ElasticsearchRevisionStore(f"http://127.0.0.1:{unused_port}")
    for ask in (lambda: store.of("a"), lambda: store.get("a", 1), lambda: store.keep([make_article("a")])):
        with pytest.raises(Away):
            ask()
    store.close()


def test_a_file_that_is_no_database_is_away(tmp_path):
    path = tmp_path / "revisions.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(Away, match="revision store"):
        SqliteRevisionStore(path)


def test_removed_versions_leave_no_bytes_in_the_file(tmp_path, make_article):
    path = tmp_path / "revisions.sqlite"
    store = SqliteRevisionStore(path)
    store.keep([make_article("only-here-is-this-name")])
    store.remove(["only-here-is-this-name"])
    store.close()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"only-here-is-this-name" not in files
