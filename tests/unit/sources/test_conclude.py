"""What follows from a check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.outcomes import Reason
from pipeline.records import Entry, Listing, Source, SourceKind
from pipeline.sources.conclude import PLACES, conclude
from pipeline.sources.records import DAYS, TIMES, Conclusion, Due, Found, State, Verdict
from pipeline.sources.schedule import Bounds

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OLD, NEW = "https://p.example/old.xml", "https://p.example/new.xml"
LISTING = Listing(
    url=OLD, kind=SourceKind.FEED, format="RSS 2.0", title="La Gazette", home="https://p.example/", language="fr",
    entries=(Entry(url="https://p.example/a"),),
)  # fmt: skip


def after(found: Found, state: State | None = None, now: datetime = NOW, **fields: Any) -> Conclusion:
    source = Source(id="s", url=OLD, kind=SourceKind.FEED, added_at=NOW, **fields)
    return conclude(Due(source=source, state=state or State(), token=1), found, now, Bounds(), 0.0)


def events(conclusion: Conclusion) -> list[str]:
    return [change.event for change in conclusion.changes]


def test_a_permanent_redirect_is_followed_from_now_on_and_told() -> None:
    told = after(Found(listing=LISTING, moved_to=NEW, etag='"2"'))
    assert told.source.url == NEW and told.source.id == "s"
    assert events(told) == ["moved"] and OLD in told.changes[0].detail and NEW in told.changes[0].detail
    assert (told.state.verdict, told.state.etag) == (Verdict.MOVED, '"2"')
    assert events(after(Found(unmodified=True, moved_to=NEW))) == ["moved"]


def test_a_redirect_to_where_nothing_is_moves_nothing() -> None:
    told = after(Found(reason=Reason.NOT_A_SOURCE, moved_to=NEW))
    assert told.source.url == OLD and not told.changes


def test_a_feed_that_was_found_again_says_so() -> None:
    told = after(Found(listing=LISTING, moved_to=NEW, rediscovered=True))
    assert events(told) == ["rediscovered"] and told.source.url == NEW


def test_a_source_that_turned_out_to_be_something_else_is_that_from_now_on() -> None:
    told = after(Found(listing=LISTING, kind=SourceKind.SITEMAP))
    assert told.source.kind is SourceKind.SITEMAP and events(told) == ["changed"]


def test_a_listing_names_a_source_that_nobody_named() -> None:
    assert after(Found(listing=LISTING)).source.title == "La Gazette"
    named = after(Found(listing=LISTING), title="Mon titre").source
    assert (named.title, named.home, named.language) == ("Mon titre", "https://p.example/", "fr")


def test_validators_stay_with_a_304_and_go_with_an_answer_without() -> None:
    known = State(etag='"1"', last_modified="then")
    assert after(Found(unmodified=True), known).state.etag == '"1"'
    assert after(Found(listing=LISTING), known).state.etag is None
    assert after(Found(reason=Reason.TIMEOUT), known).state.etag == '"1"'


def test_410_retires_a_source_and_an_answer_revives_it() -> None:
    retired = after(Found(reason=Reason.GONE, detail="status 410"))
    assert events(retired) == ["retired"] and retired.state.verdict is Verdict.GONE
    assert retired.next_check - NOW >= timedelta(days=30)
    still = after(Found(reason=Reason.GONE), retired.state)
    assert not still.changes
    revived = after(Found(listing=LISTING), still.state)
    assert events(revived) == ["revived"] and revived.state.verdict is Verdict.HEALTHY


def test_failures_are_told_once_and_so_is_their_end() -> None:
    state, told = State(), list[str]()
    for hour in range(6):
        conclusion = after(Found(reason=Reason.TIMEOUT), state, NOW + timedelta(hours=hour))
        state, told = conclusion.state, told + events(conclusion)
    assert told == ["failing"] and state.errors == 6 and state.failing_since == NOW
    recovered = after(Found(listing=LISTING), state)
    assert events(recovered) == ["recovered"] and recovered.state.errors == 0 and recovered.state.reason is None


def test_one_failure_is_not_worth_a_line() -> None:
    failed = after(Found(reason=Reason.TIMEOUT))
    assert not failed.changes and not after(Found(unmodified=True), failed.state).changes


def test_counts_add_up_and_days_and_times_are_bounded() -> None:
    state, now = State(), NOW
    for _ in range(100):
        found = Found(listing=LISTING, counts={"new": 1, "seen": 9, "robots": 1}, times=(now,))
        state = after(found, state, now).state
        now += timedelta(days=1)
    assert state.counts == {"new": 100, "seen": 900, "robots": 100}
    assert len(state.days) == DAYS and len(state.times) == TIMES and state.checks == 100
    assert state.new_at == now - timedelta(days=1)


def test_dates_in_the_future_count_as_now() -> None:
    assert after(Found(listing=LISTING, times=(NOW + timedelta(days=9),))).state.times == (NOW,)


def test_places_are_kept_through_failures_and_bounded_and_empty_ones_forgotten() -> None:
    known = State(places={"a": "1"})
    assert after(Found(reason=Reason.TIMEOUT), known).state.places == {"a": "1"}
    assert after(Found(places={"a": "", "b": "2"}), known).state.places == {"b": "2"}
    many = {str(number): "x" for number in range(PLACES + 5)}
    assert len(after(Found(places=many)).state.places) == PLACES
