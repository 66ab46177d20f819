"""Wake-ups, the sweeper, and settled rows that leave for the trace store."""

from __future__ import annotations

import time

import pytest

from pipeline.ledger.records import Defer, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Stage

DAY = 86400


def settle(ledger, id, outcome=Outcome.INDEXED, reason=None, **fields):
    claim = ledger.claim(Stage.CLEAN, 1000, 10**9)
    assert ledger.finish(claim, [Settle(id=id, outcome=outcome, reason=reason, **fields)]) == [True]


def test_one_wake_up_is_in_the_air_at_a_time(desk):
    ledger, other = desk.ledger("w1"), desk.ledger("w2")
    assert ledger.wake(Stage.CLEAN)
    assert not other.wake(Stage.CLEAN)
    assert other.wake(Stage.FETCH)
    ledger.woken(Stage.CLEAN)
    assert other.wake(Stage.CLEAN)


def test_a_lost_wake_up_is_sent_again(ledger):
    assert ledger.wake(Stage.INDEX)
    deadline = time.monotonic() + 10
    while not ledger.wake(Stage.INDEX):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_sweeper_lists_what_can_be_claimed_now(desk, arrival):
    ledger = desk.ledger()
    assert ledger.sweep() == []
    ledger.accept([arrival("a"), arrival("b", stage=Stage.INDEX), arrival("c", stage=Stage.FETCH)])
    assert ledger.sweep() == [Stage.FETCH, Stage.CLEAN, Stage.INDEX]
    ledger.finish(ledger.claim(Stage.CLEAN, 9, 10**6), [Defer(id="a", after=60)])
    ledger.claim(Stage.FETCH, 9, 10**6)
    assert ledger.sweep() == [Stage.INDEX]
    # The fetch's lease ran out: its host is left alone for a moment first.
    assert desk.ledger(at=61).sweep() == [Stage.CLEAN, Stage.INDEX]
    assert desk.ledger(at=63).sweep() == [Stage.FETCH, Stage.CLEAN, Stage.INDEX]


def test_settled_rows_leave_after_some_days_with_all_that_is_told_of_them(desk, arrival, trace_store, books_of):
    ledger = desk.ledger(days=7, store=trace_store)
    ledger.accept([arrival("a", source="le-monde", fingerprint="f1"), arrival("waits")])
    settle(ledger, "a", urls=("https://b.example/amp",))
    before = ledger.trace("a")
    assert desk.ledger(at=6.9 * DAY, days=7).settle_out(trace_store) == 0
    later = desk.ledger(at=7.1 * DAY, days=7, store=trace_store)
    assert later.settle_out(trace_store) == 1
    assert later.settle_out(trace_store) == 0
    assert desk.row("a") == {}
    assert not [key for key in desk.redis.keys(desk.key("*:a")) if b"alias" not in key]
    assert desk.row("waits")
    row = trace_store.get(["a"])["a"]
    assert (row.source, row.fingerprint, row.kind, row.stage) == ("le-monde", "f1", Kind.NEW, Stage.CLEAN)
    for asked in ("a", "https://a.example/a", "https://b.example/amp"):
        assert later.trace(asked) == before
    desk.redis.delete(*desk.redis.keys(desk.key("alias", "*")))
    assert later.trace("https://b.example/amp") == before
    assert books_of(later).indexed == 1


def test_they_leave_in_bounded_batches_the_oldest_first(desk, arrival, trace_store):
    for at, name in enumerate("abc"):
        ledger = desk.ledger(at=at)
        ledger.accept([arrival(name)])
        settle(ledger, name)
    later = desk.ledger(at=8 * DAY)
    assert later.settle_out(trace_store, most=2) == 2
    assert set(trace_store.get(list("abc"))) == {"a", "b"}
    assert later.settle_out(trace_store, most=2) == 1


