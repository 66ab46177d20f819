"""What becomes of a passage whose stage raised."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from pipeline.errors import Away, Duplicate, Failed, Full, Postponed, Refused, Rejected
from pipeline.ledger.records import Defer, Passage, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Lane, Stage
from workers.verdicts import verdict


def passage(lane: Lane = Lane.BULK, attempts: int = 0) -> Passage:
    return Passage(
        id="a",
        url="https://a.example/",
        kind=Kind.NEW,
        stage=Stage.FETCH,
        lane=lane,
        attempts=attempts,
        first_seen=datetime.now(UTC),
    )


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (Rejected(Reason.NOT_FOUND, "404"), Outcome.REJECTED, Reason.NOT_FOUND),
        (Duplicate("b", Reason.SAME_TEXT), Outcome.DUPLICATE, Reason.SAME_TEXT),
        (Refused(Reason.INDEX_REFUSED, "mapping"), Outcome.DEAD, Reason.INDEX_REFUSED),
    ],
)
def test_what_is_final_settles(error: Exception, outcome: Outcome, reason: Reason) -> None:
    step = verdict(passage(), error)
    assert isinstance(step, Settle)
    assert (step.outcome, step.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Failed(Reason.SERVER_ERROR), Reason.SERVER_ERROR),
        (SoftTimeLimitExceeded(), Reason.TIMEOUT),
        (ValueError("a bug"), Reason.STAGE_FAILED),
    ],
)
def test_what_failed_is_tried_again_and_counted(error: Exception, reason: Reason) -> None:
    step = verdict(passage(), error)
    assert isinstance(step, Defer)
    assert step.counts and step.reason == reason and step.after > 0


def test_a_server_is_not_asked_before_it_said() -> None:
    step = verdict(passage(), Failed(Reason.TOO_MANY_REQUESTS, after=7200))
    assert isinstance(step, Defer) and step.after >= 7200


def test_nobody_waits_for_hours() -> None:
    step = verdict(passage(Lane.NOW), Failed(Reason.TOO_MANY_REQUESTS, after=7200))
    assert isinstance(step, Settle) and step.outcome is Outcome.DEAD


def test_a_turn_that_has_not_come_is_not_a_try() -> None:
    step = verdict(passage(), Postponed(3.0))
    assert isinstance(step, Defer) and (step.after, step.counts) == (3.0, False)


def test_a_full_ledger_is_waited_for() -> None:
    with pytest.raises(Away):
        verdict(passage(), Full("no room"))


def test_a_service_that_is_away_is_nobodys_fault() -> None:
    with pytest.raises(Away):
        verdict(passage(), Away("redis"))
