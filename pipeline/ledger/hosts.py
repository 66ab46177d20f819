"""Turns of hosts: what politeness knows of them beyond the default delay."""

from __future__ import annotations

from pipeline.ledger.scripting import Scripts

REMEMBERED = 2 * 86400
"""Seconds that a delay is remembered: robots.txt is read again every day."""

LONGEST_DELAY, LONGEST_HOLD = 3600.0, 7 * 86400.0
"""Bounds of what a host may wish, in seconds: a mistake of theirs must not park its articles for years."""


class Hosts:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def set_delay(self, host: str, seconds: float) -> None:
        milliseconds = round(1000 * min(max(seconds, 0.0), LONGEST_DELAY))
        self._scripts.call("host", host, "delay", milliseconds, REMEMBERED * 1000)

    def hold(self, host: str, seconds: float) -> None:
        milliseconds = round(1000 * min(max(seconds, 0.0), LONGEST_HOLD))
        self._scripts.call("host", host, "hold", milliseconds, 0)

    def take_turn(self, host: str, id: str | None) -> float:
        return int(self._scripts.call("turn", host, id or "")) / 1000
