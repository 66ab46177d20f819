"""How a source is doing: a verdict, and a sentence that says what was seen and what to do about it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.outcomes import Reason
from pipeline.sources.records import Fate, State, Verdict
from pipeline.sources.schedule import DAY, HOUR, is_gone, usual_gap

BLOCKING = frozenset({Reason.FORBIDDEN, Reason.TOO_MANY_REQUESTS, Reason.CHALLENGE})

ASK = "Set ROTATIVE_CONTACT, ask less often, or ask the publisher."

FAILS, FAILS_FOR = 3, HOUR
"""Checks, or seconds, that a source fails before it counts as failing: a bad moment passes."""

MOVED_FOR = 7 * DAY
"""Seconds for which it is worth telling that a source moved."""

LATEST, EARLIER = 10, 10
"""Articles that tell of the present layout, and those before them that there must be to compare with."""

FEW = 3
"""Articles from which on their fates tell of the whole source."""

FELL = 0.5
"""Share of good texts by which the latest fall behind the earlier ones when a layout has changed."""

MOSTLY = 0.6
"""Share of the latest articles that tell of a whole source."""

QUIET, SILENT = 0.02, 0.0005
"""How probable so long a silence is at the source's own rate (a Poisson process): below, it is quiet, or silent."""

UNKNOWN_SILENT = 60 * DAY
"""Seconds without anything new after which a source whose rate isn't known is silent."""


def judge(state: State, fates: Sequence[Fate], now: datetime) -> tuple[Verdict, str]:
    """The verdict on a source and its diagnosis. `fates`: of its latest articles, the newest first."""
    for rule in (_of_failure, _of_articles, _of_move, _of_silence):
        told = rule(state, fates, now)
        if told is not None:
            return told
    return Verdict.HEALTHY, _noted("It publishes as it uses to.", state)


def volume(state: State, now: datetime) -> tuple[int, float]:
    """New articles today, and a day usually (a mean of the days before today that are known)."""
    today = state.days.get(f"{now:%Y-%m-%d}", 0)
    earlier = {day: count for day, count in state.days.items() if day < f"{now:%Y-%m-%d}"}
    if not earlier:
        return today, 0.0
    since = datetime.fromisoformat(min(earlier)).replace(tzinfo=now.tzinfo)
    return today, sum(earlier.values()) / max(1, (now.replace(hour=0, minute=0) - since).days)


def _of_failure(state: State, fates: Sequence[Fate], now: datetime) -> tuple[Verdict, str] | None:
    if not state.errors:
        return None
    told = state.detail or (state.reason.value if state.reason else "")
    if is_gone(state, now):
        return (
            Verdict.GONE,
            f"It was taken away ({told}). It is looked at once a month; remove it, or give its new URL.",
        )
    if state.reason is Reason.ROBOTS:
        return Verdict.ROBOTS_REFUSED, f"Its robots.txt does not let us read it ({told}). Ask the publisher."
    if state.reason in BLOCKING:
        return (
            Verdict.BLOCKED,
            f"The server refuses us ({told}). Set ROTATIVE_CONTACT, ask less often, or ask the publisher.",
        )
    since = (now - state.failing_since).total_seconds() if state.failing_since else 0.0
    if state.errors < FAILS and since < FAILS_FOR and state.verdict is not Verdict.NEW:
        return state.verdict, f"The last check failed ({told}); it is tried again."
    return Verdict.FAILING, f"{state.errors} checks in a row failed, for {_span(since)} now: {told}."


def _of_articles(state: State, fates: Sequence[Fate], now: datetime) -> tuple[Verdict, str] | None:
    latest = fates[:LATEST]
    if len(latest) < FEW:
        return None
    refused = latest.count(Fate.REFUSED)
    if refused >= MOSTLY * len(latest):
        told = f"Its list can be read, but {refused} of its latest {len(latest)} articles were refused (401, 403, 429)."
        return Verdict.BLOCKED, f"{told} {ASK}"
    if latest.count(Fate.ROBOTS) >= MOSTLY * len(latest):
        return Verdict.ROBOTS_REFUSED, "Its robots.txt does not let us read its articles. Ask the publisher."
    return _of_layout(fates)


def _of_layout(fates: Sequence[Fate]) -> tuple[Verdict, str] | None:
    read = [fate for fate in fates if fate in (Fate.GOOD, Fate.PARTIAL, Fate.POOR, Fate.NO_ARTICLE)]
    now, before = read[:LATEST], read[LATEST:]
    if len(now) < LATEST or len(before) < EARLIER:
        return None
    good, was = now.count(Fate.GOOD) / len(now), before.count(Fate.GOOD) / len(before)
    if was - good < FELL:
        return None
    told = f"Of its latest {len(now)} articles {good:.0%} gave a good text, of those before {was:.0%}"
    return (
        Verdict.LAYOUT_CHANGED,
        f"{told}: its pages have probably changed. Look at one; it may be a wall for readers.",
    )


def _of_move(state: State, fates: Sequence[Fate], now: datetime) -> tuple[Verdict, str] | None:
    if state.moved_at is None or now - state.moved_at > timedelta(seconds=MOVED_FOR):
        return None
    return Verdict.MOVED, f"It moved on {state.moved_at:%Y-%m-%d}, and is read at its new address: nothing to do."


def _of_silence(state: State, fates: Sequence[Fate], now: datetime) -> tuple[Verdict, str] | None:
    latest = max((moment for moment in (state.new_at, *state.times[-1:]) if moment is not None), default=None)
    if latest is None:
        return _never_anything(state)
    silence = max(0.0, (now - latest).total_seconds())
    usual = _usual_gap(state)
    if usual is None:
        if silence < UNKNOWN_SILENT:
            return None
        return Verdict.SILENT, f"Nothing new for {_span(silence)}; its habit isn't known. Look whether it moved."
    probability = math.exp(-silence / usual)
    if probability >= QUIET:
        return None
    told = f"Nothing new for {_span(silence)}, where it uses to publish every {_span(usual)}"
    if probability >= SILENT:
        return Verdict.QUIET, f"{told}."
    return Verdict.SILENT, f"{told}. Look whether it moved, or was given up."


def _never_anything(state: State) -> tuple[Verdict, str] | None:
    if state.listed or state.counts or state.checks < FAILS:
        return None
    return Verdict.SILENT, _noted(
        f"It can be read, but listed nothing in {state.checks} checks. Look at its URL.", state
    )


def _usual_gap(state: State) -> float | None:
    """Seconds between two articles while it published; at least a sixth of a day, for papers sleep at night."""
    usual = usual_gap(sorted(state.times))
    return None if usual is None else max(usual, DAY / 6)


def _noted(told: str, state: State) -> str:
    return f"{told} {state.notes[0]}" if state.notes else told


def _span(seconds: float) -> str:
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (60.0, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "moments"
