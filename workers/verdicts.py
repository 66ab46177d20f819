"""From what a stage raised to the next step of its passage: the one policy on failures."""

from __future__ import annotations

import random

from billiard.exceptions import SoftTimeLimitExceeded

from config.logs import logger
from pipeline.errors import Away, Duplicate, Failed, Full, Postponed, Refused, Rejected
from pipeline.ledger.records import Defer, Passage, Settle, Step
from pipeline.ledger.retries import wait
from pipeline.outcomes import Outcome, Reason

log = logger(__name__)


def verdict(passage: Passage, error: Exception) -> Step:
    """What becomes of a passage whose stage raised.

    :raises Away: again, since a service that is away is nobody's fault: the whole claim is given back.
    """
    match error:
        case Away():
            raise error
        case Full():
            raise Away("room in Redis", str(error)) from error
        case Rejected(reason=reason, detail=detail):
            return Settle(id=passage.id, outcome=Outcome.REJECTED, reason=reason, detail=detail)
        case Duplicate(reason=reason):
            return Settle(id=passage.id, outcome=Outcome.DUPLICATE, reason=reason, detail=str(error))
        case Refused(reason=reason, detail=detail):
            return Settle(id=passage.id, outcome=Outcome.DEAD, reason=reason, detail=detail)
        case Failed(reason=reason, detail=detail, after=after):
            return _again(passage, reason, detail, after)
        case Postponed(after=after, detail=detail):
            return Defer(id=passage.id, after=after, detail=detail, counts=False)
        case SoftTimeLimitExceeded():
            return _again(passage, Reason.TIMEOUT, "the stage took too long")
        case _:
            # A bug of ours: it is told whole in the log, and the article is tried again, so often and no more.
            log.error("stage failed", exc_info=error)
            return _again(passage, Reason.STAGE_FAILED, f"{type(error).__name__}: {error}"[:500])


def _again(passage: Passage, reason: Reason, detail: str, after: float | None = None) -> Step:
    seconds = wait(passage.attempts, passage.lane, random.random(), after)
    if seconds is None:
        return Settle(id=passage.id, outcome=Outcome.DEAD, reason=reason, detail=detail)
    return Defer(id=passage.id, after=seconds, reason=reason, detail=detail)
