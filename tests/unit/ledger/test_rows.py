"""Rows and logs as Redis gives them, read into records and written back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.records import Event, SettledRow
from pipeline.ledger.rows import Log, host_of, milliseconds, moment, restored, settled_row
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage

texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)
moments = st.integers(0, 4_000_000_000_000).map(moment)
events = st.builds(
    Event,
    at=moments,
    stage=st.sampled_from(Stage),
    event=texts,
    reason=st.none() | texts,
    attempt=st.integers(0, 99),
)
dead_rows = st.builds(
    SettledRow,
    id=texts,
    url=texts,
    urls=st.lists(texts, max_size=3).map(tuple),
    kind=st.sampled_from(Kind),
    outcome=st.just(Outcome.DEAD),
    reason=texts,
    detail=texts,
    stage=st.sampled_from(Stage),
    source=st.none() | texts,
    fingerprint=st.none() | texts,
    attempts=st.integers(0, 9),
    first_seen=moments,
    settled_at=moments,
    revision=st.integers(1, 9),
    payload=st.binary(max_size=50),
    events=st.lists(events, max_size=5).map(tuple),
)


@given(st.integers(0, 4_000_000_000_000))
def test_times_keep_their_milliseconds(number):
    assert milliseconds(moment(number)) == number


@given(dead_rows)
def test_a_row_that_comes_back_is_the_row_that_left(row):
    id, payload, log, settled_at, *flat = restored(row)
    raw = [str(part).encode() for part in flat]
    assert settled_row(id, raw, log, payload) == row
    assert moment(settled_at) == row.settled_at


def test_lines_end_at_newlines_only():
    raw = '{"url":"https://a.example/\u2028\x85","source":""}\n"https://b.example/"\n[1000,"clean","moved","",0]\n'
    log = Log.read(raw.encode())
    assert log.url == "https://a.example/\u2028\x85"
    assert log.source is None
    assert log.urls == ("https://b.example/",)
    assert log.events == (Event(at=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), stage=Stage.CLEAN, event="moved"),)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example:8443/a", "news.example:8443"),
        ("file:///tmp/a.txt", "-"),
        ("https://[::1]/", "[::1]"),
        ("https://[broken/", "-"),
        ("", "-"),
    ],
)
def test_whose_turn_a_fetch_takes(url, host):
    assert host_of(url) == host
