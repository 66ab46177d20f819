"""Bounds: how much may be in flight, the memory gate, and that finishing works when Redis is at its limit."""

from __future__ import annotations

import pytest
from redis.exceptions import OutOfMemoryError

from pipeline.errors import Full
from pipeline.ledger.records import Defer, Move, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Stage

MB = 1024**2


@pytest.fixture
def set_memory(redis_client):
    """Sets `maxmemory` so that this share of it is used now (0: no limit); as it was afterwards."""
    before = redis_client.config_get("maxmemory")["maxmemory"]

    def set_used_share(share: float) -> None:
        used = redis_client.info("memory")["used_memory"]
        redis_client.config_set("maxmemory", int(used / share) if share else 0)

    yield set_used_share
    redis_client.config_set("maxmemory", before)


def test_full_refuses_the_whole_batch_and_takes_it_when_there_is_room(desk, arrival, claim_all, books_of):
    ledger = desk.ledger(in_flight=2)
    ledger.accept([arrival("a"), arrival("b")])
    with pytest.raises(Full, match="under way"):
        ledger.accept([arrival("c"), arrival("a")])
    assert books_of(ledger).accepted == 2
    claim = claim_all(ledger, Stage.CLEAN)
    with pytest.raises(Full):
        ledger.accept([arrival("c")])
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.INDEXED)])
    assert ledger.accept([arrival("c")])[0].outcome is Outcome.IN_FLIGHT


def test_bytes_in_flight_are_bounded_through_every_stage(desk, arrival, claim_all):
    ledger = desk.ledger(in_flight_bytes=1000)
    ledger.accept([arrival("a", payload=b"x" * 600), arrival("b", payload=b"x" * 600)])
    with pytest.raises(Full):
        ledger.accept([arrival("c")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.finish(claim, [Move(id="a", stage=Stage.ENRICH, payload=b"x" * 10)])
    ledger.accept([arrival("c", payload=b"x" * 400)])
    with pytest.raises(Full):
        ledger.accept([arrival("d")])
    ledger.finish(claim, [Settle(id="b", outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED)])
    ledger.accept([arrival("d")])


def test_candidates_wait_outside_the_bound_but_are_not_fetched_while_it_is_reached(desk, arrival, claim_all):
    ledger = desk.ledger(in_flight=1)
    ledger.accept([arrival("a")])
    ledger.accept([arrival(str(n), stage=Stage.FETCH, host=f"{n}.example") for n in range(10)])
    assert claim_all(ledger, Stage.FETCH) is None
    assert ledger.sweep() == [Stage.CLEAN]
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Settle(id="a", outcome=Outcome.INDEXED)])
    assert ledger.sweep() == [Stage.FETCH]
    assert len(claim_all(ledger, Stage.FETCH).passages) == 10


def test_a_waiting_passage_is_in_flight_and_a_refused_one_is_not(desk, arrival, claim_all):
    ledger = desk.ledger(in_flight=1)
    ledger.accept([arrival("a")])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Defer(id="a", after=100)])
    with pytest.raises(Full):
        ledger.accept([arrival("b")])
    assert ledger.accept([arrival("c", refused=Reason.EMPTY)])[0].outcome is Outcome.REJECTED


def test_without_maxmemory_there_is_no_gate(ledger, arrival, set_memory):
    set_memory(0)
    ledger.accept([arrival("a", payload=b"x" * 8 * MB)])


def test_new_work_is_refused_from_the_gate_on(desk, arrival, set_memory, books_of):
    ledger = desk.ledger(memory_gate=0.7, host_delay=0)
    ledger.accept([arrival("a", payload=b"x" * 4 * MB), arrival("f", stage=Stage.FETCH)])
    set_memory(0.5)
    ledger.accept([arrival("b")])
    set_memory(0.75)
    for stage in (Stage.CLEAN, Stage.FETCH):
        with pytest.raises(Full, match="memory"):
            ledger.accept([arrival("c", stage=stage)])
    assert ledger.claim(Stage.FETCH, 1, MB) is None
    assert ledger.sweep() == [Stage.CLEAN]
    assert books_of(ledger).accepted == 3


