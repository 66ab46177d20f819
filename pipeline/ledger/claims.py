"""Work: claims with their lease and fence, and the steps that finish them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import uuid4

from pipeline.ledger.records import Claim, Defer, Move, Settle, Step
from pipeline.ledger.rows import passage
from pipeline.ledger.scripting import Scripts
from pipeline.records import Stage


class Claims:
    def __init__(self, scripts: Scripts, worker: str) -> None:
        self._scripts, self._worker = scripts, worker

    def claim(self, stage: Stage, most: int, most_bytes: int) -> Claim | None:
        return next(iter(self._claimed(stage, most, most_bytes, "", most)), None)

    def claim_each(self, stage: Stage, most: int, most_bulk: int) -> list[Claim]:
        return self._claimed(stage, most, 0, "apart", most_bulk)

    def _claimed(self, stage: Stage, most: int, most_bytes: int, how: str, most_bulk: int) -> list[Claim]:
        bounds = (most, most_bytes, self._worker, how, most_bulk)
        answer = self._scripts.call("claim", uuid4().hex, stage.value, *bounds)
        return [
            Claim(
                token=int(token),
                stage=stage,
                passages=tuple(passage(stage, fields) for fields in passages),
                more=bool(more),
            )
            for token, more, *passages in answer
        ]

    def hold(self, claim: Claim, id: str) -> bool:
        return bool(self._scripts.call("hold", claim.token, id))

    def renew(self, claim: Claim) -> bool:
        return bool(self._scripts.call("hold", claim.token, ""))

    def finish(self, claim: Claim, steps: Sequence[Step]) -> list[bool]:
        if not steps:
            return []
        fields = [field for step in steps for field in _fields(step)]
        return [bool(done) for done in self._scripts.call("finish", claim.token, *fields)]

    def release(self, claim: Claim, ids: Iterable[str] | None) -> None:
        if ids is None:
            self._scripts.call("release", claim.token)
        elif ids := list(ids):
            self._scripts.call("release", claim.token, *ids)

    def reserve(self, claim: Claim, id: str, name: str) -> str:
        owner: bytes = self._scripts.call("reserve", claim.token, id, name)
        return owner.decode()


def _fields(step: Step) -> tuple[str | bytes, ...]:
    """The seven fields of a step, as `finish.lua` reads them."""
    match step:
        case Move():
            return "move", step.id, step.stage.value, step.payload, "", "", json.dumps(step.urls)
        case Settle():
            reason = step.reason.value if step.reason else ""
            return "settle", step.id, step.outcome.value, reason, step.detail, "", json.dumps(step.urls)
        case Defer():
            after = str(max(0, round(step.after * 1000)))
            reason = step.reason.value if step.reason else ""
            return "defer", step.id, after, reason, step.detail, "1" if step.counts else "", "[]"
