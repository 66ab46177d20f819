"""What comes in: arrivals at the door."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import uuid4

from pipeline.errors import Full
from pipeline.ledger.records import Arrival, Receipt
from pipeline.ledger.rows import host_of, milliseconds
from pipeline.ledger.scripting import Scripts
from pipeline.outcomes import Outcome, Reason

WHY_FULL = {
    "memory": "Redis is near its memory limit: new work is taken again when some is done",
    "in_flight": "too much is under way: new work is taken again when some is done",
}


class Doors:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def accept(self, arrivals: Sequence[Arrival]) -> list[Receipt]:
        """One script for all: either all are taken, or `Full` is raised and none is."""
        if not arrivals:
            return []
        fields = [field for arrival in arrivals for field in _fields(arrival)]
        answer = self._scripts.call("accept", uuid4().hex, *fields)
        if isinstance(answer, bytes):
            raise Full(WHY_FULL[answer.decode()])
        return [_receipt(arrival, told) for arrival, told in zip(arrivals, json.loads(answer[0]), strict=True)]


def _fields(arrival: Arrival) -> Iterator[str | bytes]:
    yield from (arrival.id, arrival.url, arrival.stage.value, arrival.lane.value, arrival.kind.value)
    yield from (arrival.payload, arrival.host or host_of(arrival.url), arrival.source or "")
    yield arrival.fingerprint or ""
    yield str(milliseconds(arrival.first_seen)) if arrival.first_seen else ""
    yield arrival.refused.value if arrival.refused else ""
    yield from (arrival.detail, "1" if arrival.known else "")


def _receipt(arrival: Arrival, told: str) -> Receipt:
    if told == Reason.REMOVED.value:
        return Receipt(id=arrival.id, url=arrival.url, outcome=Outcome.REJECTED, reason=Reason.REMOVED)
    joined = told == "joined"
    outcome = Outcome.IN_FLIGHT if joined else Outcome(told)
    reasons = {Outcome.DUPLICATE: Reason.SAME_URL, Outcome.REJECTED: arrival.refused}
    return Receipt(id=arrival.id, url=arrival.url, outcome=outcome, reason=reasons.get(outcome), joined=joined)
