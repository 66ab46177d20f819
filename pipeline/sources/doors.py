"""What people do: sources are followed, changed, removed, hurried; and what is told of their articles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

from pydantic import ValidationError

from pipeline.errors import Full, Misuse, Unknown
from pipeline.ledger.scripting import Scripts
from pipeline.records import Source
from pipeline.sources import rows
from pipeline.sources.records import Fate

BATCH = 500
"""Sources of one script: at most some milliseconds of Redis's time."""

FIXED = {"id", "added_at"}
AFRESH = {"url", "kind"}
"""What was learned of a source (its ETag, the place where reading stopped) holds for these only."""

SOON = AFRESH | {"access", "every", "paused"}
"""Who changes these wants to see what follows: the source is due at once."""

SECRET = {"access"}
"""Never told in the history: cookies, passwords of proxies."""


class Doors:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def add(self, sources: Sequence[Source]) -> list[bool]:
        return [new for at in range(0, len(sources), BATCH) for new in self._add(sources[at : at + BATCH])]

    def _add(self, sources: Sequence[Source]) -> list[bool]:
        fields = [field for source in sources for field in (_checked(source).id, rows.written(source))]
        answer = self._scripts.call("add", uuid4().hex, *fields)
        if isinstance(answer, bytes):
            raise Full("Redis is near its memory limit: more sources are taken when there is room")
        return [bool(new) for new in answer]

    def change(self, before: Source, fields: Mapping[str, object]) -> Source:
        after = _evolved(before, fields)
        definition = json.loads(rows.written(after))
        touched = rows.changed(before, after)
        given = {field: definition[field] for field in touched if field in definition}
        answer = self._scripts.call(
            "change",
            uuid4().hex,
            before.id,
            json.dumps(given),
            json.dumps([field for field in touched if field not in given]),
            json.dumps(list(_events(touched))),
            "1" if AFRESH & touched.keys() else "",
            "1" if SOON & touched.keys() else "",
        )
        if answer is None:
            raise Unknown(f"no source {before.id}")
        if isinstance(answer, list):
            raise Misuse(f"{after.url} is followed already, as {answer[0].decode()}")
        return rows.read(answer)

    def remove(self, ids: Sequence[str]) -> list[str]:
        return [id for some in _batches(ids) for id in self._ids("remove", uuid4().hex, *some)]

    def hurry(self, ids: Sequence[str]) -> list[str]:
        return [id for some in _batches(ids) for id in self._ids("hurry", *some)]

    def _ids(self, script: str, *args: str) -> list[str]:
        return [id.decode() for id in self._scripts.call(script, *args)]

    def note(self, id: str, fate: Fate) -> None:
        if rows.is_id(id):
            self._scripts.call("note", id, rows.LETTERS[fate])


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    valid = [id for id in ids if rows.is_id(id)]
    return (valid[at : at + BATCH] for at in range(0, len(valid), BATCH))


def _checked(source: Source) -> Source:
    if not rows.is_id(source.id):
        raise Misuse(f"not an id of a source: {source.id[:80]!r}")
    return source


def _evolved(before: Source, fields: Mapping[str, object]) -> Source:
    if fixed := FIXED & fields.keys():
        raise Misuse(f"{' and '.join(sorted(fixed))} of a source cannot be changed")
    try:
        return Source.model_validate(before.model_dump() | dict(fields))
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        raise Misuse(f"{name} of a source: {problem['msg']}") from None


def _events(touched: Mapping[str, tuple[object, object]]) -> Iterator[tuple[str, str]]:
    for field, (new, old) in touched.items():
        if field == "paused":
            yield ("paused" if new else "resumed"), ""
        else:
            yield "changed", field if field in SECRET else f"{field}: {_told(old)} → {_told(new)}"


def _told(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "none" if value is None or not text else text[:300]