def test_a_large_batch_counts_before_it_is_taken(desk, arrival, set_memory):
    set_memory(0.1)
    ledger = desk.ledger()
    limit = desk.redis.info("memory")["maxmemory"]
    with pytest.raises(Full):
        ledger.accept([arrival("a", payload=b"x" * int(0.75 * limit))])


def test_work_is_finished_while_redis_is_over_its_limit(desk, arrival, claim_all, set_memory, trace_store, books_of):
    ledger = desk.ledger(tries=9, days=0)
    names = ["moves", "settles", "defers", "dies", "stays", "held"]
    for name in names:
        ledger.accept([arrival(name, payload=b"x" * MB)])
    claim = ledger.claim(Stage.CLEAN, 5, 10 * MB)
    set_memory(1.2)
    with pytest.raises(OutOfMemoryError):
        desk.redis.set(desk.key("other"), b"x")
    with pytest.raises(Full):
        ledger.accept([arrival("new")])
    assert ledger.hold(claim, "moves")
    assert ledger.reserve(claim, "moves", "https://a.example/canonical") == "moves"
    steps = [
        Move(id="moves", stage=Stage.INDEX, payload=b"x" * 1000),
        Settle(id="settles", outcome=Outcome.INDEXED),
        Defer(id="defers", after=10),
        Settle(id="dies", outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED),
    ]
    assert ledger.finish(claim, steps) == [True] * 4
    ledger.release(claim)
    other = claim_all(ledger, Stage.CLEAN)
    assert {passage.id for passage in other.passages} == {"stays", "held"}
    assert ledger.bury("w1") == 2
    ledger.claim(Stage.CLEAN, 1, MB)
    assert desk.ledger(at=100, in_flight=9).sweep() == [Stage.CLEAN, Stage.INDEX]
    assert ledger.settle_out(trace_store) == 2
    assert books_of(ledger).in_flight == 4


def test_a_change_to_what_is_there_is_not_held_up(desk, arrival, claim_all):
    ledger = desk.ledger(in_flight=1)
    ledger.accept([arrival("a")])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Settle(id="a", outcome=Outcome.INDEXED)])
    ledger.accept([arrival("b")])
    again = arrival("a", kind=Kind.REPROCESS, stage=Stage.INDEX)
    assert ledger.accept([again])[0].outcome is Outcome.IN_FLIGHT


def test_a_reprocess_lets_the_outcome_stand_and_the_fingerprint(desk, arrival, claim_all):
    ledger = desk.ledger()
    ledger.accept([arrival("a", fingerprint="first")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.accept([arrival("a", kind=Kind.REPROCESS)])
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.INDEXED)])
    assert ledger.outcomes(["a"]) == {"a": Outcome.INDEXED}, "under way again, known as indexed"
    assert ledger.outcomes(["a"], again=True) == {"a": Outcome.IN_FLIGHT}
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Settle(id="a", outcome=Outcome.UNCHANGED)])
    trace = ledger.trace("a")
    assert trace is not None and trace.outcome is Outcome.INDEXED
    assert ledger.accept([arrival("a", fingerprint="first")])[0].outcome is Outcome.DUPLICATE
    assert ledger.accept([arrival("a", fingerprint="second")])[0].outcome is Outcome.IN_FLIGHT


def test_a_reprocess_that_comes_to_harm_is_told(desk, arrival, claim_all):
    ledger = desk.ledger()
    ledger.accept([arrival("a")])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Settle(id="a", outcome=Outcome.INDEXED)])
    ledger.accept([arrival("a", kind=Kind.REPROCESS)])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Settle(id="a", outcome=Outcome.DEAD, reason=Reason.INDEX_REFUSED)])
    assert ledger.outcomes(["a", "unknown"]) == {"a": Outcome.DEAD}