def test_a_row_that_changes_while_it_leaves_stays(desk, arrival, trace_store):
    ledger = desk.ledger()
    ledger.accept([arrival("a"), arrival("b"), arrival("c")])
    for name in "abc":
        ledger.accept([arrival(name)])
    claim = ledger.claim(Stage.CLEAN, 9, 10**6)
    ledger.finish(claim, [Settle(id=id, outcome=Outcome.INDEXED) for id in "abc"])
    later = desk.ledger(at=8 * DAY)

    class Meanwhile:
        """A store that is slow: somebody offers two of the articles again while it writes."""

        get = staticmethod(trace_store.get)

        def put(self, rows):
            trace_store.put(rows)
            later.accept([arrival("a", kind=Kind.REPROCESS), arrival("b")])

    assert later.settle_out(Meanwhile()) == 1
    assert desk.row("a")["state"] == "ready"
    assert later.trace("b").events[-1].event == "duplicate"
    assert later.trace("c") is None


def test_a_store_that_fails_loses_nothing(desk, arrival):
    class Broken:
        def get(self, ids):
            return {}

        def put(self, rows):
            raise OSError("disk full")

    ledger = desk.ledger()
    ledger.accept([arrival("a")])
    settle(ledger, "a")
    later = desk.ledger(at=8 * DAY)
    with pytest.raises(OSError, match="disk full"):
        later.settle_out(Broken())
    assert later.trace("a").outcome is Outcome.INDEXED


def test_an_article_that_left_and_comes_again_ends_as_one_row(desk, arrival, trace_store, books_of):
    ledger = desk.ledger()
    ledger.accept([arrival("a")])
    settle(ledger, "a")
    later = desk.ledger(at=8 * DAY, store=trace_store)
    later.settle_out(trace_store)
    later.accept([arrival("a", kind=Kind.REVISION)])
    settle(later, "a", Outcome.UNCHANGED)
    assert later.trace("a").outcome is Outcome.UNCHANGED
    assert desk.ledger(at=16 * DAY).settle_out(trace_store) == 1
    assert trace_store.get(["a"])["a"].outcome is Outcome.UNCHANGED
    assert books_of(later, Kind.REVISION).unchanged == 1


def test_a_change_to_an_article_that_left_forgets_nothing_that_was_told_of_it(desk, arrival, trace_store):
    """Its row in Redis is a new one, which knows neither its URLs nor its file."""
    ledger = desk.ledger()
    given = arrival("a", fingerprint="bytes", source="s")
    ledger.accept([given])
    settle(ledger, "a")
    later = desk.ledger(at=8 * DAY, store=trace_store)
    later.settle_out(trace_store)
    first = trace_store.get(["a"])["a"]
    later.accept([arrival("a", stage=Stage.INDEX, url="id:a", kind=Kind.REPROCESS)])
    claim = later.claim(Stage.INDEX, 9, 10**6)
    later.finish(claim, [Settle(id="a", outcome=Outcome.UNCHANGED)])
    for _ in range(2):
        assert desk.ledger(at=16 * DAY).settle_out(trace_store) in (0, 1)
    row = trace_store.get(["a"])["a"]
    assert (row.url, row.fingerprint, row.source, row.first_seen) == (given.url, "bytes", "s", first.first_seen)
    assert row.outcome is Outcome.INDEXED
    assert [event.event for event in row.events] == ["accepted", "indexed", "accepted", "unchanged"]
    assert trace_store.find(given.url).id == trace_store.find("id:a").id == "a"


def test_rejected_rows_tell_why_after_they_left(desk, arrival, trace_store):
    ledger = desk.ledger()
    ledger.accept([arrival("a", refused=Reason.BINARY, detail="an image")])
    later = desk.ledger(at=8 * DAY, store=trace_store)
    assert later.settle_out(trace_store) == 1
    trace = later.trace("https://a.example/a")
    assert (trace.outcome, trace.reason) == (Outcome.REJECTED, "binary")
    assert trace_store.get(["a"])["a"].detail == "an image"


def test_people_write_urls_as_they_like(desk, arrival, trace_store):
    ledger = desk.ledger(store=trace_store)
    ledger.accept([arrival("a", refused=Reason.NOT_FOUND)])
    typed = "HTTPS://A.example:443/./a#top"
    assert ledger.trace(typed).id == "a"
    later = desk.ledger(at=8 * DAY, store=trace_store)
    later.settle_out(trace_store)
    desk.redis.delete(*desk.redis.keys(desk.key("alias", "*")))
    assert later.trace(typed).id == "a"
