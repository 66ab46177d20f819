"""When a source is checked next: as often as it publishes, within bounds, never where it asks not to be. Pure.

An adaptive interval as search engines keep one (Cho and Garcia-Molina, «Effective page refresh policies for web
crawlers», 2003): about two checks for each new article, fewer while nothing comes, more while much does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipeline.outcomes import Reason
from pipeline.records import Source, Wishes
from pipeline.sources.records import Found, State

DAY, HOUR = 86400.0, 3600.0

MONTH, ENOUGH = timedelta(days=30), 5
"""The time that tells of a source's present habit, and articles in it from which on their mean does."""

CHECKS_PER_ARTICLE = 2.0
SLOWER, FASTER = 1.3, 0.5
"""Factors of the interval after a check that brought nothing, and after one whose whole listing was new."""

WHOLE = 5
"""Entries of a listing from which on «all of it is new» means that some may have been missed."""

RETIRED = 30 * DAY
"""Seconds between two looks at a source that is gone: never given up silently."""

MISSING_CHECKS, MISSING_DAYS = 5, 3.0
"""A 404 counts as gone after so many checks over so many days."""

LONGEST_RETRY_AFTER = 7 * DAY
SPREAD, ERROR_SPREAD = 0.1, 0.5
"""Share of the wait by which it may be longer, so that sources that were added together come apart."""

_MOST_STEPS = 24 * 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds between two checks: of a source not known yet, at least, at most."""

    first: float = 1800.0
    least: float = 300.0
    most: float = DAY

    def within(self, seconds: float) -> float:
        """The nearest interval that is allowed."""
        return min(max(seconds, self.least), max(self.most, self.least))


def gap(times: Sequence[datetime], now: datetime) -> float | None:
    """Seconds between two articles up to now: a source that fell silent slows down. None: fewer than three."""
    past = sorted(min(moment, now) for moment in times)
    usual = usual_gap(past)
    return None if usual is None else max(usual, (now - past[-1]).total_seconds() / 2) or None


def usual_gap(past: Sequence[datetime]) -> float | None:
    """Seconds between two articles while the source published, of moments in order; None for fewer than three.

    A mean over its latest month: ten articles at once, once a day, are ten a day. Where the month has too few, a
    median: an article that stays pinned at the top of a feed for years must not stand for its habit.
    """
    if len(past) < 3:
        return None
    recent = [moment for moment in past if past[-1] - moment <= MONTH]
    if len(recent) >= ENOUGH:
        return (recent[-1] - recent[0]).total_seconds() / (len(recent) - 1)
    return median((later - earlier).total_seconds() for earlier, later in pairwise(past))


def interval(state: State, found: Found, now: datetime, bounds: Bounds) -> float:
    """Seconds between two checks from now on, by what this one brought. `state` is the one after it."""
    before = state.interval or bounds.first
    new = found.counts.get("new", 0)
    usual = gap(state.times, now)
    if new and found.listing and new >= max(WHOLE, len(found.listing.entries)) and state.checks > 1:
        return bounds.within(before * FASTER)
    if usual is not None:
        # Halfway there: one unusual day changes little.
        return bounds.within((before + usual / CHECKS_PER_ARTICLE) / 2)
    return bounds.within(before if new or state.checks <= 1 else before * SLOWER)


def after_success(source: Source, state: State, found: Found, now: datetime, bounds: Bounds, jitter: float) -> datetime:
    """The next check after one that went well."""
    if found.unfinished:
        return now
    if source.every is not None:
        return now + timedelta(seconds=source.every)
    least = max(min(wish, bounds.most) for wish in (found.wishes.ttl or state.ttl or 0.0, found.max_age or 0.0))
    wait = max(state.interval, least, min(found.retry_after or 0.0, LONGEST_RETRY_AFTER))
    return allowed(now + timedelta(seconds=wait * (1 + SPREAD * jitter)), found.wishes)


def after_failure(source: Source, state: State, found: Found, now: datetime, bounds: Bounds, jitter: float) -> datetime:
    """The next check after one that failed: later each time, and no sooner than the server asks."""
    if is_gone(state, now):
        return now + timedelta(seconds=RETIRED * (1 + SPREAD * jitter))
    base = source.every or bounds.within(min(state.interval or bounds.first, bounds.first))
    wait = min(base * 2.0 ** min(state.errors - 1, 30), max(bounds.most, base))
    asked = min(found.retry_after or 0.0, LONGEST_RETRY_AFTER)
    return now + timedelta(seconds=max(wait * (1 + ERROR_SPREAD * jitter), asked))


def is_gone(state: State, now: datetime) -> bool:
    """Whether a source was taken away for good, by its own word (410) or by being missing for long (404)."""
    if state.reason is Reason.GONE:
        return True
    since = (now - state.failing_since).total_seconds() if state.failing_since else 0.0
    return state.reason is Reason.NOT_FOUND and state.errors >= MISSING_CHECKS and since >= MISSING_DAYS * DAY


def allowed(moment: datetime, wishes: Wishes) -> datetime:
    """The first moment from this one on that is in no skipped hour or day (RSS 2.0, `skipHours`, `skipDays`); a feed
    that skips all of them is not taken at its word."""
    for _ in range(_MOST_STEPS):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            return moment
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment - timedelta(hours=_MOST_STEPS)
