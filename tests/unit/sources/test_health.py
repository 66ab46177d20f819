"""The verdict on a source, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from pipeline.outcomes import Reason
from pipeline.sources.health import judge, volume
from pipeline.sources.records import Fate, State, Verdict
from tests.unit.sources.test_schedule import states

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOD, POOR, NONE = Fate.GOOD, Fate.POOR, Fate.NO_ARTICLE


def published(*, every: float, ago: float, count: int = 20) -> State:
    """A source that published every so many days, the last time so many days ago."""
    times = tuple(NOW - timedelta(days=ago + every * number) for number in reversed(range(count)))
    return State(checks=50, listed=20, times=times, new_at=times[-1])


def verdict(state: State, *fates: Fate) -> Verdict:
    return judge(state, fates, NOW)[0]


@pytest.mark.parametrize(
    ("every", "ago", "expected"),
    [
        (0.05, 0.1, Verdict.HEALTHY),
        (0.05, 0.5, Verdict.HEALTHY),  # a night
        (0.05, 1.0, Verdict.QUIET),
        (0.05, 3.0, Verdict.SILENT),
        (1, 2, Verdict.HEALTHY),
        (1, 5, Verdict.QUIET),
        (1, 9, Verdict.SILENT),
        (30, 8, Verdict.HEALTHY),  # a monthly magazine after a week
        (30, 60, Verdict.HEALTHY),
        (30, 150, Verdict.QUIET),
        (30, 300, Verdict.SILENT),
    ],
)
def test_a_silence_is_measured_against_the_sources_own_habit(every: float, ago: float, expected: Verdict) -> None:
    assert verdict(published(every=every, ago=ago)) is expected


def test_a_silent_source_says_for_how_long_and_what_it_used_to_do() -> None:
    _, told = judge(published(every=1, ago=20), (), NOW)
    assert "20 days" in told and "every 1 day" in told


def test_a_source_of_unknown_habit_is_silent_after_two_months() -> None:
    assert verdict(State(checks=9, listed=3, new_at=NOW - timedelta(days=30))) is Verdict.HEALTHY
    assert verdict(State(checks=9, listed=3, new_at=NOW - timedelta(days=70))) is Verdict.SILENT


def test_a_source_that_never_listed_anything_is_silent() -> None:
    assert verdict(State(checks=1)) is Verdict.HEALTHY
    assert verdict(State(checks=3)) is Verdict.SILENT
    assert verdict(State(checks=3, listed=8)) is Verdict.HEALTHY


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason.GONE, Verdict.GONE),
        (Reason.ROBOTS, Verdict.ROBOTS_REFUSED),
        (Reason.FORBIDDEN, Verdict.BLOCKED),
        (Reason.TOO_MANY_REQUESTS, Verdict.BLOCKED),
        (Reason.CHALLENGE, Verdict.BLOCKED),
        (Reason.TIMEOUT, Verdict.FAILING),
        (Reason.BROKEN_SOURCE, Verdict.FAILING),
        (Reason.NOT_FOUND, Verdict.FAILING),
    ],
)
def test_a_source_that_cannot_be_read_says_why(reason: Reason, expected: Verdict) -> None:
    state = State(errors=4, reason=reason, detail="status such", failing_since=NOW - timedelta(hours=5))
    found, told = judge(state, (), NOW)
    assert found is expected and "status such" in told


def test_one_bad_moment_changes_no_verdict_but_is_told() -> None:
    state = published(every=1, ago=0.1).evolve(
        errors=1, reason=Reason.TIMEOUT, detail="no answer", failing_since=NOW, verdict=Verdict.HEALTHY
    )
    found, told = judge(state, (), NOW)
    assert found is Verdict.HEALTHY and "no answer" in told


def test_a_source_that_fails_from_its_first_check_on_is_failing_at_once() -> None:
    assert verdict(State(errors=1, reason=Reason.UNKNOWN_HOST, failing_since=NOW)) is Verdict.FAILING


def test_a_page_that_is_missing_for_days_is_gone() -> None:
    state = State(errors=6, reason=Reason.NOT_FOUND, failing_since=NOW - timedelta(days=4))
    assert verdict(state) is Verdict.GONE


def test_articles_that_are_refused_block_a_source_whose_feed_is_open() -> None:
    state = published(every=1, ago=0.1)
    assert verdict(state, *[Fate.REFUSED] * 8, GOOD, GOOD) is Verdict.BLOCKED
    assert verdict(state, *[Fate.REFUSED] * 2, *[GOOD] * 8) is Verdict.HEALTHY
    assert verdict(state, *[Fate.ROBOTS] * 9, GOOD) is Verdict.ROBOTS_REFUSED


def test_a_layout_that_changed_shows_in_the_texts() -> None:
    state = published(every=1, ago=0.1)
    assert verdict(state, *[POOR, NONE] * 5, *[GOOD] * 20) is Verdict.LAYOUT_CHANGED
    assert verdict(state, *[POOR, NONE] * 5, *[POOR, NONE] * 10) is Verdict.HEALTHY, "it was never better"
    assert verdict(state, *[GOOD] * 8, POOR, POOR, *[GOOD] * 20) is Verdict.HEALTHY
    assert verdict(state, *[POOR] * 6) is Verdict.HEALTHY, "too few to tell"


def test_a_move_is_told_for_a_week() -> None:
    state = published(every=1, ago=0.1)
    assert verdict(state.evolve(moved_at=NOW - timedelta(days=2))) is Verdict.MOVED
    assert verdict(state.evolve(moved_at=NOW - timedelta(days=8))) is Verdict.HEALTHY


def test_the_volume_is_todays_beside_the_usual() -> None:
    days = {"2026-11-21": 10, "2026-11-23": 20, "2026-11-24": 10, "2026-11-25": 3}
    assert volume(State(days=days), NOW) == (3, 10.0)
    assert volume(State(), NOW) == (0, 0.0)


@given(states)
def test_every_state_has_a_verdict_and_a_sentence(state: Any) -> None:
    found, told = judge(state, (GOOD, POOR), NOW)
    assert isinstance(found, Verdict) and (told.strip() or found is Verdict.HEALTHY)
