"""The waits before a try."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.retries import LONGEST, PATIENCE, SPREAD, wait
from pipeline.records import Lane

lanes = st.sampled_from(Lane)
jitters = st.floats(0, 1)
asked = st.none() | st.floats(-1e9, 1e12)


@pytest.mark.parametrize(("lane", "waits"), [(Lane.NOW, (1, 4, 16, 16)), (Lane.BULK, (60, 600, 3600, 3600))])
def test_the_waits_grow_and_then_stay(lane, waits):
    assert tuple(wait(failed, lane, jitter=0) for failed in range(4)) == waits


def test_what_the_other_side_asks_for_is_never_cut_short():
    assert wait(0, Lane.NOW, jitter=0, after=90) == 90
    assert wait(3, Lane.BULK, jitter=0, after=90) == 3600


def test_a_person_is_told_at_once_rather_than_made_to_wait():
    assert wait(0, Lane.NOW, jitter=0, after=PATIENCE) == PATIENCE
    assert wait(0, Lane.NOW, jitter=0, after=PATIENCE + 1) is None
    assert wait(0, Lane.BULK, jitter=0, after=PATIENCE + 1) == PATIENCE + 1


def test_nothing_is_parked_for_years():
    assert wait(0, Lane.BULK, jitter=0, after=10 * 365 * 86400) == LONGEST


@given(st.integers(0, 50), lanes, jitters, asked)
def test_every_wait_is_bounded_and_spread(attempts, lane, jitter, after):
    seconds, least = (wait(attempts, lane, j, after) for j in (jitter, 0))
    if seconds is None:
        assert lane is Lane.NOW
        assert after > PATIENCE
    else:
        assert 1 <= least <= seconds <= least * (1 + SPREAD) <= LONGEST * (1 + SPREAD)
        assert after is None or seconds >= min(after, LONGEST)
