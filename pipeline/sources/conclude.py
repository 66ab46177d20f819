"""From what a check brought to what follows from it: state, verdict, next check, history. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pipeline.records import Source
from pipeline.sources import schedule
from pipeline.sources.health import FAILS, judge
from pipeline.sources.records import DAYS, TIMES, Change, Conclusion, Due, Found, State, Verdict
from pipeline.sources.schedule import Bounds

PLACES = 10_000
"""Places where reading stands that are kept of one source."""

MOVES = ("moved", "rediscovered")

NOTES = 5
"""Notes on a listing that are kept."""


def conclude(due: Due, found: Found, now: datetime, bounds: Bounds, jitter: float) -> Conclusion:
    """What follows from a check.

    :param now: the time of the check.
    :param jitter: a random number from 0 to 1, given by the caller.
    """
    source, changes = _source(due.source, found, now)
    moved = any(change.event in MOVES for change in changes)
    state = _failed(due.state, found, now) if found.reason else _succeeded(due.state, found, now, bounds, moved)
    verdict, diagnosis = judge(state, due.fates, now)
    after = schedule.after_failure if found.reason else schedule.after_success
    return Conclusion(
        source=source,
        state=state.evolve(verdict=verdict, diagnosis=diagnosis),
        next_check=after(source, state, found, now, bounds, jitter),
        changes=(*changes, *_turns(due.state, state, verdict, now)),
    )


def _source(source: Source, found: Found, now: datetime) -> tuple[Source, tuple[Change, ...]]:
    """The source at its new address, where the new one gave something; with what its listing says of itself, where
    nobody said it."""
    listing, changes = found.listing, list[Change]()
    if found.moved_to and found.moved_to != source.url and (listing or found.unmodified):
        event = "rediscovered" if found.rediscovered else "moved"
        changes.append(Change(at=now, event=event, detail=f"{source.url} → {found.moved_to}"))
        source = source.evolve(url=found.moved_to)
    if found.kind and found.kind is not source.kind:
        changes.append(Change(at=now, event="changed", detail=f"a {source.kind} → a {found.kind}"))
        source = source.evolve(kind=found.kind)
    if listing:
        source = source.evolve(
            title=source.title or listing.title,
            home=source.home or listing.home,
            language=source.language or listing.language,
        )
    return source, tuple(changes)


def _succeeded(state: State, found: Found, now: datetime, bounds: Bounds, moved: bool) -> State:
    new, listing = found.counts.get("new", 0), found.listing
    day = f"{now:%Y-%m-%d}"
    days = state.days | ({day: state.days.get(day, 0) + new} if new or not state.days else {})
    learned = state.evolve(
        etag=state.etag if found.unmodified and not found.etag else found.etag,
        last_modified=state.last_modified if found.unmodified and not found.last_modified else found.last_modified,
        checked_at=now,
        new_at=now if new else state.new_at,
        times=tuple(sorted((*state.times, *(min(moment, now) for moment in found.times))))[-TIMES:],
        ttl=found.wishes.ttl if listing else state.ttl,
        checks=state.checks + 1,
        unchanged=state.unchanged + found.unmodified,
        errors=0,
        failing_since=None,
        reason=None,
        detail="",
        moved_at=now if moved else state.moved_at,
        listed=len(listing.entries) if listing else state.listed,
        format=listing.format if listing else state.format,
        notes=listing.notes[:NOTES] if listing else state.notes,
        counts=dict(Counter(state.counts) + Counter(found.counts)),
        days=dict(sorted(days.items())[-DAYS:]),
        places=_places(found.places or state.places),
    )
    return learned.evolve(interval=schedule.interval(learned, found, now, bounds))


def _failed(state: State, found: Found, now: datetime) -> State:
    return state.evolve(
        checked_at=now,
        checks=state.checks + 1,
        errors=state.errors + 1,
        failing_since=state.failing_since or now,
        reason=found.reason,
        detail=found.detail[:500],
        counts=dict(Counter(state.counts) + Counter(found.counts)),
        places=_places(found.places or state.places),
    )


def _places(places: dict[str, str]) -> dict[str, str]:
    """The latest of them; an empty one is to be forgotten."""
    return dict([(part, place) for part, place in places.items() if place][-PLACES:])


def _turns(before: State, after: State, verdict: Verdict, now: datetime) -> tuple[Change, ...]:
    """The lines of history that a verdict is worth: each once, not at every check that confirms it."""
    told = after.detail or (after.reason.value if after.reason else "")
    was_gone, is_gone = before.verdict is Verdict.GONE, verdict is Verdict.GONE
    if is_gone and not was_gone:
        return (Change(at=now, event="retired", detail=told),)
    if was_gone and not after.errors:
        return (Change(at=now, event="revived"),)
    if after.errors == FAILS:
        return (Change(at=now, event="failing", detail=told),)
    if before.errors >= FAILS and not after.errors:
        return (Change(at=now, event="recovered", detail=f"after {before.errors} failed checks"),)
    return ()
