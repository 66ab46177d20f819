"""The trace store in a file: the contract of `TraceStore`, in threads, forks and other processes."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import Away
from pipeline.ledger.records import Event, SettledRow
from pipeline.ledger.sqlite import BATCH, SqliteTraceStore
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage

START = datetime(2026, 1, 1, tzinfo=UTC)


def row(id, minute=0, outcome=Outcome.INDEXED, **fields):
    at = START + timedelta(minutes=minute)
    given = {
        "url": f"https://a.example/{id}",
        "kind": Kind.NEW,
        "stage": Stage.INDEX,
        "first_seen": START,
        "events": (Event(at=at, stage=Stage.INDEX, event=outcome.value),),
    }
    return SettledRow(id=id, outcome=outcome, settled_at=at, **(given | fields))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "trace.sqlite"


@pytest.fixture
def store(path):
    opened = SqliteTraceStore(path)
    yield opened
    opened.close()


def test_rows_come_back_as_they_were(store):
    rows = [row("a", urls=("https://b.example/é",), payload=bytes(range(256)), reason="x"), row("b")]
    store.put(rows)
    assert store.get(["a", "b", "nobody"]) == {"a": rows[0], "b": rows[1]}
    assert store.get([]) == {}


def test_more_ids_than_one_statement_takes(store):
    store.put([row(str(n)) for n in range(2 * BATCH + 1)])
    assert len(store.get([str(n) for n in range(3 * BATCH)])) == 2 * BATCH + 1


def test_a_row_is_found_by_every_url_it_was_met_under(store):
    store.put([row("a", urls=("https://b.example/1", "https://c.example/2"))])
    for url in ("https://a.example/a", "https://b.example/1", "https://c.example/2"):
        assert store.find(url).id == "a"
    assert store.find("https://a.example/other") is None


def test_of_several_under_one_url_the_latest_is_found(store):
    store.put([row(id, minute, urls=("https://s.example/",)) for id, minute in (("a", 1), ("b", 3), ("c", 2))])
    assert store.find("https://s.example/").id == "b"


def test_a_row_that_is_put_again_replaces_the_earlier_one_with_its_urls(store):
    store.put([row("a", urls=("https://old.example/",))])
    store.put([row("a", 5, Outcome.UNCHANGED, urls=("https://new.example/",))])
    assert store.get(["a"])["a"].outcome is Outcome.UNCHANGED
    assert store.find("https://old.example/") is None
    assert store.find("https://new.example/").id == "a"


def test_one_batch_may_hold_a_row_twice(store):
    store.put([row("a", 1), row("a", 2)])
    assert store.get(["a"])["a"].settled_at == START + timedelta(minutes=2)


def test_dead_rows_come_latest_first(store):
    store.put([row(id, minute, Outcome.DEAD) for id, minute in (("a", 1), ("b", 3), ("c", 2))])
    store.put([row("fine", 9)])
    assert [found.id for found in store.dead(2)] == ["b", "c"]


def test_removed_rows_are_gone(store):
    store.put([row("a", outcome=Outcome.DEAD), row("b")])
    store.remove(["a", "nobody"])
    assert set(store.get(["a", "b"])) == {"b"}
    assert store.find("https://a.example/a") is None
    assert store.dead(5) == []


def test_what_was_put_is_there_after_it_was_opened_again(store, path):
    store.put([row("a")])
    again = SqliteTraceStore(path)
    assert set(again.get(["a"])) == {"a"}
    again.close()


def test_it_is_durable_by_its_settings(store):
    journal = store._database._connection.execute("PRAGMA journal_mode").fetchone()
    synchronous = store._database._connection.execute("PRAGMA synchronous").fetchone()
    assert (journal, synchronous) == (("wal",), (2,))


def test_the_lookups_use_their_indices(store):
    def plan(statement):
        return " ".join(str(step) for step in store._database._connection.execute("EXPLAIN QUERY PLAN " + statement))

    assert "dead_rows" in plan("SELECT packed FROM rows WHERE outcome = 'dead' ORDER BY settled_at DESC LIMIT 5")
    assert "SCAN" not in plan("SELECT packed FROM urls JOIN rows USING (id) WHERE digest = x'00'")


def test_threads_may_share_it(store):
    def put(name):
        for n in range(20):
            store.put([row(f"{name}-{n}")])

    threads = [threading.Thread(target=put, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.get([f"{name}-{n}" for name in "abcd" for n in range(20)])) == 80


def _put_twenty(path, name):
    store = SqliteTraceStore(path)
    for n in range(20):
        store.put([row(f"{name}-{n}")])


def _use_inherited(store):
    store.put([row("child")])


def test_processes_may_share_the_file(path):
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_put_twenty, args=[path, name]) for name in "ab"]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0]
    store = SqliteTraceStore(path)
    assert len(store.get([f"{name}-{n}" for name in "ab" for n in range(20)])) == 40
    store.close()


def test_a_forked_child_opens_the_file_anew(store):
    store.put([row("parent")])
    child = multiprocessing.get_context("fork").Process(target=_use_inherited, args=[store])
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert set(store.get(["parent", "child"])) == {"parent", "child"}


def test_a_store_that_cannot_be_used_is_away(path, tmp_path):
    folder = tmp_path / "in-the-way"
    folder.mkdir()
    with pytest.raises(Away, match="trace store"):
        SqliteTraceStore(folder)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(Away, match="trace store"):
        SqliteTraceStore(broken)


def test_a_closed_store_is_away(path):
    store = SqliteTraceStore(path)
    store.close()
    with pytest.raises(Away) as caught:
        store.get(["a"])
    assert isinstance(caught.value.__cause__, sqlite3.Error)
