"""Turns besides the claims: robots.txt, redirects, feeds. Who takes one, when it ends, and who goes first."""

from __future__ import annotations

import time

import pytest
from redis import Redis

from pipeline.ledger.hosts import Ending
from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Defer, Settle
from pipeline.outcomes import Outcome
from pipeline.records import Lane, Stage
from tests.services.redis import RedisServer

FETCH, HOST = Stage.FETCH, "a.example"


def offered(ledger, arrival, number=3, host=HOST):
    ledger.accept([arrival(f"{host}-{n}", stage=FETCH, host=host) for n in range(number)])


def done(ledger, claim):
    return ledger.finish(claim, [Settle(id=claim.passages[0].id, outcome=Outcome.INDEXED)])


def claimed(ledger):
    return ledger.claim(FETCH, 1, 10**6)


def test_the_pause_between_two_requests_of_one_fetch_counts_from_the_end_of_the_first(desk, arrival):
    offered(desk.ledger(), arrival)
    claim = claimed(desk.ledger(host_delay=10))
    # robots.txt took eight seconds.
    desk.ledger(at=8, host_delay=10).end_turn(HOST, claim)
    assert 8 < desk.ledger(at=9, host_delay=10).take_turn(HOST, claim) <= 9
    assert desk.ledger(at=18.5, host_delay=10).take_turn(HOST, claim) == 0.0


def test_the_pause_of_a_guest_counts_from_the_end_of_his_request(desk, arrival):
    assert desk.ledger(host_delay=10).take_turn(HOST, "check:1") == 0.0
    desk.ledger(at=8, host_delay=10).end_turn(HOST, "check:1")
    assert 8 < desk.ledger(at=9, host_delay=10).take_turn(HOST, "check:2") <= 9


def test_a_fetch_that_told_its_last_end_makes_nobody_wait_longer(desk, arrival):
    offered(desk.ledger(), arrival)
    claim = claimed(desk.ledger(host_delay=10))
    desk.ledger(at=1, host_delay=10).end_turn(HOST, claim)
    done(desk.ledger(at=9, host_delay=10), claim)
    assert claimed(desk.ledger(at=11.5, host_delay=10))


def test_a_guest_has_his_place_until_he_tells_the_end(desk, arrival):
    ledger = desk.ledger(host_delay=1)
    assert ledger.take_turn(HOST, "check:1") == 0.0
    offered(ledger, arrival)
    later = desk.ledger(at=30, host_delay=1)
    assert claimed(later) is None and later.sweep() == []
    assert later.take_turn(HOST, "check:2") > 0
    later.end_turn(HOST, "check:2")
    later.end_turn(HOST, "check:1")
    assert claimed(desk.ledger(at=30.5, host_delay=1)) is None
    assert claimed(desk.ledger(at=31.5, host_delay=1))


def test_a_killed_guest_gives_his_place_back_by_itself(desk, arrival):
    ledger = desk.ledger(turn_kept=60)
    ledger.take_turn(HOST, "check:1")
    offered(ledger, arrival)
    assert desk.ledger(at=59).sweep() == []
    assert desk.ledger(at=61).sweep() == [FETCH]
    assert claimed(desk.ledger(at=61))


def test_a_guest_in_line_goes_before_claims(desk, arrival):
    offered(desk.ledger(), arrival, 5)
    claim = claimed(desk.ledger(host_delay=2))
    waiting = desk.ledger(at=1, host_delay=2)
    assert waiting.take_turn(HOST, "check:1") > 0
    done(waiting, claim)
    # Its turn has come, and five candidates wait for it too.
    later = desk.ledger(at=3.1, host_delay=2)
    assert claimed(later) is None
    assert later.take_turn(HOST, "check:1") == 0.0
    later.end_turn(HOST, "check:1")
    assert claimed(desk.ledger(at=5.2, host_delay=2))


