"""What is asked of the book: sources, how they stand, what they showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline import urls
from pipeline.errors import Rejected, Unknown
from pipeline.ledger.records import QueueState
from pipeline.ledger.scripting import Scripts, told_apart
from pipeline.records import Source
from pipeline.sources import rows
from pipeline.sources.records import Standing

PAGE = 200
"""Sources of one script while all are streamed."""

SCANNED = 5000
SHORTEST = 6
"""Characters of an id by which a source is found."""


class Inquiries:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._redis: Any = scripts.redis  # gives bytes; its stubs say text as well

    def _key(self, *parts: str) -> str:
        return ":".join((self._scripts.prefix, *parts))

    def sources(self, ids: Sequence[str]) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for at in range(0, len(ids), PAGE):
            some = [id for id in ids[at : at + PAGE] if rows.is_id(id)]
            with told_apart(), self._redis.pipeline(transaction=False) as asked:
                for id in some:
                    asked.hget(self._key("source", id), "definition")
                definitions = asked.execute()
            found |= {id: rows.read(text) for id, text in zip(some, definitions, strict=True) if text}
        return found

    def source(self, id: str) -> Source:
        try:
            return self.sources([id])[id]
        except KeyError:
            raise Unknown(f"no source {id}") from None

    def find(self, name: str) -> str | None:
        found = self._scripts.call("find", *_names(name))
        return found.decode() if found else self._beginning_with(name)

    def _beginning_with(self, name: str) -> str | None:
        if len(name) < SHORTEST or not rows.is_id(name):
            return None
        with told_apart():
            scanned = self._redis.zscan_iter(self._key("sources", "all"), match=f"{name}*", count=SCANNED)
            found = {id for id, _ in scanned}
        return found.pop().decode() if len(found) == 1 else None

    def all(self) -> Iterator[Standing]:
        number = "-inf"
        while page := self._scripts.call("standings", number, PAGE):
            for _, *fields in page:
                yield rows.standing(fields)
            number = page[-1][0].decode()

    def standing(self, id: str) -> Standing:
        answer = self._scripts.call("standing", id) if rows.is_id(id) else None
        if not answer:
            raise Unknown(f"no source {id}")
        return rows.with_history(rows.standing(answer[:3]), answer[3:])

    def tally(self) -> dict[str, int]:
        with told_apart():
            counts = self._redis.hgetall(self._key("sources", "verdicts"))
        return {verdict.decode(): int(count) for verdict, count in counts.items()}

    def queue(self) -> QueueState:
        ready, waiting, running, oldest = self._scripts.call("queue")
        return QueueState(ready=ready, waiting=max(0, waiting), running=running, oldest_s=oldest / 1000)

    def shown(self, id: str) -> bytes:
        if not rows.is_id(id):
            return b""
        with told_apart():
            return rows.shown_unpacked(self._redis.hget(self._key("source", id), "shown"))


def _names(name: str) -> list[str]:
    try:
        return [name, urls.normalise(name)]
    except Rejected:
        return [name]
