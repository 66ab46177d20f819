"""Turns of hosts: what politeness knows of them beyond the default delay."""

from __future__ import annotations

from enum import StrEnum

from pipeline.ledger.records import Claim
from pipeline.ledger.scripting import Scripts

REMEMBERED = 2 * 86400
"""Seconds that a delay of robots.txt is remembered: it is read again every day."""

OWN_REMEMBERED = 30 * 86400
"""Seconds that a source's own delay is remembered: it is told again whenever the source is checked."""

LONGEST_DELAY, LONGEST_HOLD = 3600.0, 7 * 86400.0
"""Bounds of what a host may wish, in seconds: a mistake of theirs must not park its articles for years."""

Holder = Claim | str
"""Who takes a turn: a running fetch by its claim, anybody else by a name of his own."""


class Ending(StrEnum):
    """How a request ended, as far as it tells of its host: an answer, none (no connection, no name, no answer in
    time), or nothing of the kind."""

    WELL = "well"
    FAILED = "failed"
    UNTOLD = ""


class Hosts:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def set_delay(self, host: str, seconds: float | None, own: bool) -> None:
        wished = "" if seconds is None else str(round(1000 * min(max(seconds, 0.0), LONGEST_DELAY)))
        kept = OWN_REMEMBERED if own else REMEMBERED
        self._scripts.call("host", host, "pace" if own else "delay", wished, kept * 1000)

    def hold(self, host: str, seconds: float) -> None:
        self._scripts.call("host", host, "hold", _hold(seconds), 0)

    def take_turn(self, host: str, holder: Holder, patience: float) -> float:
        return int(self._scripts.call("turn", "take", host, *_named(holder), round(1000 * patience))) / 1000

    def end_turn(self, host: str, holder: Holder, ending: Ending, after: float) -> None:
        self._scripts.call("turn", "end", host, *_named(holder), _hold(after), ending.value)


def _hold(seconds: float) -> int:
    return round(1000 * min(max(seconds, 0.0), LONGEST_HOLD))


def _named(holder: Holder) -> tuple[str, str]:
    return (holder, "") if isinstance(holder, str) else (holder.passages[0].id, str(holder.token))
