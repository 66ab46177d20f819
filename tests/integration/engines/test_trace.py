"""The trace store on Elasticsearch keeps the contract that the one in a file keeps."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.engines.elasticsearch import trace
from pipeline.engines.elasticsearch.trace import ElasticsearchTraceStore
from pipeline.errors import Away
from pipeline.ledger.records import Event, SettledRow
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage

START = datetime(2026, 1, 1, tzinfo=UTC)


def row(id: str, minute: int = 0, outcome: Outcome = Outcome.INDEXED, **fields: Any) -> SettledRow:
    at = START + timedelta(minutes=minute)
    given: dict[str, Any] = {
        "url": f"https://a.example/{id}",
        "kind": Kind.NEW,
        "stage": Stage.INDEX,
        "first_seen": START,
        "events": (Event(at=at, stage=Stage.INDEX, event=outcome.value),),
    }
    return SettledRow(id=id, outcome=outcome, settled_at=at, **(given | fields))


@pytest.fixture
def store(elasticsearch_url: str, prefix: str) -> Iterator[ElasticsearchTraceStore]:
    opened = ElasticsearchTraceStore(elasticsearch_url, prefix)
    yield opened
    opened.close()


def test_rows_come_back_as_they_were(store):
    rows = [row("a", urls=("https://b.example/é",), payload=bytes(range(256)), reason="x", detail="y"), row("b")]
    store.put(rows)
    assert store.get(["a", "b", "nobody"]) == {"a": rows[0], "b": rows[1]}
    assert store.get([]) == {}


def test_before_the_first_row_there_is_none(store):
    assert store.get(["a"]) == {}
    assert store.find("https://a.example/a") is None
    assert store.dead(5) == []
    store.remove(["a"])
    store.put([])


def test_more_rows_than_one_request_takes(store):
    store.put([row(str(n)) for n in range(2 * trace.ASKED + 1)])
    assert len(store.get([str(n) for n in range(3 * trace.ASKED)])) == 2 * trace.ASKED + 1


def test_more_bytes_than_one_request_takes(store, monkeypatch):
    monkeypatch.setattr(trace, "LARGEST", 5_000)
    rows = [row(str(n), payload=bytes(2_000)) for n in range(5)]
    store.put(rows)
    assert store.get([str(n) for n in range(5)]) == {row.id: row for row in rows}


def test_a_row_whose_payload_is_too_large_is_kept_without_it(store, monkeypatch):
    monkeypatch.setattr(trace, "LARGEST_PAYLOAD", 1_000)
    store.put([row("a", payload=bytes(1_001))])
    assert store.get(["a"]) == {"a": row("a")}


def test_a_row_is_found_by_every_url_it_was_met_under(store):
    long = f"https://d.example/{'x' * 40_000}"
    store.put([row("a", urls=("https://b.example/1", "https://c.example/2", long))])
    for url in ("https://a.example/a", "https://b.example/1", "https://c.example/2", long):
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
    assert len(store.dead(10**9)) == 3


def test_removed_rows_are_gone(store):
    store.put([row("a", outcome=Outcome.DEAD), row("b")])
    store.remove(["a", "nobody"])
    assert set(store.get(["a", "b"])) == {"b"}
    assert store.find("https://a.example/a") is None
    assert store.dead(5) == []


def test_what_was_put_is_there_for_another_process(store, elasticsearch_url, prefix):
    store.put([row("a")])
    again = ElasticsearchTraceStore(elasticsearch_url, prefix)
    assert set(again.get(["a"])) == {"a"}
    again.close()


def _put_in_child(store: ElasticsearchTraceStore) -> None:
    store.put([row("child")])


def test_a_forked_child_connects_anew(store):
    store.put([row("parent")])
    child = multiprocessing.get_context("fork").Process(target=_put_in_child, args=[store])
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert set(store.get(["parent", "child"])) == {"parent", "child"}


def test_a_server_that_is_not_there_is_away(unused_port):
    store = ElasticsearchTraceStore(f"http://127.0.0.1:{unused_port}")
    for call in (
        lambda: store.put([row("a")]),
        lambda: store.get(["a"]),
        lambda: store.find("x"),
        lambda: store.dead(1),
    ):
        with pytest.raises(Away, match="elasticsearch"):
            call()
