"""Turns of hosts: none gets more than its share, and none holds back the others."""

from __future__ import annotations

from pipeline.ledger.records import Defer, Move, Settle
from pipeline.outcomes import Outcome
from pipeline.records import Lane, Stage

FETCH = Stage.FETCH


def candidates(arrival, host, number, **fields):
    return [arrival(f"{host}-{n}", stage=FETCH, host=host, **fields) for n in range(number)]


def hosts(claim):
    return sorted(passage.url.split("/")[2] for passage in claim.passages) if claim else []


def done(claim):
    return [Settle(id=passage.id, outcome=Outcome.INDEXED) for passage in claim.passages]


def test_a_claim_takes_one_passage_from_each_host_whose_turn_it_is(ledger, arrival):
    ledger.accept(candidates(arrival, "busy.example", 20) + candidates(arrival, "b.example", 2))
    ledger.accept(candidates(arrival, "c.example", 1))
    claim = ledger.claim(FETCH, 10, 10**6)
    assert hosts(claim) == ["b.example", "busy.example", "c.example"]
    assert not claim.more
    assert ledger.claim(FETCH, 10, 10**6) is None


def test_the_next_turn_comes_a_delay_after_the_request_ended(desk, arrival):
    desk.ledger().accept(candidates(arrival, "a.example", 3))
    claim = desk.ledger(host_delay=10).claim(FETCH, 1, 10**6)
    # However long the delay has passed, a host is asked one thing at a time.
    assert desk.ledger(at=50, lease=600).claim(FETCH, 1, 10**6) is None
    late = desk.ledger(at=50, host_delay=10)
    assert late.finish(claim, done(claim)) == [True]
    assert desk.ledger(at=59).claim(FETCH, 1, 10**6) is None
    assert desk.ledger(at=59).sweep() == []
    assert desk.ledger(at=61).sweep() == [FETCH]
    assert hosts(desk.ledger(at=61).claim(FETCH, 1, 10**6)) == ["a.example"]


def test_concurrency_bounds_what_is_under_way_and_the_delay_parts_the_starts(desk, arrival):
    limits = {"host_concurrency": 2, "host_delay": 5}
    desk.ledger().accept(candidates(arrival, "a.example", 5))
    assert len(desk.ledger(**limits).claim(FETCH, 5, 10**6).passages) == 1
    assert desk.ledger(at=4, **limits).claim(FETCH, 5, 10**6) is None
    assert len(desk.ledger(at=6, **limits).claim(FETCH, 5, 10**6).passages) == 1
    assert desk.ledger(at=30, **limits).claim(FETCH, 5, 10**6) is None


def test_a_dead_workers_request_frees_its_host(desk, arrival):
    ledger = desk.ledger("w1", host_delay=0)
    ledger.accept(candidates(arrival, "a.example", 1))
    ledger.claim(FETCH, 1, 10**6)
    assert ledger.bury("w1", count=False) == 1
    assert hosts(desk.ledger(at=1).claim(FETCH, 1, 10**6)) == ["a.example"]


def test_a_hosts_wishes_are_kept(desk, arrival):
    ledger = desk.ledger(host_delay=1)
    ledger.accept(candidates(arrival, "slow.example", 3) + candidates(arrival, "ill.example", 1))
    ledger.hold_host("ill.example", 100)
    ledger.set_host_delay("slow.example", 30)
    claim = ledger.claim(FETCH, 5, 10**6)
    assert hosts(claim) == ["slow.example"]
    ledger.finish(claim, done(claim))
    assert desk.ledger(at=29).claim(FETCH, 5, 10**6) is None
    assert hosts(desk.ledger(at=31).claim(FETCH, 5, 10**6)) == ["slow.example"]
    assert hosts(desk.ledger(at=101).claim(FETCH, 5, 10**6)) == ["ill.example"]


def test_a_host_may_not_ask_for_less_than_the_default_delay(desk, arrival):
    ledger = desk.ledger(host_delay=10)
    ledger.set_host_delay("a.example", 0)
    assert ledger.take_turn("a.example", "check:1") == 0.0
    ledger.end_turn("a.example", "check:1")
    assert 9 < ledger.take_turn("a.example", "check:2") <= 10


