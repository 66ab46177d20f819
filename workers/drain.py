"""What a woken worker does: claim, work, finish, until nothing is ready or its time slice is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from config.logs import bound, logger
from pipeline.errors import Away
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Claim, Passage, Step
from pipeline.records import Stage
from workers import stopping
from workers.topology import STATION, Station
from workers.verdicts import verdict
from workers.wake import Waker

log = logger(__name__)

T = TypeVar("T")
Work = Callable[[Claim], Sequence[Step]]

PAUSE = 5.0
"""Seconds that a stage rests when the service that it needs is away."""


def drain(ledger: Ledger, waker: Waker, stage: Stage, work: Work, slice_seconds: float) -> None:
    """Works at one stage for a time slice; wakes others while there is more, and the next stage."""
    station, until = STATION[stage], time.monotonic() + slice_seconds
    ledger.woken(stage)
    while not stopping.asked():
        claim = ledger.claim(stage, station.most, station.most_bytes)
        if claim is None:
            return
        if claim.more:
            waker.wake(stage)
        if not _worked(ledger, claim, work):
            return
        _wake_next(waker, station)
        if time.monotonic() > until:
            waker.wake(stage)
            return


def _worked(ledger: Ledger, claim: Claim, work: Work) -> bool:
    """Whether the claim was worked off; False: a service is away, and everything was given back."""
    try:
        with bound(stage=claim.stage.value, task=claim.token):
            settle(ledger, claim, work(claim))
    except Away as away:
        log.warning("service away", stage=claim.stage.value, service=away.service, detail=away.detail)
        give_back(ledger, claim, away)
        return False
    return True


def settle(ledger: Ledger, claim: Claim, steps: Sequence[Step]) -> None:
    """Finishes the steps; passages of the claim without one go back to ready, uncounted."""
    if steps:
        patiently(lambda: ledger.finish(claim, steps))
    left = {passage.id for passage in claim.passages} - {step.id for step in steps}
    if left:
        patiently(lambda: ledger.release(claim, left))


def give_back(ledger: Ledger, claim: Claim, away: Away) -> None:
    """Releases a claim that a service's absence cut short; without Redis the lease does it."""
    if away.service == "redis":
        return
    patiently(lambda: ledger.release(claim))
    patiently(lambda: ledger.pause(claim.stage, PAUSE))


def _wake_next(waker: Waker, station: Station) -> None:
    if station.then is not None:
        waker.wake(station.then)


def each(ledger: Ledger, claim: Claim, handle: Callable[[Passage], Step]) -> list[Step]:
    """One passage after the other, each noted in hand before it is started.

    Stops early when a stop was asked for, or when the fence is stale: somebody else has the work then.
    """
    steps: list[Step] = []
    for passage in claim.passages:
        if stopping.asked() or not patiently(partial(ledger.hold, claim, passage.id)):
            break
        with bound(article=passage.id):
            steps.append(attempt(handle, passage))
    return steps


def attempt(handle: Callable[[Passage], Step], passage: Passage) -> Step:
    """The step that the stage gives, or the one its error leads to.

    :raises Away: a service is away.
    """
    try:
        return handle(passage)
    except Exception as error:
        return verdict(passage, error)


def patiently(call: Callable[[], T], seconds: float = 60.0) -> T:
    """The call's result, tried again while Redis is away: finished work shall not be thrown away for a restart.

    :raises Away: when Redis stayed away for so long.
    """
    until, wait = time.monotonic() + seconds, 0.05
    while True:
        try:
            return call()
        except Away as away:
            if away.service != "redis" or time.monotonic() + wait > until or stopping.asked():
                raise
        time.sleep(wait)
        wait = min(2 * wait, 2.0)
