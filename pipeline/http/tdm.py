"""/.well-known/tdmrep.json: what a site reserves of its rights on text and data mining (W3C TDMRep)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import Failed, Rejected
from pipeline.http.client import Client, Turns
from pipeline.http.common import Common
from pipeline.http.robots import Robots
from pipeline.http.shelf import MemoryShelf, Shelf
from pipeline.outcomes import Reason

PATH = "/.well-known/tdmrep.json"
ACCEPT = "application/json, */*;q=0.1"

KEPT, KEPT_IN_TROUBLE = 24 * 3600.0, 600.0
"""Seconds that a file counts without looking again, and the word that it couldn't be read."""

LARGEST, MOST_RULES, LONGEST_PATTERN = 64 * 1024, 200, 500
"""Bytes, rules, and characters of a rule's pattern that are read."""

REMEMBERED, NEAR = 5_000, 300.0
"""Origins whose rules a process remembers, and for how many seconds."""

Rule = tuple[str, bool]
"""The pattern of paths, and whether the rights to them are reserved."""


class Reservations:
    """The reservations of each origin, asked for once a day by all workers together. They take turns and obey
    robots.txt; a file that isn't there, can't be read or isn't one reserves nothing."""

    def __init__(self, client: Client, robots: Robots, shelf: Shelf | None = None) -> None:
        self._client, self._robots = client, robots
        self._common = Common(shelf or MemoryShelf())
        self._near: dict[str, tuple[float, tuple[Rule, ...]]] = {}

    async def reserved(self, url: str, turns: Turns) -> str | None:
        """The pattern under which a URL's rights are reserved; None: they are not. Raises `Postponed`, `Away`."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        until, listed = self._near.get(origin, (0.0, ()))
        if until < time.monotonic():
            told = await self._common.get(f"tdm:{origin}", turns, lambda once: self._ask(origin, once))
            listed = tuple((pattern, reserved) for pattern, reserved in json.loads(told))
            self._remember(origin, listed)
        return reserving(listed, url)

    def _remember(self, origin: str, listed: tuple[Rule, ...]) -> None:
        if len(self._near) >= REMEMBERED:
            self._near.clear()
        self._near[origin] = (time.monotonic() + NEAR, listed)

    async def _ask(self, origin: str, turns: Turns) -> tuple[bytes, float]:
        async def allowed(url: str) -> None:
            await self._robots.check(url, turns)

        try:
            answer = await self._client.get(
                origin + PATH, turns, accept=ACCEPT, check=allowed, size=LARGEST, challenges=False
            )
        except Rejected as refusal:
            if refusal.reason is Reason.PRIVATE_ADDRESS:
                raise
            return b"[]", KEPT
        except Failed:
            return b"[]", KEPT_IN_TROUBLE
        return json.dumps(list(rules(answer.body))).encode(), KEPT


def rules(body: bytes) -> Iterator[Rule]:
    """The rules of a file, in its order; what is none is passed over."""
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        return
    for row in (listed if isinstance(listed, list) else [])[:MOST_RULES]:
        location = row.get("location") if isinstance(row, dict) else None
        if isinstance(location, str) and location.startswith(("/", "*")) and len(location) <= LONGEST_PATTERN:
            yield location, str(row.get("tdm-reservation")) in ("1", "1.0", "True")


def reserving(listed: tuple[Rule, ...], url: str) -> str | None:
    """The pattern of the first rule that matches, if it reserves; patterns match as those of robots.txt do."""
    for pattern, reserved in listed:
        if _matches(pattern, url):
            return pattern if reserved else None
    return None


def _matches(pattern: str, url: str) -> bool:
    # protego knows how to match hostile patterns at little cost.
    line = "".join(character for character in pattern if character.isprintable()).replace("#", "%23")
    return not Protego.parse(f"User-agent: *\nDisallow: {line}\n").can_fetch(url, "any")