def test_extra_requests_take_turns_with_the_claims(desk, arrival):
    ledger = desk.ledger(host_delay=10)
    ledger.accept(candidates(arrival, "a.example", 1))
    assert ledger.take_turn("a.example", "check:1") == 0.0
    ledger.end_turn("a.example", "check:1")
    assert 9 < ledger.take_turn("a.example", "check:2", patience=0) <= 10
    assert ledger.claim(FETCH, 1, 10**6) is None
    later = desk.ledger(at=11, host_delay=10)
    assert hosts(later.claim(FETCH, 1, 10**6)) == ["a.example"]
    assert later.take_turn("a.example", "check:2") > 9


def test_a_redirect_counts_as_under_way_at_the_host_it_leads_to(desk, arrival):
    ledger = desk.ledger(host_delay=1)
    ledger.accept(candidates(arrival, "a.example", 1) + candidates(arrival, "b.example", 2))
    claim = ledger.claim(FETCH, 1, 10**6)
    [passage] = claim.passages
    other = "b.example" if hosts(claim) == ["a.example"] else "a.example"
    assert ledger.take_turn(other, claim) == 0.0
    # The turn of `other` has come again, but its one place is taken until that fetch ends.
    later = desk.ledger(at=20, host_delay=1)
    assert later.claim(FETCH, 5, 10**6) is None
    assert later.take_turn(other, claim) == 0.0
    later.finish(claim, [Move(id=passage.id, stage=Stage.CLEAN, payload=b"page")])
    assert desk.ledger(at=20.5, host_delay=1).claim(FETCH, 5, 10**6) is None
    assert other in hosts(desk.ledger(at=22, host_delay=1).claim(FETCH, 5, 10**6))
    assert not desk.redis.exists(desk.key("guests", passage.id))


def test_a_full_host_makes_guests_wait(desk, arrival):
    ledger = desk.ledger(host_delay=0)
    ledger.accept(candidates(arrival, "a.example", 1) + candidates(arrival, "b.example", 1))
    first, second = ledger.claim(FETCH, 1, 10**6), ledger.claim(FETCH, 1, 10**6)
    later = desk.ledger(at=10, host_delay=0)
    assert later.take_turn(hosts(second)[0], first) > 0
    assert later.take_turn(hosts(first)[0], first) == 0.0


def test_a_deferred_candidate_comes_back_to_its_hosts_queue(desk, arrival):
    ledger = desk.ledger(host_delay=1)
    ledger.accept(candidates(arrival, "a.example", 1))
    ledger.finish(ledger.claim(FETCH, 1, 10**6), [Defer(id="a.example-0", after=60)])
    assert desk.ledger(at=59).claim(FETCH, 1, 10**6) is None
    assert hosts(desk.ledger(at=61).claim(FETCH, 1, 10**6)) == ["a.example"]


def test_waiting_hosts_cost_a_claim_nothing(desk, arrival, redis_client):
    ledger = desk.ledger(host_delay=3600)
    for start in range(0, 5000, 500):
        ledger.accept([arrival(f"{n}", stage=FETCH, host=f"h{n}.example") for n in range(start, start + 500)])
    ledger.claim(FETCH, 10, 10**6)

    def calls():
        stats = redis_client.info("commandstats")
        return sum(stat["calls"] for stat in stats.values())

    before = calls()
    assert len(ledger.claim(FETCH, 5, 10**6).passages) == 5
    assert calls() - before < 400


def test_the_lanes_of_a_host_share_its_turn(desk, arrival):
    ledger = desk.ledger(host_delay=10)
    ledger.accept([arrival("b1", stage=FETCH, lane=Lane.BULK), arrival("n1", stage=FETCH, lane=Lane.NOW)])
    claim = ledger.claim(FETCH, 5, 10**6)
    assert [passage.id for passage in claim.passages] == ["n1"]
    ledger.finish(claim, done(claim))
    assert desk.ledger(at=9, host_delay=10).claim(FETCH, 5, 10**6) is None
    assert [p.id for p in desk.ledger(at=11, host_delay=10).claim(FETCH, 5, 10**6).passages] == ["b1"]


def test_a_longer_delay_holds_from_the_request_on_in_which_it_was_read(desk):
    ledger = desk.ledger(host_delay=0.2)
    assert ledger.take_turn("a.example", "check:s") == 0
    ledger.end_turn("a.example", "check:s")
    ledger.set_host_delay("a.example", 5)
    assert 4 < ledger.take_turn("a.example", "check:s") <= 5
    ledger.set_host_delay("a.example", 3)
    assert 4 < ledger.take_turn("a.example", "check:s") <= 5, "a shorter one shortens no pause that is under way"
