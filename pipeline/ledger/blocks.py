"""The block list: what was removed, and under which names it may not come in again. It never expires."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.ledger.records import Block
from pipeline.ledger.rows import moment
from pipeline.ledger.scripting import Scripts

LISTED = 5_000
"""Entries that are told at most: Lua's `unpack` takes no more than some 8,000."""

LONGEST_REASON = 1_000
"""Characters of a reason that are kept."""


class Blocks:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def known(self, ids: Sequence[str], urls: Sequence[str]) -> list[bool]:
        names = [name for pair in zip(ids, urls, strict=True) for name in pair]
        return [bool(told) for told in self._scripts.call("known", *names)] if names else []

    def blocked(self, names: Sequence[str]) -> dict[str, str]:
        told = self._scripts.call("blocked", *names) if names else []
        return {name: _block(raw).reason for name, raw in zip(names, told, strict=True) if raw}

    def block(self, id: str, url: str, reason: str, names: Sequence[str]) -> Block:
        return _block(self._scripts.call("block", id, url, reason[:LONGEST_REASON], *names))

    def unblock(self, names: Sequence[str]) -> str | None:
        id: bytes | None = self._scripts.call("unblock", *names)
        return id.decode() if id else None

    def latest(self, most: int) -> list[Block]:
        return [_block(raw) for raw in self._scripts.call("blocks", min(most, LISTED)) if raw]


def _block(raw: bytes) -> Block:
    told = json.loads(raw)
    return Block(id=told["id"], url=told["url"], reason=told["reason"], at=moment(told["at"]))
