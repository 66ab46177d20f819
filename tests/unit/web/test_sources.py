"""How sources are shown: habits, order, secrets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from pipeline.errors import Misuse, UnknownSource
from pipeline.records import Access
from pipeline.sources.records import State, Verdict
from tests.unit.web.book import NOON, Book, source
from web import sources
from web.sources import Filter, Order, masked, per_day


def parts(book: Book) -> SimpleNamespace:
    return SimpleNamespace(sources=book, settings=SimpleNamespace(clock_offset=0.0))


def test_a_usual_day_leaves_out_the_first_one_and_today() -> None:
    days = {"2026-11-10": 500, "2026-11-11": 4, "2026-11-12": 0, "2026-11-13": 8, "2026-11-14": 99}
    at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert per_day(State(days=days), datetime(2026, 11, 10, 23, tzinfo=UTC), at) == 4.0


def test_a_usual_day_is_one_of_the_last_four_weeks() -> None:
    days = {f"2026-10-{day:02}": 100 for day in range(1, 15)} | {"2026-11-19": 28}
    assert per_day(State(days=days), NOON - timedelta(days=300), NOON) == 1.0


def test_before_there_is_a_habit_the_dates_of_its_articles_tell() -> None:
    times = tuple(NOON - timedelta(hours=6 * back) for back in range(5))
    assert per_day(State(times=times, days={"2026-11-20": 5}), NOON, NOON) == 4.0
    assert per_day(State(times=times[:1]), NOON, NOON) is None
    assert per_day(State(times=(NOON, NOON)), NOON, NOON) is None


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        ("http://me:p@ss/word@p.example:3128", "http://***@p.example:3128"),
        ("http://p.example", "http://p.example"),
        (None, None),
    ],
)
def test_of_a_proxy_only_its_address_is_shown(proxy: str | None, shown: str | None) -> None:
    assert masked(Access(proxy=proxy)).proxy == shown


def test_the_worst_come_first_when_asked() -> None:
    book = Book()
    book.put(source(1), verdict=Verdict.HEALTHY)
    book.put(source(2), verdict=Verdict.BLOCKED)
    book.put(source(3), verdict=Verdict.QUIET)
    found = [one.verdict.value for one in sources.listed(parts(book), Filter(), Order.VERDICT)]
    assert found == ["blocked", "quiet", "healthy"]


def test_every_verdict_has_its_place_in_the_order() -> None:
    assert set(sources.WORST) == set(Verdict)


@pytest.mark.parametrize("order", list(Order))
def test_every_order_bears_sources_of_which_nothing_is_known(order: Order) -> None:
    book = Book()
    book.put(source(1, title=None, paused=True))
    book.put(source(2), new_at=NOON)
    assert len(list(sources.listed(parts(book), Filter(), order))) == 2


def test_the_list_is_streamed() -> None:
    class Endless(Book):
        def all(self):
            number = 0
            while number := number + 1:
                yield super().standing(source(1).id)

    book = Endless()
    book.put(source(1))
    listed = sources.listed(parts(book), Filter())
    assert [next(listed).id for _ in range(3)] == [source(1).id] * 3


def test_all_that_are_not_there_are_named() -> None:
    book = Book()
    book.put(source(1))
    with pytest.raises(UnknownSource, match=r"'nope', 'neither'"):
        sources.find(parts(book), ["nope", source(1).url, "neither"])
    assert sources.find(parts(book), [source(1).url, source(1).id]) == [source(1).id]


def test_what_cannot_be_unset_is_told() -> None:
    book = Book()
    book.put(source(1, every=60.0, time_zone="Europe/Paris"))
    with pytest.raises(Misuse, match="time-zone"):
        sources.rewrite(parts(book), source(1).id, {}, ["url"])
    told = sources.rewrite(parts(book), source(1).id, {}, ["every", "time-zone", "headers"])
    assert (told.every_s, told.time_zone) == (None, None)


def test_secrets_keep_to_the_domain_of_the_source() -> None:
    book = Book()
    book.put(source(1, url="https://www.news.example/feed"))
    sources.rewrite(parts(book), source(1).id, {"headers": {"X": "y"}})
    assert book.rows[source(1).id].source.access.domain == "news.example"
