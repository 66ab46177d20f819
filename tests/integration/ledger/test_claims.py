"""Claims: bounds, lanes, leases, the fence, suspects, and the steps that finish them."""

from __future__ import annotations

import pytest

from pipeline.ledger.records import Defer, Move, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Lane, Stage

DONE = Outcome.INDEXED


def ids(claim):
    return [passage.id for passage in claim.passages] if claim else []


def test_a_claim_is_bounded_in_number_and_takes_the_oldest_first(ledger, arrival):
    for name in "abcde":
        ledger.accept([arrival(name)])
    claim = ledger.claim(Stage.CLEAN, 3, 10**6)
    assert ids(claim) == ["a", "b", "c"]
    assert claim.more
    rest = ledger.claim(Stage.CLEAN, 3, 10**6)
    assert ids(rest) == ["d", "e"]
    assert not rest.more
    assert ledger.claim(Stage.CLEAN, 3, 10**6) is None


def test_a_claim_is_bounded_in_bytes_but_gives_at_least_one(ledger, arrival):
    for name in "abc":
        ledger.accept([arrival(name, payload=b"x" * 100)])
    assert ids(ledger.claim(Stage.CLEAN, 10, 250)) == ["a", "b"]
    assert ids(ledger.claim(Stage.CLEAN, 10, 10)) == ["c"]


def test_tokens_grow_even_when_redis_lost_its_data(desk, arrival):
    ledger = desk.ledger()
    tokens = []
    for name in "abc":
        ledger.accept([arrival(name)])
        tokens.append(ledger.claim(Stage.CLEAN, 1, 100).token)
    desk.redis.flushdb()
    ledger.accept([arrival("d")])
    tokens.append(ledger.claim(Stage.CLEAN, 1, 100).token)
    assert tokens == sorted(set(tokens))


@pytest.mark.parametrize("most", [1, 7, 16])
@pytest.mark.parametrize("stage", [Stage.CLEAN, Stage.FETCH])
def test_a_tenth_is_kept_for_bulk(desk, arrival, most, stage):
    ledger = desk.ledger(host_delay=0)
    for lane in Lane:
        ledger.accept([arrival(f"{lane}{n}", stage=stage, host=f"{lane}{n}.example", lane=lane) for n in range(60)])
    taken = []
    while len(taken) < 50:
        taken += [passage.lane for passage in ledger.claim(stage, most, 10**6).passages]
    assert taken[:9] == [Lane.NOW] * 9
    assert taken[:50].count(Lane.BULK) == 5


def test_bulk_alone_is_not_held_back(ledger, arrival):
    ledger.accept([arrival(str(n), lane=Lane.BULK) for n in range(5)])
    assert len(ledger.claim(Stage.CLEAN, 5, 10**6).passages) == 5


def test_a_move_gives_the_next_stage_its_payload(ledger, arrival, claim_all, desk):
    ledger.accept([arrival("a", lane=Lane.BULK)])
    claim = claim_all(ledger, Stage.CLEAN)
    assert ledger.finish(claim, [Move(id="a", stage=Stage.ENRICH, payload=b"next")]) == [True]
    assert claim_all(ledger, Stage.CLEAN) is None
    [passage] = claim_all(ledger, Stage.ENRICH).passages
    assert (passage.payload, passage.lane, passage.attempts) == (b"next", Lane.BULK, 0)


def test_a_settled_passage_frees_its_payload_and_a_dead_one_keeps_it(ledger, arrival, claim_all, desk, books_of):
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    steps = [Settle(id="a", outcome=DONE), Settle(id="b", outcome=Outcome.DEAD, reason=Reason.INDEX_REFUSED)]
    assert ledger.finish(claim, steps) == [True, True]
    assert not desk.has_payload("a")
    assert desk.has_payload("b")
    assert (books_of(ledger).indexed, books_of(ledger).dead) == (1, 1)
    assert ledger.workers() == []


def test_a_deferred_passage_waits_and_the_last_try_is_its_death(desk, arrival, claim_all, books_of):
    desk.ledger().accept([arrival("a")])
    at = 0.0
    for attempt in range(4):
        ledger = desk.ledger(at=at, tries=4)
        claim = claim_all(ledger, Stage.CLEAN)
        assert claim.passages[0].attempts == attempt
        assert ledger.finish(claim, [Defer(id="a", after=10, reason=Reason.TIMEOUT, detail="30 s")]) == [True]
        assert claim_all(ledger, Stage.CLEAN) is None
        at += 11
    [letter] = desk.ledger().dead()
    assert (letter.id, letter.stage, letter.reason) == ("a", Stage.CLEAN, "timeout")
    assert (letter.detail, letter.attempts) == ("30 s", 4)
    assert desk.has_payload("a")
    assert books_of(desk.ledger()).dead == 1