def test_guests_go_in_the_order_in_which_they_came(desk):
    ledger = desk.ledger(host_delay=2)
    ledger.take_turn(HOST, "check:0")
    ledger.end_turn(HOST, "check:0")
    first, second = ledger.take_turn(HOST, "check:1"), desk.ledger(at=0.5, host_delay=2).take_turn(HOST, "check:2")
    assert 1.5 < first <= 2 and 3 < second <= 4
    later = desk.ledger(at=2.5, host_delay=2)
    assert later.take_turn(HOST, "check:2") > 0
    assert later.take_turn(HOST, "check:1") == 0.0


def test_a_guest_who_is_not_heard_of_again_delays_nobody_for_long(desk, arrival):
    offered(desk.ledger(), arrival)
    claim = claimed(desk.ledger(host_delay=1))
    ledger = desk.ledger(at=1, host_delay=1)
    assert ledger.take_turn(HOST, "check:1") > 0
    done(ledger, claim)
    assert desk.ledger(at=2.5, host_delay=1).sweep() == []
    assert desk.ledger(at=6.5, host_delay=1).sweep() == [FETCH]
    assert claimed(desk.ledger(at=6.5, host_delay=1))


def test_who_has_no_patience_stands_in_nobodys_way(desk, arrival):
    offered(desk.ledger(), arrival)
    claim = claimed(desk.ledger(host_delay=20))
    ledger = desk.ledger(at=1, host_delay=20)
    done(ledger, claim)
    assert ledger.take_turn(HOST, "check:1", patience=5) > 5
    assert claimed(desk.ledger(at=21.5, host_delay=20))


def test_a_fetch_inside_does_not_wait_for_a_guest_outside(desk, arrival):
    offered(desk.ledger(), arrival)
    claim = claimed(desk.ledger(host_delay=1))
    ledger = desk.ledger(at=1, host_delay=1)
    assert ledger.take_turn(HOST, "check:1") > 0
    ledger.end_turn(HOST, claim)
    assert desk.ledger(at=2.5, host_delay=1).take_turn(HOST, claim) == 0.0


def test_a_fetch_whose_work_was_given_to_another_gets_no_turn(desk, arrival):
    offered(desk.ledger(), arrival, 1)
    stale = claimed(desk.ledger("w1", host_delay=0))
    desk.ledger().bury("w1", count=False)
    fresh = claimed(desk.ledger("w2", at=1, host_delay=0))
    assert fresh.passages[0].id == stale.passages[0].id
    before = desk.redis.zscore(desk.key("busy", HOST), fresh.passages[0].id)
    late = desk.ledger("w1", at=2, host_delay=0)
    assert late.take_turn(HOST, stale) > 60
    late.end_turn(HOST, stale)
    assert desk.redis.zscore(desk.key("busy", HOST), fresh.passages[0].id) == before


def test_a_source_may_have_its_host_asked_faster_or_slower_but_never_faster_than_its_robots_allow(desk):
    def pause(**limits):
        ledger = desk.ledger(host_delay=10, **limits)
        ledger.take_turn(HOST, "check:1")
        ledger.end_turn(HOST, "check:1")
        wait = ledger.take_turn(HOST, "check:1", patience=0)
        desk.redis.delete(desk.key("turn", HOST))
        return round(wait)

    ledger = desk.ledger(host_delay=10)
    ledger.set_host_delay(HOST, 3, own=True)
    assert pause() == 3
    ledger.set_host_delay(HOST, 7)
    assert pause() == 7
    ledger.set_host_delay(HOST, 40, own=True)
    assert pause() == 40
    ledger.set_host_delay(HOST, None, own=True)
    assert pause() == 10


