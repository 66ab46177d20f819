"""Rows as Redis keeps them, from and to records. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import zstandard

from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.rows import milliseconds, moment, pairs
from pipeline.ledger.scripting import Room
from pipeline.records import Source
from pipeline.sources.records import Change, Conclusion, Due, Fate, Standing, State
from pipeline.sources.shown import KEY, MOST, STAMP

ROOM = Room("pipeline.sources", ("basics", "memory", "rows", "answers"))

LETTERS = {
    Fate.GOOD: "g",
    Fate.PARTIAL: "t",
    Fate.POOR: "p",
    Fate.NO_ARTICLE: "n",
    Fate.REFUSED: "r",
    Fate.ROBOTS: "b",
    Fate.FAILED: "f",
}
"""Fates are kept as a letter each. New letters are added, old ones never given to another."""

_FATES = {letter: fate for fate, letter in LETTERS.items()}
_ID = re.compile(r"[\w.-]{1,200}")


def is_id(text: str) -> bool:
    """Whether this can be the id of a source: it becomes part of a key."""
    return bool(_ID.fullmatch(text))


def written(source: Source) -> str:
    """The definition of a source: JSON without what is default."""
    return source.model_dump_json(exclude_defaults=True)


def read(definition: bytes) -> Source:
    """The same the other way."""
    return Source.model_validate_json(definition)


def packed(state: State) -> bytes:
    """The state of a source as bytes."""
    return pack(state)


def unpacked(state: bytes) -> State:
    """The same the other way; empty: nothing was learned yet."""
    return unpack(State, state) if state else State()


def shown_packed(shown: bytes) -> bytes:
    """What a source showed, compressed: without stamps it shrinks by a third."""
    return zstandard.ZstdCompressor(level=3).compress(shown)


def shown_unpacked(blob: bytes | None) -> bytes:
    """The same the other way."""
    return zstandard.ZstdDecompressor().decompress(blob, max_output_size=MOST * (KEY + STAMP)) if blob else b""


def due(token: int, fields: Sequence[Any]) -> Due:
    """A claimed source, as `claim.lua` answers it.

    Where its address was changed by a person, nothing of what was learned of the old one is asked with.
    """
    definition, state, letters, afresh, places = fields
    learned = unpacked(state)
    if afresh:
        learned = learned.evolve(etag=None, last_modified=None, places={})
    else:
        learned = learned.evolve(places=learned.places | pairs(places))
    return Due(source=read(definition), state=learned, token=token, fates=fates_of(letters))


def fates_of(letters: bytes) -> tuple[Fate, ...]:
    """What became of a source's latest articles, the newest first."""
    return tuple(_FATES[letter] for letter in letters.decode() if letter in _FATES)


def changed(before: Source, after: Source) -> dict[str, tuple[object, object]]:
    """What a check changed in a source, by field: the new and the old value as JSON types."""
    new, old = after.model_dump(mode="json"), before.model_dump(mode="json")
    return {field: (new[field], old[field]) for field in new if new[field] != old[field]}


def line(change: Change) -> str:
    """A line of history."""
    return json.dumps([milliseconds(change.at), change.event, change.detail])


def _change(raw: bytes) -> Change:
    at, event, detail = json.loads(raw)
    return Change(at=moment(at), event=event, detail=detail)


def standing(fields: Sequence[bytes]) -> Standing:
    """A source as it is shown, from `standings.lua`."""
    definition, state, next_check = fields
    return Standing(
        source=read(definition), state=unpacked(state), next_check=moment(next_check.decode()) if next_check else None
    )


def with_history(shown: Standing, lines: Sequence[bytes]) -> Standing:
    """The same with its history. That it was added isn't kept as a line of its own."""
    added = Change(at=shown.source.added_at, event="added")
    return shown.evolve(history=(*map(_change, lines), added))


def delay(conclusion: Conclusion) -> int:
    """Milliseconds from the check to the next one, both by the clock of who checked: it may differ from Redis's."""
    checked = conclusion.state.checked_at or conclusion.next_check
    return max(0, milliseconds(conclusion.next_check) - milliseconds(checked))
