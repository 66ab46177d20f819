"""A connection that drops after the script ran: the client sends it again, and nothing happens twice."""

from __future__ import annotations

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from pipeline.errors import Away, RotativeError
from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Defer, Move, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Stage
from tests.services.losing import Losing


@pytest.fixture
def losing(desk, redis_url):
    """A ledger whose next answer is lost, once its scripts are known to the server."""
    client = Redis.from_url(redis_url, retry=Retry(NoBackoff(), 3))
    client.connection_pool.connection_class = Losing
    ledger = Ledger(client, desk.prefix, Limits(host_delay=0), "w1")

    def call(method, *args):
        Losing.lose = True
        answer = getattr(ledger, method)(*args)
        assert not Losing.lose, "no answer was lost"
        return answer

    yield call
    client.close()


@pytest.fixture
def taken(ledger, arrival):
    ledger.accept([arrival(id) for id in "abcd"])
    return ledger.claim(Stage.CLEAN, 4, 10**6)


def test_accepted_once(losing, ledger, arrival, books_of):
    ledger.accept([arrival("dup")])
    ledger.finish(ledger.claim(Stage.CLEAN, 1, 100), [Settle(id="dup", outcome=Outcome.INDEXED)])
    receipts = losing("accept", [arrival("a"), arrival("dup"), arrival("r", refused=Reason.EMPTY)])
    assert [receipt.outcome for receipt in receipts] == [Outcome.IN_FLIGHT, Outcome.DUPLICATE, Outcome.REJECTED]
    assert not receipts[0].joined
    books = books_of(ledger)
    assert (books.accepted, books.in_flight, books.duplicate, books.rejected) == (4, 1, 1, {"empty": 1})


def test_claimed_once(losing, ledger, arrival, desk):
    ledger.accept([arrival(id) for id in "abcd"])
    claim = losing("claim", Stage.CLEAN, 2, 10**6)
    assert sorted(passage.id for passage in claim.passages) == ["a", "b"]
    assert all(passage.payload for passage in claim.passages)
    assert desk.redis.zcard(desk.key("leases")) == 1
    assert ledger.queues()[Stage.CLEAN].running == 2
    assert ledger.finish(claim, [Settle(id="a", outcome=Outcome.INDEXED)]) == [True]


def test_finished_once(losing, taken, ledger, books_of, desk):
    steps = [
        Move(id="a", stage=Stage.ENRICH, payload=b"next"),
        Settle(id="b", outcome=Outcome.INDEXED),
        Defer(id="c", after=0, reason=Reason.TIMEOUT),
        Settle(id="d", outcome=Outcome.REJECTED, reason=Reason.EMPTY),
    ]
    assert losing("finish", taken, steps) == [True] * 4
    books = books_of(ledger)
    assert (books.indexed, books.rejected, books.in_flight) == (1, {"empty": 1}, 2)
    assert desk.row("c")["attempts"] == "1"
    assert [event.event for event in ledger.trace("a").events] == ["accepted", "moved"]


def test_finished_twice_by_its_worker_is_counted_once(taken, ledger, books_of):
    step = [Settle(id="a", outcome=Outcome.INDEXED)]
    assert ledger.finish(taken, step) == ledger.finish(taken, step) == [True]
    assert books_of(ledger).indexed == 1


@pytest.mark.parametrize("word", ["retry", "drop"])
def test_revived_once(losing, taken, ledger, books_of, word):
    ledger.finish(taken, [Settle(id="a", outcome=Outcome.DEAD, reason=Reason.TIMEOUT)])
    assert losing(word, ["a"]) == ["a"]
    books = books_of(ledger)
    assert (books.dead, books.dropped, books.in_flight) == ((0, 0, 4) if word == "retry" else (0, 1, 3))


def test_held_reserved_released_and_buried_again_without_harm(losing, taken, ledger, books_of):
    assert losing("hold", taken, "a")
    assert losing("renew", taken)
    assert losing("reserve", taken, "a", "digest") == "a"
    losing("release", taken, ["b"])
    losing("bury", "w1")
    ledger.sweep()
    assert books_of(ledger).in_flight == 4
    assert sum(state.ready for state in ledger.queues().values()) == 4


def test_left_once(losing, taken, ledger, desk, trace_store, books_of):
    ledger.finish(taken, [Settle(id="a", outcome=Outcome.INDEXED)])
    desk.redis.zadd(desk.key("settled"), {"a": 0})
    losing("settle_out", trace_store)
    assert set(trace_store.get(["a"])) == {"a"}
    assert ledger.settle_out(trace_store) == 0
    assert books_of(ledger).indexed == 1


def test_a_server_that_is_away_is_said_to_be_away(arrival):
    gone = Ledger(Redis(port=1, retry=Retry(NoBackoff(), 0)))
    calls = [
        lambda: gone.accept([arrival("a")]),
        lambda: gone.claim(Stage.CLEAN, 1, 1),
        lambda: gone.woken(Stage.CLEAN),
        gone.sweep,
        gone.books,
        gone.check,
    ]
    for call in calls:
        with pytest.raises(Away, match="redis is away") as caught:
            call()
        assert isinstance(caught.value, RotativeError)


def test_a_restarted_server_is_sent_the_scripts_again(ledger, arrival, redis_client):
    ledger.accept([arrival("a")])
    redis_client.script_flush()
    assert ledger.accept([arrival("a")])[0].joined
