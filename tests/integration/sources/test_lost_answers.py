"""A connection that drops after the script ran: the client sends it again, and nothing happens twice."""

from __future__ import annotations

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from pipeline.sources.book import SourceBook
from tests.services.losing import Losing


@pytest.fixture
def losing(desk, redis_url):
    """A book whose next answer is lost, once its scripts are known to the server."""
    client = Redis.from_url(redis_url, retry=Retry(NoBackoff(), 3))
    client.connection_pool.connection_class = Losing
    book = SourceBook(client, desk.prefix, lease=60)

    def call(method, *args, **fields):
        Losing.lose = True
        answer = getattr(book, method)(*args, **fields)
        assert not Losing.lose, "no answer was lost"
        return answer

    yield call
    client.close()


def test_added_once(losing, book, source):
    book.add([source("known")])
    assert losing("add", [source("a"), source("known"), source("b")]) == [True, False, True]
    assert book.tally() == {"new": 3}


def test_changed_once(losing, book, source):
    book.add([source("a")])
    assert losing("change", "a", title="New", paused=True).title == "New"
    assert sorted(change.event for change in book.standing("a").history) == ["added", "changed", "paused"]
    assert book.tally() == {"paused": 1}


def test_removed_and_hurried_once(losing, book, source):
    book.add([source("a"), source("b")])
    assert losing("hurry", ["a"]) == ["a"]
    assert losing("remove", ["a", "nobody"]) == ["a"]
    assert book.tally() == {"new": 1}


def test_claimed_once(losing, book, source, conclusion):
    book.add([source(id) for id in "abc"])
    claimed = losing("claim", 2)
    assert [due.source.id for due in claimed] == ["a", "b"]
    assert [due.source.id for due in book.claim(9)] == ["c"]
    assert all(book.finish(due, conclusion(due)) for due in claimed)


def test_finished_once(losing, book, source, conclusion):
    book.add([source("a")])
    (due,) = book.claim(1)
    assert losing("finish", due, conclusion(due, events=("moved",), url="https://new.example/"), b"x" * 16)
    assert (len(book.standing("a").history), book.tally()) == (2, {"healthy": 1})
    assert book.sources(["a"])["a"].url == "https://new.example/"


def test_renewed_kept_and_released_again_without_harm(losing, desk, book, source):
    book.add([source("a")])
    (due,) = book.claim(1)
    assert losing("renew", due)
    assert losing("keep_places", due, {"part": "1"})
    losing("release", due, 10)
    assert not book.is_due()
    assert desk.book(at=11).claim(1)[0].state.places == {"part": "1"}


def test_a_restarted_server_is_sent_the_scripts_again(book, source, redis_client):
    book.add([source("a")])
    redis_client.script_flush()
    assert book.add([source("a")]) == [False]
