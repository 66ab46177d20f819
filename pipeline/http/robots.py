"""robots.txt, obeyed (RFC 9309), and asked for once a day by all workers together."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
import zstandard
from protego import Protego

from pipeline.errors import Failed, Rejected
from pipeline.http.client import Client, Turns
from pipeline.http.common import Common
from pipeline.http.shelf import MemoryShelf, Shelf
from pipeline.outcomes import Reason

KEPT = 24 * 3600.0
"""Seconds that rules are used without looking again (RFC 9309, 2.4)."""

LARGEST = 500 * 1024
"""Bytes that are read of it; what stands behind them doesn't count (RFC 9309, 2.5)."""

MOST_REDIRECTS = 5
"""Redirects that are followed; behind more there are no rules (RFC 9309, 2.3.1.2)."""

ACCEPT = "text/plain, */*;q=0.1"

REMEMBERED = 16 * 1024**2
"""Bytes of rules that a process keeps parsed."""

WAITS = (5.0, 60.0, 600.0)
"""Seconds for which it is remembered that the rules can't be read, the first times in a row; then twice as long each
time, a day at most. One dropped connection is no trouble of a site, a second one may be."""

GIVEN_UP = 30 * 86400.0
"""Seconds after which rules that can't be read count as none (RFC 9309, 2.3.1.4)."""


class Kept(msgspec.Struct, frozen=True):
    """What is known of an origin's rules until a moment (seconds since 1970): their text, or why they can't be read."""

    until: float
    text: str = ""
    reason: str | None = None
    detail: str = ""


class Trouble(msgspec.Struct, frozen=True):
    """Since when, and how often in a row, an origin's rules couldn't be read."""

    since: float
    times: int


@dataclass(frozen=True, slots=True)
class Rules:
    kept: Kept
    parsed: Protego


class Robots:
    """The rules of each origin.

    :param shelf: where rules are shared with other processes; none: they are this process's own.
    """

    def __init__(self, client: Client, shelf: Shelf | None = None) -> None:
        self._client, self._shelf = client, shelf or MemoryShelf()
        self._common = Common(self._shelf)
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._size = 0

    async def check(self, url: str, turns: Turns) -> float | None:
        """The Crawl-delay in seconds that the origin asks of us, if any.

        :raises Rejected: `robots`: this URL is not for us.
        :raises Failed: the rules can't be read now: the whole origin has to wait (RFC 9309, 2.3.1.4).
        """
        rules = await self._of(url, turns)
        if not rules.can_fetch(url, self._client.token):
            raise Rejected(Reason.ROBOTS, f"robots.txt of {urlsplit(url).netloc} refuses it")
        delay = rules.crawl_delay(self._client.token)
        return float(delay) if delay else None

    async def sitemaps(self, url: str, turns: Turns) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a URL's origin names, as written there; raises as `check`."""
        return tuple(dict.fromkeys((await self._of(url, turns)).sitemaps))

    async def _of(self, url: str, turns: Turns) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules.get(origin)
        if rules is None or rules.kept.until <= time.time():
            told = await self._common.get(f"robots:{origin}", turns, lambda once: self._ask(origin, once))
            kept = _unpacked(told)
            rules = Rules(kept, _parsed(kept.text))
            self._remember(origin, rules)
        if rules.kept.reason is not None:
            after = max(1.0, rules.kept.until - time.time())
            raise Failed(Reason(rules.kept.reason), f"robots.txt: {rules.kept.detail}", after)
        return rules.parsed

    async def _ask(self, origin: str, turns: Turns) -> tuple[bytes, float]:
        try:
            answer = await self._client.get(
                f"{origin}/robots.txt",
                turns,
                accept=ACCEPT,
                size=LARGEST,
                cut=True,
                redirects=MOST_REDIRECTS,
                challenges=False,
            )
        except Rejected as refusal:
            if refusal.reason is Reason.PRIVATE_ADDRESS:
                raise
            # No file, or none that can be read: there are no rules (RFC 9309, 2.3.1.3).
            return await self._readable(origin, "")
        except Failed as failure:
            return await self._unreadable(origin, failure)
        return await self._readable(origin, _text(answer.body))

    async def _readable(self, origin: str, text: str) -> tuple[bytes, float]:
        await self._shelf.drop(f"robots-trouble:{origin}")
        return _packed(Kept(time.time() + KEPT, text)), KEPT

    async def _unreadable(self, origin: str, failure: Failed) -> tuple[bytes, float]:
        name, now = f"robots-trouble:{origin}", time.time()
        told = await self._shelf.get(name)
        earlier = msgspec.msgpack.decode(told, type=Trouble) if told else Trouble(now, 0)
        if now - earlier.since > GIVEN_UP:
            return _packed(Kept(now + KEPT)), KEPT
        await self._shelf.put(name, msgspec.msgpack.encode(Trouble(earlier.since, earlier.times + 1)), 2 * GIVEN_UP)
        seconds = min(KEPT, max(_wait(earlier.times), failure.after or 0.0))
        return _packed(Kept(now + seconds, "", failure.reason.value, failure.detail[:500])), seconds

    def _remember(self, origin: str, rules: Rules) -> None:
        self._forget(origin)
        self._rules[origin] = rules
        self._size += _size(rules)
        while self._size > REMEMBERED:
            self._forget(next(iter(self._rules)))

    def _forget(self, origin: str) -> None:
        if origin in self._rules:
            self._size -= _size(self._rules.pop(origin))


def _size(rules: Rules) -> int:
    return 1024 + len(rules.kept.text)


def _wait(times: int) -> float:
    return WAITS[times] if times < len(WAITS) else WAITS[-1] * 2.0 ** min(times - len(WAITS) + 1, 10)


def _packed(kept: Kept) -> bytes:
    return zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(kept))


def _unpacked(told: bytes) -> Kept:
    plain = zstandard.ZstdDecompressor().decompress(told, max_output_size=8 * LARGEST)
    return msgspec.msgpack.decode(plain, type=Kept)


def _text(body: bytes) -> str:
    # The last line may have been cut: half a path would forbid too much.
    whole = body if len(body) < LARGEST else body[: body.rfind(b"\n") + 1]
    text = whole.decode("utf-8-sig", "replace")
    # A site without the file often answers with a page: its lines are no rules.
    return "" if text.lstrip()[:1] == "<" else text


def _parsed(text: str) -> Protego:
    return Protego.parse(text)
