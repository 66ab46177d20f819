"""robots.txt, obeyed (RFC 9309)."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import Failed, Rejected
from pipeline.http.client import Client, Turns
from pipeline.outcomes import Reason

KEPT = 24 * 3600.0
"""Seconds that rules are used without looking again (RFC 9309, 2.4)."""

LARGEST = 500 * 1024
"""Bytes that are read of it; what stands behind them doesn't count (RFC 9309, 2.5)."""

ACCEPT = "text/plain, */*;q=0.1"

REMEMBERED = 5_000
"""Origins whose rules are kept in memory."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin, until a moment (monotonic)."""

    parsed: Protego
    until: float


class Robots:
    """Asks each origin for its rules once a day, within one process."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, turns: Turns) -> float | None:
        """The Crawl-delay in seconds that the origin asks of us, if any.

        :raises Rejected: `robots`: this URL is not for us.
        :raises Failed: the rules can't be read now: the whole origin has to wait (RFC 9309, 2.3.1.4).
        """
        parts = urlsplit(url)
        rules = await self._of(f"{parts.scheme}://{parts.netloc}", turns)
        if not rules.can_fetch(url, self._client.token):
            raise Rejected(Reason.ROBOTS, f"robots.txt of {parts.netloc} refuses it")
        delay = rules.crawl_delay(self._client.token)
        return float(delay) if delay else None

    async def _of(self, origin: str, turns: Turns) -> Protego:
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                known = self._rules.get(origin)
                if known is None or known.until < time.monotonic():
                    known = Rules(await self._ask(origin, turns), time.monotonic() + KEPT)
                    self._remember(origin, known)
                return known.parsed
        finally:
            if not lock.locked():
                self._asking.pop(origin, None)

    async def _ask(self, origin: str, turns: Turns) -> Protego:
        try:
            answer = await self._client.get(
                f"{origin}/robots.txt", turns, accept=ACCEPT, size=LARGEST, cut=True, challenges=False
            )
        except Rejected as refusal:
            if refusal.reason is Reason.PRIVATE_ADDRESS:
                raise
            # No file, or none that can be read: there are no rules (RFC 9309, 2.3.1.3).
            return Protego.parse("")
        except Failed as failure:
            raise Failed(failure.reason, f"robots.txt: {failure.detail}", failure.after) from failure
        return _parsed(answer.body)

    def _remember(self, origin: str, rules: Rules) -> None:
        self._rules[origin] = rules
        self._rules.move_to_end(origin)
        if len(self._rules) > REMEMBERED:
            self._rules.popitem(last=False)


def _parsed(body: bytes) -> Protego:
    # The last line may have been cut: half a path would forbid too much.
    whole = body if len(body) < LARGEST else body[: body.rfind(b"\n") + 1]
    text = whole.decode("utf-8-sig", "replace")
    # A site without the file often answers with a page: its lines are no rules.
    return Protego.parse("" if text.lstrip()[:1] == "<" else text)
