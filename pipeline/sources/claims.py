"""Checks: who does which, with its lease and its fence, and what follows from one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from pipeline.ledger.scripting import Scripts
from pipeline.sources import rows
from pipeline.sources.records import Conclusion, Due

PLACES = 10_000
"""Places where reading stands that one call takes, the last given first kept."""


class Claims:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def is_due(self) -> bool:
        return bool(self._scripts.call("is_due"))

    def claim(self, most: int) -> list[Due]:
        if most < 1:
            return []
        answer = self._scripts.call("claim", uuid4().hex, most)
        if not answer:
            return []
        token, *sources = answer
        return [rows.due(int(token), fields) for fields in sources]

    def renew(self, due: Due, places: Mapping[str, str]) -> bool:
        latest = list(places.items())[-PLACES:]
        flat = [text for place in latest for text in place]
        return bool(self._scripts.call("renew", due.source.id, due.token, *flat))

    def release(self, due: Due, after: float) -> None:
        self._scripts.call("release", due.source.id, due.token, max(0, round(after * 1000)))

    def finish(self, due: Due, conclusion: Conclusion, shown: bytes | None) -> bool:
        kept = () if shown is None else ("1", rows.shown_packed(shown))
        return bool(
            self._scripts.call(
                "finish",
                due.source.id,
                due.token,
                due.source.url,
                due.source.kind.value,
                rows.packed(conclusion.state),
                conclusion.state.verdict.value,
                rows.delay(conclusion),
                json.dumps(rows.changed(due.source, conclusion.source)),
                json.dumps([rows.line(change) for change in conclusion.changes]),
                *kept,
            )
        )
