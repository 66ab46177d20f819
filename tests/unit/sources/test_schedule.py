"""When a source is checked next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outcomes import Reason
from pipeline.records import Entry, Listing, Source, SourceKind, Wishes
from pipeline.sources.conclude import conclude
from pipeline.sources.records import Due, Found, State
from pipeline.sources.schedule import DAY, HOUR, Bounds, allowed, gap

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)  # a Wednesday
BOUNDS = Bounds(first=1800, least=300, most=DAY)


KNOWN = State(checks=5)


def source(**fields: Any) -> Source:
    return Source(id="s", url="https://p.example/rss", kind=SourceKind.FEED, added_at=NOW, **fields)


def listing(entries: int = 20) -> Listing:
    rows = tuple(Entry(url=f"https://p.example/{number}") for number in range(entries))
    return Listing(url="https://p.example/rss", kind=SourceKind.FEED, format="RSS 2.0", entries=rows)


def found(new: int = 0, times: tuple[datetime, ...] = (), **fields: Any) -> Found:
    return Found(**({"listing": listing(), "counts": {"new": new}, "times": times} | fields))


def wait(found: Found, state: State = KNOWN, jitter: float = 0.0, now: datetime = NOW, **fields: Any) -> float:
    """Seconds to the next check."""
    conclusion = conclude(Due(source=source(**fields), state=state, token=1), found, now, BOUNDS, jitter)
    return (conclusion.next_check - now).total_seconds()


def simulated(every: float, days: float = 20.0, batch: int = 1) -> tuple[float, State]:
    """The interval that a regular publisher ends with, after so many days of checks."""
    state, now, published, until = State(), NOW, NOW, NOW + timedelta(days=days)
    while now < until:
        new: list[datetime] = []
        while published <= now:
            new += [published] * batch
            published += timedelta(seconds=every)
        times = tuple(new[-20:])
        conclusion = conclude(Due(source=source(), state=state, token=1), found(len(times), times), now, BOUNDS, 0.5)
        state, now = conclusion.state, conclusion.next_check
    return state.interval, state


@pytest.mark.parametrize("every", [900.0, HOUR, 4 * HOUR, 12 * HOUR])
def test_it_converges_to_about_two_checks_for_each_article(every: float) -> None:
    interval, _ = simulated(every)
    assert max(BOUNDS.least, every / 3.5) <= interval <= max(BOUNDS.least, every / 1.2)


@pytest.mark.parametrize(("every", "batch"), [(DAY, 1), (DAY, 10), (7 * DAY, 1)])
def test_a_rare_publisher_is_checked_rarely_but_within_bounds(every: float, batch: int) -> None:
    interval, _ = simulated(every, days=60, batch=batch)
    assert min((every / batch) / 4, BOUNDS.most) <= interval <= BOUNDS.most


def test_a_source_that_never_publishes_is_checked_once_a_day_in_the_end() -> None:
    state, now = State(), NOW
    for _ in range(40):
        conclusion = conclude(Due(source=source(), state=state, token=1), found(), now, BOUNDS, 0.0)
        state, now = conclusion.state, conclusion.next_check
    assert state.interval == BOUNDS.most


def test_a_listing_that_was_new_from_end_to_end_is_looked_at_sooner() -> None:
    assert wait(found(20), State(checks=5, interval=3600)) == 1800
    assert wait(found(2), State(checks=5, interval=3600)) == 3600


def test_the_first_check_is_followed_by_the_first_interval() -> None:
    assert wait(found(20), State()) == BOUNDS.first


def test_what_a_person_set_holds() -> None:
    assert wait(found(), every=60.0) == 60.0


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ({"wishes": Wishes(ttl=7200)}, 7200),
        ({"max_age": 7200.0}, 7200),
        ({"max_age": 365 * DAY}, DAY),
        ({"wishes": Wishes(ttl=1e12)}, DAY),
        ({"retry_after": 7200.0}, 7200),
        ({"retry_after": 30 * DAY}, 7 * DAY),
        ({"unfinished": True}, 0),
    ],
)
def test_what_a_server_asks_for_is_done_within_reason(wish: dict[str, Any], seconds: float) -> None:
    assert wait(found(1, **wish)) == seconds


def test_skipped_hours_and_days_are_skipped() -> None:
    assert allowed(NOW, Wishes(skip_hours=(12, 13))) == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert allowed(NOW, Wishes(skip_days=(2,))) == datetime(2026, 11, 26, 0, tzinfo=UTC)
    assert allowed(NOW, Wishes(skip_hours=(11,))) == NOW
    assert abs(allowed(NOW, Wishes(skip_hours=tuple(range(24)))) - NOW) <= timedelta(hours=1)


def test_failures_are_tried_again_later_and_later_and_never_given_up() -> None:
    waits = [wait(Found(reason=Reason.TIMEOUT), State(errors=errors, checks=9)) for errors in range(60)]
    assert waits == sorted(waits) and waits[0] == BOUNDS.first and waits[1] == 2 * BOUNDS.first
    assert waits[-1] == BOUNDS.most


def test_a_failing_source_with_an_interval_of_its_own_backs_off_too() -> None:
    assert wait(Found(reason=Reason.TIMEOUT), State(errors=3), every=60.0) == 480
    assert wait(Found(reason=Reason.TIMEOUT), State(errors=30), every=60.0) == BOUNDS.most


def test_failures_obey_retry_after() -> None:
    assert wait(Found(reason=Reason.TOO_MANY_REQUESTS, retry_after=5000.0)) == 5000
    assert wait(Found(reason=Reason.TOO_MANY_REQUESTS, retry_after=5.0)) == BOUNDS.first


def test_what_is_gone_is_looked_at_once_a_month() -> None:
    assert wait(Found(reason=Reason.GONE)) == 30 * DAY
    missing = State(errors=5, checks=9, failing_since=NOW - timedelta(days=4))
    assert wait(Found(reason=Reason.NOT_FOUND), missing) == 30 * DAY
    assert wait(Found(reason=Reason.NOT_FOUND), State(errors=1, failing_since=NOW)) <= BOUNDS.most


def test_sources_that_were_added_together_come_apart() -> None:
    waits = {wait(found(), jitter=jitter / 10) for jitter in range(10)}
    assert len(waits) == 10 and max(waits) <= 1.1 * min(waits) + 1


def test_the_usual_gap_is_a_mean_that_grows_while_nothing_comes() -> None:
    daily = [NOW - timedelta(days=days) for days in range(10)]
    assert gap(daily, NOW) == DAY
    assert gap(daily, NOW + timedelta(days=10)) == 5 * DAY
    assert gap([NOW] * 20, NOW) is None
    assert gap(daily[:2], NOW) is None


def test_an_article_that_stays_pinned_for_years_is_no_habit() -> None:
    pinned, daily = NOW - timedelta(days=2000), [NOW - timedelta(days=days) for days in range(10)]
    assert gap([pinned, *daily], NOW) == DAY
    monthly = [NOW - timedelta(days=30 * months) for months in range(4)]
    assert gap([pinned, *monthly], NOW) == 30 * DAY


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
states = st.builds(
    State,
    interval=st.floats(0, 1e7),
    times=st.lists(moments, max_size=50).map(tuple),
    checks=st.integers(0, 10**6),
    errors=st.integers(0, 10**6),
    failing_since=st.none() | moments,
    new_at=st.none() | moments,
    ttl=st.none() | st.floats(0, 1e12),
)
finds = st.builds(
    Found,
    listing=st.none() | st.just(listing()),
    reason=st.none() | st.sampled_from(Reason),
    counts=st.dictionaries(st.sampled_from(["new", "seen", "changed"]), st.integers(0, 10**6)),
    times=st.lists(moments, max_size=60).map(tuple),
    max_age=st.none() | st.floats(0, 1e12),
    retry_after=st.none() | st.floats(0, 1e9),
    wishes=st.builds(
        Wishes,
        ttl=st.none() | st.floats(0, 1e12),
        skip_hours=st.lists(st.integers(0, 23), max_size=24).map(tuple),
        skip_days=st.lists(st.integers(0, 6), max_size=7).map(tuple),
    ),
)


@given(states, finds, st.floats(0, 1))
def test_whatever_was_learned_the_next_check_is_ahead_and_within_bounds(
    state: State, found: Found, jitter: float
) -> None:
    seconds = wait(found, state, jitter)
    assert BOUNDS.least <= seconds + 1e-3 and seconds <= max(33 * DAY, 7 * DAY * 1.5)