def test_waiting_for_a_service_counts_nothing(desk, arrival, claim_all):
    ledger = desk.ledger(tries=1)
    ledger.accept([arrival("a")])
    for _ in range(5):
        claim = claim_all(ledger, Stage.CLEAN)
        assert claim.passages[0].attempts == 0
        ledger.finish(claim, [Defer(id="a", after=0, counts=False)])
    events = [event.event for event in ledger.trace("a").events]
    assert events == ["accepted", "waits"]


def test_tries_and_deaths_are_forgotten_at_the_next_stage(desk, arrival, claim_all):
    ledger = desk.ledger()
    ledger.accept([arrival("a")])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Defer(id="a", after=0)])
    ledger.hold(claim_all(ledger, Stage.CLEAN), "a")
    ledger.bury("w1")
    assert (desk.row("a")["attempts"], desk.row("a")["deaths"]) == ("1", "1")
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Move(id="a", stage=Stage.ENRICH, payload=b"")])
    assert (desk.row("a")["attempts"], desk.row("a")["deaths"]) == ("0", "0")


def test_released_passages_are_ready_at_once_in_their_old_place(ledger, arrival, claim_all):
    for name in "abc":
        ledger.accept([arrival(name)])
    claim = ledger.claim(Stage.CLEAN, 2, 10**6)
    ledger.release(claim, ["b"])
    assert ids(claim_all(ledger, Stage.CLEAN)) == ["b", "c"]
    ledger.release(claim)
    assert ids(claim_all(ledger, Stage.CLEAN)) == ["a"]
    assert ledger.finish(claim, [Settle(id="b", outcome=DONE)]) == [False]


def test_a_lease_that_ran_out_gives_the_work_to_another_and_fences_the_first(desk, arrival, claim_all, books_of):
    first = desk.ledger("w1", lease=60)
    first.accept([arrival("a"), arrival("b")])
    claim = claim_all(first, Stage.CLEAN)
    assert desk.ledger(at=59).sweep() == []
    assert desk.ledger(at=61).sweep() == [Stage.CLEAN]
    second = desk.ledger("w2")
    other = claim_all(second, Stage.CLEAN)
    assert ids(other) == ["a", "b"]
    assert other.token > claim.token
    # The first one wakes up late: nothing that it does changes anything.
    assert not first.hold(claim, "a")
    assert not first.renew(claim)
    assert first.finish(claim, [Settle(id="a", outcome=DONE), Move(id="b", stage=Stage.INDEX, payload=b"")]) == [
        False,
        False,
    ]
    first.release(claim)
    assert first.reserve(claim, "a", "https://a.example/x") == "a"
    assert second.reserve(other, "b", "https://a.example/x") == "b"
    assert second.finish(other, [Settle(id=id, outcome=DONE) for id in "ab"]) == [True, True]
    assert books_of(second).indexed == 2
    assert desk.row("a").get("deaths", "0") == "0"


@pytest.mark.parametrize("renewal", ["hold", "renew", "finish"])
def test_a_sign_of_life_renews_the_lease_of_the_whole_claim(desk, arrival, claim_all, renewal):
    ledger = desk.ledger(lease=60)
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    later = desk.ledger(at=50, lease=60)
    if renewal == "hold":
        assert later.hold(claim, "a")
    elif renewal == "renew":
        assert later.renew(claim)
    else:
        later.finish(claim, [Settle(id="a", outcome=DONE)])
    assert desk.ledger(at=100).sweep() == []
    assert desk.ledger(at=111).sweep() == [Stage.CLEAN]


def test_only_the_passage_in_hand_dies_with_its_worker_and_then_goes_alone(desk, arrival, claim_all, books_of):
    ledger = desk.ledger("w1", deaths=3)
    for name in ("bad", "c", "d"):
        ledger.accept([arrival(name)])
    claim = claim_all(ledger, Stage.CLEAN)
    assert ledger.hold(claim, "bad")
    assert ledger.workers() == ["w1"]
    assert ledger.bury("w1") == 3
    for death in (2, 3):
        alone = claim_all(ledger, Stage.CLEAN)
        assert ids(alone) == ["bad"]
        assert alone.more
        ledger.hold(alone, "bad")
        ledger.bury("w1")
        assert desk.row("bad")["deaths"] == str(death)
    assert ids(claim_all(ledger, Stage.CLEAN)) == ["c", "d"]
    [letter] = ledger.dead()
    assert (letter.id, letter.reason) == ("bad", "worker-died")
    assert desk.row("c")["deaths"] == "0"
    assert books_of(ledger).dead == 1


