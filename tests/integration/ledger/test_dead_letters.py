"""Dead letters: listed, tried again from the stage that failed, given up; in Redis and in the trace store."""

from __future__ import annotations

import pytest

from pipeline.ledger.records import Move, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Lane, Stage

DAY = 86400


@pytest.fixture
def die(arrival, claim_all):
    """Lets articles die at enrich."""

    def let_die(ledger, *ids):
        ledger.accept([arrival(id, source="s1") for id in ids])
        claim = claim_all(ledger, Stage.CLEAN)
        ledger.finish(claim, [Move(id=id, stage=Stage.ENRICH, payload=b"text of " + id.encode()) for id in ids])
        claim = claim_all(ledger, Stage.ENRICH)
        dead = Settle(id="", outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED, detail="boom")
        assert all(ledger.finish(claim, [dead.evolve(id=id) for id in ids]))

    return let_die


def test_the_latest_death_is_listed_first(desk, die):
    for at, name in enumerate("abc"):
        die(desk.ledger(at=at), name)
    letters = desk.ledger().dead(2)
    assert [letter.id for letter in letters] == ["c", "b"]
    assert (letters[0].stage, letters[0].reason, letters[0].detail) == (Stage.ENRICH, "stage-failed", "boom")
    assert letters[0].url == "https://a.example/c"


def test_a_retry_resumes_at_the_stage_that_failed(ledger, die, claim_all, books_of):
    die(ledger, "a", "b")
    assert ledger.retry(["a", "nobody"]) == ["a"]
    assert ledger.retry(["a"]) == []
    [passage] = claim_all(ledger, Stage.ENRICH).passages
    assert (passage.id, passage.payload, passage.attempts) == ("a", b"text of a", 0)
    books = books_of(ledger)
    assert (books.accepted, books.dead, books.in_flight) == (2, 1, 1)
    assert ledger.trace("a").outcome is Outcome.IN_FLIGHT


def test_a_dropped_one_frees_its_payload_and_keeps_its_reason(ledger, die, desk, books_of):
    die(ledger, "a")
    assert ledger.drop(["a", "nobody"]) == ["a"]
    assert ledger.drop(["a"]) == ledger.retry(["a"]) == []
    assert not desk.has_payload("a")
    trace = ledger.trace("a")
    assert (trace.outcome, trace.reason) == (Outcome.DROPPED, "stage-failed")
    assert (books_of(ledger).dead, books_of(ledger).dropped) == (0, 1)
    assert ledger.dead() == []


def test_a_retried_one_that_lost_its_name_meanwhile_is_a_duplicate(ledger, arrival, claim_all, books_of):
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.reserve(claim, "a", "https://a.example/same")
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED)])
    assert ledger.reserve(claim, "b", "https://a.example/same") == "b"
    ledger.finish(claim, [Settle(id="b", outcome=Outcome.INDEXED)])
    assert ledger.retry(["a"]) == ["a"]
    assert ledger.trace("a").outcome is Outcome.DUPLICATE
    assert (books_of(ledger).duplicate, books_of(ledger).in_flight) == (1, 0)


def test_a_retried_one_takes_its_names_again(ledger, arrival, claim_all):
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.reserve(claim, "a", "digest")
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED)])
    ledger.retry(["a"])
    assert ledger.reserve(claim, "b", "digest") == "a"


@pytest.mark.parametrize("given", ["constructor", "call"])
def test_one_that_left_redis_is_tried_again_all_the_same(desk, die, claim_all, trace_store, books_of, given):
    die(desk.ledger(), "a", "b")
    at = 8 * DAY
    assert desk.ledger(at=at).settle_out(trace_store) == 2
    if given == "constructor":
        ledger = desk.ledger(at=at, store=trace_store)
        assert sorted(letter.id for letter in ledger.dead()) == ["a", "b"]
        assert ledger.retry(["a"]) == ["a"]
    else:
        ledger = desk.ledger(at=at)
        assert ledger.retry(["a"]) == []
        assert ledger.retry(["a"], trace_store) == ["a"]
    assert set(trace_store.get(["a", "b"])) == {"b"}
    [passage] = claim_all(ledger, Stage.ENRICH).passages
    assert (passage.id, passage.payload, passage.source) == ("a", b"text of a", "s1")
    assert (passage.lane, passage.url) == (Lane.NOW, "https://a.example/a")
    books = books_of(ledger)
    assert (books.accepted, books.dead, books.in_flight) == (2, 1, 1)
    events = [event.event for event in ledger.trace("https://a.example/a").events]
    assert events == ["accepted", "moved", "dead", "retried"]


def test_one_that_left_redis_is_dropped_all_the_same(desk, die, trace_store, books_of):
    die(desk.ledger(), "a")
    ledger = desk.ledger(at=8 * DAY, store=trace_store)
    ledger.settle_out(trace_store)
    assert ledger.drop(["a"]) == ["a"]
    assert ledger.dead() == []
    assert ledger.trace("a").outcome is Outcome.DROPPED
    assert (books_of(ledger).dead, books_of(ledger).dropped) == (0, 1)
    assert desk.ledger(at=16 * DAY).settle_out(trace_store) == 1
    assert trace_store.get(["a"])["a"].outcome is Outcome.DROPPED


def test_a_crash_between_redis_and_the_store_counts_nobody_twice(desk, die, trace_store, books_of):
    die(desk.ledger(), "a")
    ledger = desk.ledger(at=8 * DAY, store=trace_store)
    ledger.settle_out(trace_store)
    left = trace_store.get(["a"])["a"]
    ledger.drop(["a"])
    trace_store.put([left])
    assert ledger.drop(["a"]) == ledger.retry(["a"]) == []
    assert books_of(ledger).dropped == 1


def test_one_that_left_redis_and_is_offered_again_is_taken_up(desk, die, arrival, trace_store, books_of):
    die(desk.ledger(), "a", "b")
    ledger = desk.ledger(at=8 * DAY, store=trace_store)
    ledger.settle_out(trace_store)
    assert ledger.accept([arrival("a")])[0].outcome is Outcome.IN_FLIGHT
    books = books_of(ledger)
    assert (books.accepted, books.dead, books.in_flight) == (2, 1, 1)
    assert [letter.id for letter in ledger.dead()] == ["b"]
    assert set(trace_store.get(["a", "b"])) == {"b"}
