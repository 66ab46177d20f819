"""Near: the tables of near duplicates in Redis, and the one place where their numbers stand.

A text takes at most 500 bytes for 30 days: a record of about 300 (its signature, in which set it is), and 16 entries of
8 bytes in shared buckets. Finding its copies reads the same few buckets however many texts there are. All of
it, sets of copies included, happens in one script, which Redis runs alone and whole: two workers with two copies
of one text can't miss each other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from redis import Redis

from pipeline.cluster.signature import PERMUTATIONS, Signature
from pipeline.ledger.scripting import told_apart

SIMILAR = 0.45
"""Share of common shingles from which on a text is a copy: a text shortened to half has 0.5 in common with the
whole, one shortened a little and edited 0.6 to 0.9; two papers on one event, with the same quotations, under 0.2."""

SIMILAR_SHORT, SHORT = 0.9, 30
"""Texts of fewer shingles (a flash, a headline alone) must be the same but for a word: a few common phrases are
half of them."""

LIFETIME = 30 * 86_400_000
"""Milliseconds that a text is remembered: a copy comes within days."""

SETTINGS = {
    "lifetime": LIFETIME,
    "period": 10 * 86_400_000,  # ms that a generation of buckets takes new texts
    "told": 3_600_000,  # ms that changes are told again when the same text comes again
    "candidates": 32,  # texts compared for each bucket; more under one tag are all copies of one another
    "splits": 64,  # members of the largest set that is taken apart again when one leaves
    "short": SHORT,
    "equal": round(PERMUTATIONS * (SIMILAR + (1 - SIMILAR) / 256)),
    "equal_short": round(PERMUTATIONS * SIMILAR_SHORT),
}
"""What the scripts go by; `equal` counts equal values, those that are equal by chance included."""

_SHARED = ("records", "near", "copies")
_SETTINGS = json.dumps(SETTINGS)


def place(
    redis: Redis, prefix: str, id: str, token: int, moment: int, signature: Signature | None
) -> tuple[str | None, dict[str, str | None]]:
    """Places a text among its copies; gives its `duplicate_of` and that of each other text that changed by it.

    `moment` is its date in milliseconds since 1970; no `signature`: a text without words is nobody's copy. A
    `token` smaller than the last one changes nothing. Raises `Away("redis")`.
    """
    values, shingles, bands = (signature.values, signature.shingles, signature.bands) if signature else (b"", 0, b"")
    first, *pairs = _call(redis, "place", prefix, id, token, moment, values, shingles, bands)
    others = map(_text, pairs)
    return _text(first) or None, {id: copy_of or None for id, copy_of in zip(others, others, strict=True)}


def stand(redis: Redis, prefix: str, ids: Sequence[str]) -> dict[str, str | None]:
    """The `duplicate_of` of the texts known, as it is now; raises `Away("redis")`."""
    found = _call(redis, "stand", prefix, *ids) if ids else []
    return {id: _text(copy_of) or None for id, copy_of in zip(ids, found, strict=True) if copy_of is not None}


@cache
def _source(name: str) -> str:
    folder = resources.files("pipeline.cluster") / "scripts"
    parts = [(folder / f"{part}.lua").read_text("utf-8") for part in (*_SHARED, name)]
    # At Redis's memory limit work under way still ends, which frees more than this takes.
    return "\n".join(["#!lua flags=allow-oom", *parts])


def _call(redis: Redis, name: str, prefix: str, *args: str | bytes | int) -> Any:
    with told_apart():
        return redis.register_script(_source(name))(keys=[prefix], args=[_SETTINGS, *args])


def _text(answer: bytes | str) -> str:
    return answer.decode() if isinstance(answer, bytes) else answer
