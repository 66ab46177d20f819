"""The polite client: bounded in time, size, redirects and decompression, one request at a time per turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from importlib import metadata
from typing import Protocol

import httpx

from pipeline import urls
from pipeline.errors import Failed, Rejected
from pipeline.http.addresses import Guard, Network
from pipeline.http.encodings import ACCEPTED, unpacked
from pipeline.http.failures import LOWER, of_status, of_transport
from pipeline.http.network import CheckedTransport
from pipeline.outcomes import Reason

NAME = "Rotative"
"""The product token of the User-Agent, by which robots.txt may address us (RFC 9309, 2.2.1)."""

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 10
CONNECT_TIMEOUT = 10.0


class Turns(Protocol):
    """Turns at hosts, shared by all workers."""

    async def take(self, host: str) -> None:
        """Waits for one more turn at a host; raises `Postponed` when it is too far away."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for all requests of one page together (waiting for turns aside), `size` in bytes, unpacked."""

    seconds: float = 30.0
    size: int = 10 * 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the URL that answered, all that were met before it, and the body without content codings."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes
    met: tuple[str, ...] = ()


Check = Callable[[str], Awaitable[None]]
TypeCheck = Callable[[httpx.Headers], None]


def user_agent(contact: str | None) -> str:
    """Who we say that we are: name, version, and how to reach the person who runs it."""
    agent = f"{NAME}/{metadata.version('rotative')}"
    return f"{agent} (+{contact})" if contact else agent


@dataclass
class _Budget:
    """The seconds that are left for requests."""

    left: float
    started: float = field(default=0.0)

    def __enter__(self) -> _Budget:
        if self.left <= 0:
            raise Failed(Reason.TIMEOUT, "no answer in time")
        self.started = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.left -= time.monotonic() - self.started


class Client:
    """One client in a process, in one asyncio loop. Cookies are refused, proxies of the environment ignored."""

    def __init__(
        self, *, contact: str | None = None, allowed: Sequence[Network] = (), limits: Limits = Limits()
    ) -> None:
        self._limits, self._guard = limits, Guard(allowed)
        self._http = httpx.AsyncClient(
            transport=CheckedTransport(self._guard),
            headers={"User-Agent": user_agent(contact), "Accept-Encoding": ACCEPTED},
            timeout=httpx.Timeout(limits.seconds, connect=min(CONNECT_TIMEOUT, limits.seconds)),
            follow_redirects=False,
            trust_env=False,
        )
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.aclose()
        self._guard.close()

    async def get(
        self,
        url: str,
        turns: Turns,
        *,
        accept: str,
        check: Check | None = None,
        check_type: TypeCheck | None = None,
        size: int | None = None,
        cut: bool = False,
    ) -> Answer:
        """The answer (2xx) at the end of the redirects.

        :param accept: the Accept header.
        :param check: asked before each hop whether its URL may be requested (robots.txt); raises if not.
        :param check_type: looks at the headers before the body is read; raises if it isn't wanted.
        :param size: bytes, if fewer than the client's limit; what is longer is refused.
        :param cut: what is longer is cut off there instead.
        :raises Rejected, Failed: as told in `pipeline.http.failures`.
        :raises Postponed: no turn.
        """
        budget, met = _Budget(self._limits.seconds), list[str]()
        for _ in range(MOST_REDIRECTS + 1):
            if check is not None:
                await check(url)
            await turns.take(urls.host(url) or "")
            with budget:
                answer = await self._hop(url, accept, check_type, size or self._limits.size, cut, budget.left)
            if not isinstance(answer, str):
                return Answer(answer.url, answer.status, answer.headers, answer.body, tuple(met))
            met.append(url)
            url = answer
            if url in met:
                raise Rejected(Reason.TOO_MANY_REDIRECTS, f"redirects in a circle at {url}")
        raise Rejected(Reason.TOO_MANY_REDIRECTS, f"more than {MOST_REDIRECTS} redirects")

    async def _hop(
        self, url: str, accept: str, check_type: TypeCheck | None, size: int, cut: bool, seconds: float
    ) -> Answer | str:
        """An answer, or the URL to which it redirects."""
        try:
            async with asyncio.timeout(seconds), self._http.stream("GET", url, headers={"Accept": accept}) as response:
                if response.status_code in REDIRECTS and "location" in response.headers:
                    return urls.redirected(url, response.headers["location"])
                problem = of_status(response.status_code, response.headers, datetime.now(UTC))
                if problem is not None:
                    raise problem
                if check_type is not None:
                    check_type(response.headers)
                return Answer(url, response.status_code, response.headers, await _body(response, size, cut))
        except TimeoutError:
            raise Failed(Reason.TIMEOUT, f"no whole answer in {seconds:.0f} s") from None
        except LOWER as error:
            raise of_transport(error) from error


async def _body(response: httpx.Response, size: int, cut: bool) -> bytes:
    """The body, read and unpacked within bounds."""
    declared = response.headers.get("content-length", "")
    if not cut and declared.isascii() and declared.isdigit() and int(declared[:18]) > size:
        raise Rejected(Reason.TOO_LARGE, f"{declared} bytes announced")
    body = bytearray()
    # Raw: httpx would unpack each chunk whole, however much it unpacks to.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > size and cut:
            break
        if len(body) > size:
            raise Rejected(Reason.TOO_LARGE, f"more than {size} bytes")
    return unpacked(bytes(body), response.headers.get("content-encoding", ""), size, cut=cut)
