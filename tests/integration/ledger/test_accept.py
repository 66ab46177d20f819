"""`accept.lua`: what becomes of an arrival, whatever is known of its article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.ledger.records import Defer, Move, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Lane, Stage


def settle(ledger, claim_all, id, outcome, reason=None, stage=Stage.CLEAN):
    claim = claim_all(ledger, stage)
    assert id in [passage.id for passage in claim.passages]
    assert ledger.finish(claim, [Settle(id=id, outcome=outcome, reason=reason)]) == [True]


def test_an_unknown_article_is_taken_in_as_it_was_given(ledger, arrival, claim_all, books_of):
    given = arrival("a", source="le-monde", lane=Lane.BULK)
    [receipt] = ledger.accept([given])
    assert (receipt.id, receipt.url, receipt.outcome) == ("a", given.url, Outcome.IN_FLIGHT)
    assert not receipt.joined
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert passage.payload == given.payload
    assert (passage.url, passage.source, passage.lane) == (given.url, "le-monde", Lane.BULK)
    assert (passage.kind, passage.attempts, passage.revision) == (Kind.NEW, 0, 1)
    assert books_of(ledger).accepted == books_of(ledger).in_flight == 1


def test_payloads_are_bytes_of_any_kind(ledger, arrival, claim_all):
    payload = bytes(range(256)) * 3
    ledger.accept([arrival("a", payload=payload, url='https://a.example/é\u2028\n"x')])
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert passage.payload == payload
    assert passage.url == 'https://a.example/é\u2028\n"x'
    assert ledger.trace(passage.url).url == passage.url


def test_an_article_under_way_is_joined_and_not_counted(ledger, arrival, books_of):
    ledger.accept([arrival("a")])
    [receipt] = ledger.accept([arrival("a")])
    assert receipt.joined
    assert receipt.outcome is Outcome.IN_FLIGHT
    assert books_of(ledger).accepted == 1


def test_twice_in_one_batch_is_joined_too(ledger, arrival, books_of):
    assert [r.joined for r in ledger.accept([arrival("a"), arrival("a")])] == [False, True]
    assert books_of(ledger).accepted == 1


def test_a_person_who_joins_takes_it_out_of_bulk(ledger, arrival, desk, claim_all):
    ledger.accept([arrival("a", stage=Stage.FETCH, lane=Lane.BULK), arrival("b", lane=Lane.BULK)])
    ledger.accept([arrival("a", stage=Stage.FETCH), arrival("b")])
    for stage in (Stage.FETCH, Stage.CLEAN):
        [passage] = claim_all(ledger, stage).passages
        assert passage.lane is Lane.NOW


@pytest.mark.parametrize("outcome", [Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE])
def test_an_article_that_is_there_is_a_duplicate(ledger, arrival, claim_all, books_of, outcome):
    ledger.accept([arrival("a")])
    settle(ledger, claim_all, "a", outcome)
    [receipt] = ledger.accept([arrival("a")])
    assert (receipt.outcome, receipt.reason) == (Outcome.DUPLICATE, Reason.SAME_URL)
    books = books_of(ledger)
    assert books.accepted == 2
    assert books.duplicate == (2 if outcome is Outcome.DUPLICATE else 1)
    assert ledger.trace("a").outcome is outcome
    assert ledger.trace("a").events[-1].event == "duplicate"


def test_what_the_giver_knows_is_a_duplicate_without_a_row(ledger, arrival, desk, books_of):
    [receipt] = ledger.accept([arrival("a", known=True)])
    assert (receipt.outcome, receipt.reason) == (Outcome.DUPLICATE, Reason.SAME_URL)
    assert desk.row("a") == {}
    assert books_of(ledger).duplicate == 1


def test_other_content_under_the_same_url_is_a_revision(ledger, arrival, claim_all, books_of):
    seen = datetime(2020, 5, 1, tzinfo=UTC)
    ledger.accept([arrival("a", fingerprint="one", first_seen=seen)])
    settle(ledger, claim_all, "a", Outcome.INDEXED)
    assert ledger.accept([arrival("a", fingerprint="one")])[0].outcome is Outcome.DUPLICATE
    assert ledger.accept([arrival("a", fingerprint="two")])[0].outcome is Outcome.IN_FLIGHT
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert (passage.kind, passage.revision, passage.first_seen) == (Kind.REVISION, 2, seen)
    assert books_of(ledger, Kind.REVISION).in_flight == 1


@pytest.mark.parametrize(("outcome", "revision"), [(Outcome.INDEXED, 2), (Outcome.UNCHANGED, 1), (Outcome.REJECTED, 1)])
def test_only_a_revision_that_was_indexed_keeps_its_number(ledger, arrival, claim_all, desk, outcome, revision):
    ledger.accept([arrival("a")])
    settle(ledger, claim_all, "a", Outcome.INDEXED)
    ledger.accept([arrival("a", kind=Kind.REVISION)])
    settle(ledger, claim_all, "a", outcome)
    assert desk.row("a")["revision"] == str(revision)


def test_a_revision_of_an_article_that_left_redis_keeps_when_it_was_first_seen(ledger, arrival, claim_all):
    seen = datetime(2019, 1, 2, 3, 4, 5, tzinfo=UTC)
    ledger.accept([arrival("a", kind=Kind.REVISION, first_seen=seen, known=True)])
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert (passage.kind, passage.first_seen, passage.revision) == (Kind.REVISION, seen, 2)


@pytest.mark.parametrize("kind", [Kind.REVISION, Kind.REPROCESS])
def test_asked_for_again_while_under_way_it_starts_when_that_is_done(ledger, arrival, claim_all, books_of, kind):
    ledger.accept([arrival("a", stage=Stage.FETCH)])
    assert ledger.accept([arrival("a", stage=Stage.ENRICH, kind=kind, payload=b"later")])[0].joined
    assert books_of(ledger, kind).accepted == 0
    settle(ledger, claim_all, "a", Outcome.INDEXED, stage=Stage.FETCH)
    assert books_of(ledger).indexed == 1
    assert books_of(ledger, kind).in_flight == 1
    [passage] = claim_all(ledger, Stage.ENRICH).passages
    assert (passage.kind, passage.payload) == (kind, b"later")


def test_a_revision_waits_behind_a_dead_passage(desk, arrival, claim_all, books_of):
    ledger = desk.ledger(tries=1)
    ledger.accept([arrival("a", fingerprint="one")])
    ledger.accept([arrival("a", fingerprint="two", payload=b"two")])
    ledger.finish(claim_all(ledger, Stage.CLEAN), [Defer(id="a", after=0, reason=Reason.STAGE_FAILED)])
    assert ledger.trace("a").outcome is Outcome.DEAD
    ledger.retry(["a"])
    settle(ledger, claim_all, "a", Outcome.INDEXED)
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert (passage.kind, passage.payload, passage.revision) == (Kind.REVISION, b"two", 2)
    assert books_of(ledger).indexed == 1


def test_a_rejected_article_may_be_offered_again(ledger, arrival, claim_all, books_of):
    ledger.accept([arrival("a")])
    settle(ledger, claim_all, "a", Outcome.REJECTED, Reason.NO_ARTICLE)
    assert ledger.accept([arrival("a")])[0].outcome is Outcome.IN_FLIGHT
    books = books_of(ledger)
    assert (books.accepted, books.rejected, books.in_flight) == (2, {"no-article": 1}, 1)
    assert ledger.trace("a").outcome is Outcome.IN_FLIGHT
    assert ledger.trace("a").reason is None


def test_a_dead_article_offered_again_is_taken_up_not_accepted_twice(ledger, arrival, claim_all, books_of):
    ledger.accept([arrival("a")])
    settle(ledger, claim_all, "a", Outcome.DEAD, Reason.TIMEOUT)
    assert ledger.accept([arrival("a", payload=b"fresh")])[0].outcome is Outcome.IN_FLIGHT
    books = books_of(ledger)
    assert (books.accepted, books.dead, books.in_flight) == (1, 0, 1)
    assert ledger.dead() == []
    [passage] = claim_all(ledger, Stage.CLEAN).passages
    assert (passage.payload, passage.attempts) == (b"fresh", 0)


def test_the_inputs_own_fault_is_rejected_at_the_door(ledger, arrival, books_of):
    [receipt] = ledger.accept([arrival("a", refused=Reason.MISSING_FILE, detail="no such file")])
    assert (receipt.outcome, receipt.reason) == (Outcome.REJECTED, Reason.MISSING_FILE)
    assert books_of(ledger).rejected == {"missing-file": 1}
    trace = ledger.trace(receipt.url)
    assert (trace.id, trace.outcome, trace.reason) == ("a", Outcome.REJECTED, "missing-file")
    assert trace.events[-1].event == "rejected"


def test_a_fault_of_today_does_not_undo_the_article_of_yesterday(ledger, arrival, claim_all, books_of):
    ledger.accept([arrival("a")])
    settle(ledger, claim_all, "a", Outcome.INDEXED)
    assert ledger.accept([arrival("a", refused=Reason.MISSING_FILE)])[0].outcome is Outcome.REJECTED
    assert ledger.trace("a").outcome is Outcome.INDEXED
    books = books_of(ledger)
    assert (books.accepted, books.indexed, books.rejected) == (2, 1, {"missing-file": 1})


def test_a_fault_while_under_way_leaves_the_passage_alone(ledger, arrival, claim_all, books_of):
    ledger.accept([arrival("a")])
    ledger.accept([arrival("a", refused=Reason.UNREADABLE_FILE)])
    settle(ledger, claim_all, "a", Outcome.INDEXED)
    assert books_of(ledger).indexed == 1


def test_every_url_met_on_the_way_finds_it(ledger, arrival, claim_all):
    ledger.accept([arrival("a", stage=Stage.FETCH)])
    claim = claim_all(ledger, Stage.FETCH)
    ledger.finish(claim, [Move(id="a", stage=Stage.CLEAN, payload=b"p", urls=("https://b.example/hop",))])
    claim = claim_all(ledger, Stage.CLEAN)
    assert ledger.reserve(claim, "a", "https://c.example/canonical") == "a"
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.INDEXED, urls=("https://d.example/amp",))])
    met = ("https://a.example/a", "https://b.example/hop", "https://c.example/canonical", "https://d.example/amp")
    assert {ledger.trace(url).id for url in met} == {"a"}
    assert ledger.trace("https://a.example/unknown") is None


def test_a_urls_own_arrival_wins_over_having_been_met(ledger, arrival, claim_all):
    ledger.accept([arrival("a", stage=Stage.FETCH)])
    claim = claim_all(ledger, Stage.FETCH)
    ledger.finish(claim, [Move(id="a", stage=Stage.CLEAN, payload=b"p", urls=("https://a.example/b",))])
    assert ledger.trace("https://a.example/b").id == "a"
    ledger.accept([arrival("b")])
    assert ledger.trace("https://a.example/b").id == "b"


def test_what_is_told_of_a_passage_is_bounded(desk, arrival, claim_all):
    ledger = desk.ledger(tries=10**6, in_flight_bytes=10**12)
    ledger.accept([arrival("a")])
    for _ in range(200):
        claim = claim_all(ledger, Stage.CLEAN)
        ledger.finish(claim, [Defer(id="a", after=0, reason=Reason.TIMEOUT)])
    assert desk.redis.strlen(desk.key("log", "a")) < 10_000
    trace = ledger.trace("https://a.example/a")
    assert trace.url == "https://a.example/a"
    assert trace.events[-1].attempt == 200
    assert len(trace.events) >= 40