def test_a_host_that_does_not_answer_rests_ever_longer_and_is_forgiven_at_once(desk):
    moments, waits = [0.0], []
    for _ in range(9):
        ledger = desk.ledger(at=moments[-1], host_delay=1)
        assert ledger.take_turn(HOST, "check:1") == 0.0
        ledger.end_turn(HOST, "check:1", Ending.FAILED)
        waits.append(round(ledger.take_turn(HOST, "check:1", patience=0)))
        moments.append(moments[-1] + waits[-1] + 1)
    assert waits == [1, 1, 10, 20, 40, 80, 160, 320, 600]
    ledger = desk.ledger(at=moments[-1], host_delay=1)
    ledger.take_turn(HOST, "check:1")
    ledger.end_turn(HOST, "check:1")
    assert ledger.take_turn(HOST, "check:1", patience=0) <= 1


def test_a_dead_host_takes_no_place_from_the_others(desk, arrival):
    offered(desk.ledger(), arrival, 3, "dead.example")
    for number in range(3):
        at = desk.ledger(at=number, host_delay=0)
        at.take_turn("dead.example", "check:1")
        at.end_turn("dead.example", "check:1", Ending.FAILED)
    offered(desk.ledger(), arrival, 1, "alive.example")
    ledger = desk.ledger(at=4, host_delay=0)
    claims = ledger.claim_each(FETCH, 10)
    assert [claim.passages[0].id for claim in claims] == ["alive.example-0"]


def test_the_host_that_asked_to_be_left_alone_is(desk):
    ledger = desk.ledger(host_delay=1)
    ledger.take_turn(HOST, "check:1")
    ledger.end_turn(HOST, "check:1", after=120)
    assert 119 < ledger.take_turn(HOST, "check:2", patience=0) <= 120


def test_claims_of_one_passage_each_are_taken_in_one_step(desk, arrival):
    ledger = desk.ledger("w1", host_delay=1)
    for host in ("a.example", "b.example", "c.example"):
        offered(ledger, arrival, 2, host)
    claims = ledger.claim_each(FETCH, 10)
    assert [len(claim.passages) for claim in claims] == [1, 1, 1]
    assert len({claim.token for claim in claims}) == 3
    assert ledger.finish(claims[0], [Defer(id=claims[0].passages[0].id, after=60)]) == [True]
    # In hand from the beginning: a death counts against each, as they all were under way.
    assert ledger.bury("w1") == 2
    assert {desk.row(claim.passages[0].id)["deaths"] for claim in claims[1:]} == {"1"}
    assert ledger.claim_each(FETCH, 10) == []


def test_a_person_is_claimed_for_when_bulk_has_all_it_may_have(desk, arrival):
    ledger = desk.ledger()
    for host in ("a.example", "b.example"):
        offered(ledger, arrival, 1, host)
    ledger.accept([arrival("b1", stage=FETCH, host="c.example", lane=Lane.BULK)])
    claims = ledger.claim_each(FETCH, 10, most_bulk=0)
    assert {claim.passages[0].lane for claim in claims} == {Lane.NOW} and len(claims) == 2
    assert [claim.passages[0].id for claim in ledger.claim_each(FETCH, 10, most_bulk=1)] == ["b1"]


@pytest.fixture
def own_server(tmp_path):
    server = RedisServer(tmp_path / "redis").start()
    yield server
    server.stop()


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_restart_of_redis_lets_no_host_be_asked_earlier(own_server, prefix, arrival):
    with Redis.from_url(own_server.url) as redis:
        ledger = Ledger(redis, prefix, Limits(host_delay=0.3), "w1")
        offered(ledger, arrival, 3)
        claim = claimed(ledger)
        guest = "g.example"
        assert ledger.take_turn(guest, "check:1") == 0.0
        ledger.hold_host("held.example", 60)
        until(lambda: not redis.exists(f"{prefix}:turn:{HOST}", f"{prefix}:turn:{guest}"))
        own_server.restart()
        # Turns have come and gone, but the requests may still be open.
        assert claimed(ledger) is None
        assert ledger.take_turn(guest, "check:2", patience=0) > 0
        assert ledger.take_turn("held.example", "check:2", patience=0) > 50
        started = time.monotonic()
        ledger.end_turn(HOST, claim)
        done(ledger, claim)
        until(lambda: claimed(ledger))
        assert time.monotonic() - started >= 0.29