def test_others_are_claimed_up_to_a_suspect_and_then_it_alone(ledger, arrival, claim_all, desk):
    for name in "abc":
        ledger.accept([arrival(name)])
    first = claim_all(ledger, Stage.CLEAN)
    ledger.hold(first, "b")
    ledger.bury("w1")
    assert [ids(claim_all(ledger, Stage.CLEAN)) for _ in range(3)] == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize("end", ["shutdown", "lease", "release", "between"])
def test_no_other_end_counts_as_a_death(desk, arrival, claim_all, end):
    ledger = desk.ledger("w1", lease=60)
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.hold(claim, "a")
    if end == "shutdown":
        assert ledger.bury("w1", count=False) == 2
    elif end == "lease":
        desk.ledger(at=61).sweep()
        assert ledger.bury("w1") == 0
    elif end == "release":
        ledger.release(claim)
    else:
        ledger.finish(claim, [Settle(id="a", outcome=DONE)])
        assert ledger.bury("w1") == 1
    assert {desk.row(id).get("deaths", "0") for id in "ab"} == {"0"}
    assert "b" in ids(claim_all(ledger, Stage.CLEAN))


def test_the_death_of_another_process_takes_nothing_away(desk, arrival, claim_all):
    claim = None
    for worker, name in (("w1", "a"), ("w2", "b")):
        ledger = desk.ledger(worker)
        ledger.accept([arrival(name)])
        claim = claim_all(ledger, Stage.CLEAN)
    assert desk.ledger().workers() == ["w1", "w2"]
    assert desk.ledger().bury("w1") == 1
    assert desk.ledger("w2").hold(claim, "b")


def test_a_paused_stage_gives_nothing(desk, arrival, claim_all):
    ledger = desk.ledger()
    ledger.accept([arrival("a")])
    ledger.pause(Stage.CLEAN, 30)
    assert claim_all(ledger, Stage.CLEAN) is None
    assert ledger.sweep() == []
    assert desk.ledger(at=31).sweep() == [Stage.CLEAN]
    ledger.pause(Stage.CLEAN, 0)
    assert ids(claim_all(ledger, Stage.CLEAN)) == ["a"]


def test_a_name_has_one_owner(ledger, arrival, claim_all):
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    name = "https://a.example/canonical"
    assert [ledger.reserve(claim, id, name) for id in ("a", "b", "a")] == ["a", "a", "a"]
    ledger.finish(claim, [Settle(id="a", outcome=DONE)])
    assert ledger.reserve(claim, "b", name) == "a"


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.DEAD])
def test_who_ends_without_an_article_loses_its_names(ledger, arrival, claim_all, outcome):
    ledger.accept([arrival("a"), arrival("b")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.reserve(claim, "a", "digest")
    ledger.finish(claim, [Settle(id="a", outcome=outcome, reason=Reason.NO_ARTICLE)])
    assert ledger.reserve(claim, "b", "digest") == "b"


def test_names_last_as_long_as_a_row_and_longer(desk, arrival, claim_all):
    ledger = desk.ledger(days=7)
    ledger.accept([arrival("a")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.reserve(claim, "a", "digest")
    names = [key for kind in ("name", "alias") for key in desk.redis.keys(desk.key(kind, "*"))]
    assert {desk.redis.ttl(name) for name in names} == {-1}
    ledger.finish(claim, [Settle(id="a", outcome=DONE)])
    assert len(names) == 2
    assert all(8.9 * 86400 < desk.redis.ttl(name) <= 9 * 86400 for name in names)


def test_the_queues_show_what_stands_where(desk, arrival):
    ledger = desk.ledger()
    ledger.accept([arrival(name) for name in "abc"])
    claim = ledger.claim(Stage.CLEAN, 2, 10**6)
    ledger.finish(claim, [Defer(id="a", after=60)])
    state = desk.ledger(at=5).queues()[Stage.CLEAN]
    assert (state.ready, state.waiting, state.running) == (1, 1, 1)
    assert 5 <= state.oldest_s < 20
    assert desk.ledger().queues()[Stage.INDEX].oldest_s == 0
