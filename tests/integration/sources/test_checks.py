"""Checks: claimed once, under a lease and a fence, finished whole or not at all."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from pipeline.errors import Away
from pipeline.records import SourceKind
from pipeline.sources.book import SourceBook
from pipeline.sources.records import Fate, Verdict
from tests.integration.sources.conftest import CHECKED
from tests.services.redis import RedisServer


@pytest.fixture
def claimed(book, source):
    book.add([source("a")])
    (due,) = book.claim(1)
    return due


def test_the_longest_overdue_goes_first_and_nobody_gets_it_twice(desk, source):
    late, early = desk.book(at=10), desk.book()
    late.add([source("b")])
    early.add([source("a")])
    later = desk.book(at=20)
    assert [due.source.id for due in later.claim(1)] == ["a"]
    assert [due.source.id for due in later.claim(9)] == ["b"]
    assert later.claim(9) == []
    assert not later.is_due()


def test_eight_claimers_get_each_of_a_thousand_sources_exactly_once(desk, redis_url, source):
    desk.book().add([source(f"s{number}") for number in range(1000)])
    got: list[str] = []

    def work():
        with Redis.from_url(redis_url) as redis:
            own = SourceBook(redis, desk.prefix)
            while claimed := own.claim(7):
                got.extend(due.source.id for due in claimed)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(got) == {f"s{number}": 1 for number in range(1000)}


def test_a_source_whose_holder_died_is_due_again_after_the_lease(desk, book, claimed):
    assert not desk.book(at=59).is_due()
    (again,) = desk.book(at=61).claim(1)
    assert again.source.id == "a"
    assert again.token > claimed.token


def test_a_sign_of_life_keeps_a_source(desk, book, claimed):
    assert desk.book(at=50).renew(claimed)
    assert desk.book(at=100).claim(1) == []
    assert len(desk.book(at=111).claim(1)) == 1


def test_a_stopped_worker_that_wakes_late_changes_nothing(desk, book, claimed, conclusion):
    later = desk.book(at=61)
    (again,) = later.claim(1)
    stale = conclusion(claimed, events=("moved",), url="https://stale.example/")
    before = book.standing("a")
    assert not book.finish(claimed, stale, b"stale")
    assert not book.renew(claimed)
    assert not book.keep_places(claimed, {"x": "y"})
    book.release(claimed)
    assert (book.standing("a").evolve(next_check=before.next_check), book.shown("a")) == (before, b"")
    assert later.claim(1) == []
    assert later.finish(again, conclusion(again))


def test_a_late_worker_whose_source_nobody_took_may_still_finish(desk, book, claimed, conclusion):
    assert desk.book(at=61).finish(claimed, conclusion(claimed))


def test_the_next_check_is_as_far_from_now_as_the_checker_meant(desk, book, claimed, conclusion):
    # The conclusion's own clock is far from Redis's.
    assert book.finish(claimed, conclusion(claimed, after=3600))
    assert not desk.book(at=3590).is_due()
    assert desk.book(at=3601).is_due()


def test_a_released_source_is_due_when_it_was_asked_for_and_its_old_claim_is_over(desk, book, claimed, conclusion):
    book.release(claimed, after=30)
    assert not desk.book(at=29).is_due()
    assert not book.finish(claimed, conclusion(claimed))
    (again,) = desk.book(at=31).claim(1)
    assert again.state == claimed.state


def test_what_was_learned_comes_with_the_next_claim(book, claimed, conclusion):
    learned = {
        "etag": '"x"',
        "interval": 1800.5,
        "counts": {"new": 3},
        "places": {"b.warc": "12"},
        "notes": ("é «ok»",),
    }
    assert book.finish(claimed, conclusion(claimed, state=learned, title="Found", events=("failing", "recovered")))
    book.note("a", Fate.PARTIAL)
    book.hurry(["a"])
    (again,) = book.claim(1)
    assert again.source.title == "Found"
    assert {name: getattr(again.state, name) for name in learned} == learned
    assert again.fates == (Fate.PARTIAL,)
    assert [change.event for change in book.standing("a").history] == ["recovered", "failing", "added"]


def test_finishing_again_is_done_once(book, claimed, conclusion):
    ended = conclusion(claimed, events=("moved",), url="https://new.example/feed")
    assert [book.finish(claimed, ended) for _ in range(3)] == [True] * 3
    assert len(book.standing("a").history) == 2
    assert book.tally() == {"healthy": 1}


def test_places_kept_in_mid_check_survive_a_crash_and_end_with_the_check(desk, book, claimed, conclusion):
    assert book.keep_places(claimed, {"one.warc": "10", "two.warc": "5"})
    assert desk.book(at=50).keep_places(claimed, {"one.warc": "20"})
    assert desk.book(at=100).claim(1) == []
    later = desk.book(at=111)
    (again,) = later.claim(1)
    assert again.state.places == {"one.warc": "20", "two.warc": "5"}
    assert later.finish(again, conclusion(again, after=0, state={"places": {"two.warc": "7"}}))
    (third,) = later.claim(1)
    assert third.state.places == {"two.warc": "7"}


def test_kept_places_are_bounded(desk, book, claimed):
    for batch in range(4):
        assert book.keep_places(claimed, {f"{batch}-{number}": "1" for number in range(6000)})
    assert desk.redis.hlen(desk.key("source", "a", "places")) == 20_000


def test_what_a_person_changes_during_a_check_stands(book, claimed, conclusion):
    book.change("a", title="Mine", delay=5.0)
    assert book.finish(claimed, conclusion(claimed, title="Its own", language="fr"))
    kept = book.sources(["a"])["a"]
    assert (kept.title, kept.delay, kept.language) == ("Mine", 5.0, "fr")


def test_a_source_that_is_given_another_url_during_a_check_is_read_there_at_once_and_afresh(book, claimed, conclusion):
    book.change("a", url="https://mine.example/feed")
    assert book.claim(1) == []
    learned = {"etag": '"old"', "places": {"x": "1"}}
    assert book.finish(claimed, conclusion(claimed, url="https://moved.example/", events=("moved",), state=learned))
    (again,) = book.claim(1)
    assert again.source.url == "https://mine.example/feed"
    assert (again.state.etag, again.state.places) == (None, {})
    assert "moved" not in [change.event for change in book.standing("a").history]
    assert book.finish(again, conclusion(again, after=0, state={"etag": '"new"'}))
    assert book.claim(1)[0].state.etag == '"new"'


def test_another_kind_asks_afresh_as_well(book, claimed, conclusion):
    book.finish(claimed, conclusion(claimed, state={"etag": '"old"'}))
    book.change("a", kind=SourceKind.SITEMAP)
    assert book.claim(1)[0].state.etag is None


def test_a_source_that_is_paused_during_a_check_stays_paused(book, claimed, conclusion):
    book.change("a", paused=True)
    assert book.renew(claimed)
    assert book.finish(claimed, conclusion(claimed, after=0))
    assert not book.is_due()
    assert book.tally() == {"paused": 1}


def test_a_source_that_is_resumed_during_a_check_is_not_checked_twice_at_once(desk, book, claimed, conclusion):
    book.change("a", paused=True)
    book.change("a", paused=False)
    assert book.claim(1) == []
    assert book.finish(claimed, conclusion(claimed))
    assert desk.book(at=3601).is_due()


def test_a_hurried_source_that_is_being_checked_is_left_alone(book, claimed):
    assert book.hurry(["a"]) == ["a"]
    assert book.claim(1) == []


def test_a_source_that_is_removed_during_a_check_stays_away(desk, book, claimed, conclusion):
    book.remove(["a"])
    assert not book.renew(claimed)
    assert not book.finish(claimed, conclusion(claimed), b"x" * 16)
    book.release(claimed)
    assert not desk.redis.exists(desk.key("source", "a"))
    assert (book.is_due(), book.tally()) == (False, {})


def test_a_source_that_is_removed_and_added_again_knows_nothing_of_the_old_check(book, claimed, conclusion, source):
    book.remove(["a"])
    book.add([source("a")])
    assert not book.finish(claimed, conclusion(claimed))
    assert book.tally() == {"new": 1}


def test_tokens_grow_even_when_redis_lost_its_data(desk, book, source):
    book.add([source("a"), source("b")])
    (a,) = book.claim(1)
    desk.redis.delete(desk.key("sources", "token"))
    (b,) = desk.book(at=1).claim(1)
    assert b.token > a.token


def test_a_move_to_a_url_of_another_source_leaves_that_one_its_url(book, source, conclusion):
    book.add([source("a"), source("b")])
    a, b = book.claim(2)
    assert book.finish(a, conclusion(a, url=b.source.url))
    assert book.find(b.source.url) == "b"
    book.remove(["a"])
    assert book.find(b.source.url) == "b"


def test_redis_killed_and_started_again_keeps_all(tmp_path, prefix, source, conclusion):
    server = RedisServer(tmp_path / "redis").start()
    try:
        with Redis.from_url(server.url) as redis:
            book = SourceBook(redis, prefix)
            book.add([source(id) for id in "abc"])
            a, b, _ = book.claim(3)
            book.finish(a, conclusion(a), b"x" * 16)
            book.keep_places(b, {"part": "1"})
            book.note("b", Fate.GOOD)
            before = [standing.source for standing in book.all()], book.tally(), book.standing("a")
            server.restart()
            assert ([standing.source for standing in book.all()], book.tally(), book.standing("a")) == before
            assert book.shown("a") == b"x" * 16
            assert book.claim(3) == []
            assert book.finish(b, conclusion(b))
            (c,) = SourceBook(redis, prefix, clock_offset=121).claim(3)
            assert c.source.id == "c"
    finally:
        server.stop()


def test_a_server_that_is_away_is_said_to_be_away(source, claimed, conclusion):
    gone = SourceBook(Redis(port=1, retry=Retry(NoBackoff(), 0)))
    calls = [
        lambda: gone.add([source("a")]),
        lambda: gone.change("a", title="x"),
        lambda: gone.remove(["a"]),
        lambda: gone.hurry(["a"]),
        lambda: gone.sources(["a"]),
        lambda: gone.find("abcdefgh"),
        lambda: list(gone.all()),
        lambda: gone.standing("a"),
        gone.tally,
        gone.is_due,
        lambda: gone.claim(1),
        lambda: gone.renew(claimed),
        lambda: gone.keep_places(claimed, {}),
        lambda: gone.release(claimed),
        lambda: gone.finish(claimed, conclusion(claimed)),
        lambda: gone.shown("a"),
        lambda: gone.note("a", Fate.GOOD),
    ]
    for call in calls:
        with pytest.raises(Away, match="redis is away"):
            call()


def test_the_queue_tells_what_is_due_what_waits_and_what_is_being_checked(desk, book, source, conclusion):
    book.add([source(str(number)) for number in range(5)])
    one, two = book.claim(2)
    book.finish(one, conclusion(one))
    state = book.queue()
    assert (state.ready, state.running, state.waiting) == (3, 1, 1)
    later = desk.book(at=90)
    assert later.queue().ready == 4 and later.queue().running == 0 and later.queue().oldest_s >= 89
    book.remove([two.source.id])
    assert book.queue().running == 0


def test_the_fate_of_articles_changes_a_verdict_between_two_checks(book, source, conclusion):
    book.add([source("a"), source("b")])
    for due in book.claim(2):
        book.finish(due, conclusion(due))
    assert book.review(CHECKED) == 0
    for _ in range(6):
        book.note("a", Fate.REFUSED)
        book.note("b", Fate.GOOD)
    assert book.review(CHECKED) == 1
    assert (book.standing("a").state.verdict, book.tally()) == (Verdict.BLOCKED, {"blocked": 1, "healthy": 1})
    assert book.review(CHECKED) == 0


def test_a_review_never_covers_what_a_check_has_written_meanwhile(book, source, conclusion, monkeypatch):
    from pipeline.sources import reviews

    book.add([source("a")])
    (due,) = book.claim(1)
    book.finish(due, conclusion(due, after=0))
    for _ in range(6):
        book.note("a", Fate.REFUSED)

    def checked_meanwhile(*_):
        (again,) = book.claim(1)
        book.finish(again, conclusion(again, state={"checks": 9}))
        return Verdict.BLOCKED, "refused"

    monkeypatch.setattr(reviews, "judge", checked_meanwhile)
    assert book.review(CHECKED) == 0
    assert (book.standing("a").state.checks, book.tally()) == (9, {"healthy": 1})
