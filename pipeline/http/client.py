"""The polite client: bounded in time, size, redirects and decompression, one request at a time per turn."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Protocol

import httpx

from pipeline import urls
from pipeline.errors import Failed, Rejected
from pipeline.http.addresses import Guard, Network
from pipeline.http.challenges import STATUSES, challenger
from pipeline.http.encodings import unpacked
from pipeline.http.failures import LOWER, of_status, of_transport
from pipeline.http.network import Connections
from pipeline.http.shelf import Shelf
from pipeline.http.visit import Visit
from pipeline.outcomes import Reason
from pipeline.records import Access

NAME = "Rotative"
"""The product token of the User-Agent, by which robots.txt may address us (RFC 9309, 2.2.1)."""

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
MOST_REDIRECTS = 10
NOT_MODIFIED = 304

LOOKED_AT = 64 * 1024
"""Bytes of an answer in which a challenge is looked for."""


class Turns(Protocol):
    """Turns at hosts, shared by all workers."""

    def at(self, host: str) -> AbstractAsyncContextManager[None]:
        """One turn at a host, for one request: waits for it at the beginning, tells at the end that the request is
        over and, by the error that passes through, how it went. Raises `Postponed` when it is too far away."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for all requests of one page together (waiting for turns aside), `size` in bytes, unpacked."""

    seconds: float = 30.0
    size: int = 10 * 1024**2


@dataclass(frozen=True, slots=True)
class Validators:
    """What an earlier answer said of its version, for a conditional request (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the URL that answered, all that were met before it, and the body without content codings.

    `status` 304, with an empty body: nothing has changed since the validators that were sent. `moved_to`: where
    permanent redirects (301, 308) lead, up to the first temporary one; None: the URL that was asked for stands.
    """

    url: str
    status: int
    headers: httpx.Headers
    body: bytes
    met: tuple[str, ...] = ()
    moved_to: str | None = None


Check = Callable[[str], Awaitable[None]]
TypeCheck = Callable[[httpx.Headers], None]


def user_agent(contact: str | None = None, agent: str | None = None) -> str:
    """Who we say that we are: name, version, and how to reach the person who runs it.

    :param agent: another name and version than our own.
    """
    agent = agent or f"{NAME}/{metadata.version('rotative')}"
    return f"{agent} (+{contact})" if contact and contact not in agent else agent


def product_token(agent: str) -> str:
    """The name in a User-Agent by which robots.txt may address it; ours where it has none of its own."""
    found = re.match(r"[A-Za-z_-]+", agent)
    return found[0] if found and found[0].lower() != "mozilla" else NAME


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


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, the same at each hop."""

    accept: str
    known: Validators | None
    check_type: TypeCheck | None
    size: int
    cut: bool
    challenges: bool

    def headers(self) -> dict[str, str]:
        wished = {"Accept": self.accept}
        if self.known and self.known.etag:
            wished["If-None-Match"] = self.known.etag
        if self.known and self.known.last_modified:
            wished["If-Modified-Since"] = self.known.last_modified
        return wished


@dataclass(frozen=True, slots=True)
class _Redirect:
    to: str
    permanent: bool


class Client:
    """One client in a process, in one asyncio loop. Cookies live as long as one `get`; proxies of the environment
    are ignored.

    :param contact: URL or e-mail that the User-Agent shows.
    :param agent: another User-Agent than our own.
    :param allowed: networks that may be asked though they are private.
    :param shelf: where addresses of hosts are shared with other processes.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        agent: str | None = None,
        allowed: Sequence[Network] = (),
        limits: Limits = Limits(),
        shelf: Shelf | None = None,
    ) -> None:
        self._limits, self._guard = limits, Guard(allowed, shelf)
        self.agent = user_agent(contact, agent)
        self.token = product_token(self.agent)
        self._connections = Connections(self._guard, self.agent, limits.seconds)

    async def close(self) -> None:
        """Closes all connections."""
        await self._connections.close()
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
        access: Access | None = None,
        known: Validators | None = None,
        redirects: int = MOST_REDIRECTS,
        challenges: bool = True,
    ) -> Answer:
        """The answer (2xx, or 304 where validators were given) at the end of the redirects.

        :param accept: the Accept header.
        :param check: asked before each hop whether its URL may be requested (robots.txt); raises if not.
        :param check_type: looks at the headers before the body is read; raises if it isn't wanted.
        :param size: bytes, if fewer than the client's limit; what is longer is refused.
        :param cut: what is longer is cut off there instead.
        :param access: headers and cookies for the hosts of its domain, and the proxy for all requests.
        :param known: what was known before: asks for something newer only.
        :param redirects: how many of them are followed.
        :param challenges: whether a challenge page instead of the answer is told as `Rejected(challenge)`.
        :raises Rejected, Failed: as told in `pipeline.http.failures`.
        :raises Postponed: no turn.
        """
        wish = _Wish(accept, known, check_type, size or self._limits.size, cut, challenges)
        budget, visit = _Budget(self._limits.seconds), Visit(url, access)
        for _ in range(redirects + 1):
            if check is not None:
                await check(visit.url)
            async with turns.at(urls.host(visit.url) or ""):
                with budget:
                    answer = await self._hop(visit, wish, budget.left)
            if isinstance(answer, Answer):
                return answer
            visit.go(answer.to, answer.permanent)
        raise Rejected(Reason.TOO_MANY_REDIRECTS, f"more than {redirects} redirects")

    async def _hop(self, visit: Visit, wish: _Wish, seconds: float) -> Answer | _Redirect:
        try:
            async with (
                asyncio.timeout(seconds),
                self._connections.open(visit.url, visit.headers(wish.headers()), visit.proxy) as response,
            ):
                visit.keep_cookies(response)
                return await self._read(visit, response, wish)
        except TimeoutError:
            raise Failed(Reason.TIMEOUT, f"no whole answer in {seconds:.0f} s") from None
        except LOWER as error:
            raise _through_proxy(error) if visit.proxy else of_transport(error) from error

    async def _read(self, visit: Visit, response: httpx.Response, wish: _Wish) -> Answer | _Redirect:
        status, headers = response.status_code, response.headers
        if status in REDIRECTS and "location" in headers:
            return _Redirect(urls.redirected(visit.url, headers["location"]), status in PERMANENT)
        if status == NOT_MODIFIED and wish.known is not None:
            return _answer(visit, response, b"")
        problem = of_status(status, headers, datetime.now(UTC))
        if problem is not None:
            if wish.challenges and status in STATUSES:
                _refuse_challenge(status, headers, await _beginning(response))
            raise problem
        if wish.check_type is not None:
            wish.check_type(headers)
        body = await _body(response, wish.size, wish.cut)
        if wish.challenges:
            _refuse_challenge(status, headers, body)
        return _answer(visit, response, body)


def _through_proxy(error: Exception) -> Failed | Rejected:
    # A proxy that can't be reached says nothing of the host behind it.
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)):
        return Failed(Reason.BROKEN_ANSWER, f"the proxy: {error or type(error).__name__}")
    return of_transport(error)


def _answer(visit: Visit, response: httpx.Response, body: bytes) -> Answer:
    return Answer(visit.url, response.status_code, response.headers, body, visit.met, visit.moved_to)


def _refuse_challenge(status: int, headers: httpx.Headers, body: bytes) -> None:
    who = challenger(status, headers, body[:LOOKED_AT], len(body))
    if who:
        raise Rejected(Reason.CHALLENGE, f"status {status}: a challenge page of {who} instead of an answer")


async def _beginning(response: httpx.Response) -> bytes:
    """What can be read of an answer that is no page; broken ones tell nothing."""
    try:
        return await _body(response, LOOKED_AT, cut=True)
    except (Failed, Rejected, *LOWER):
        return b""


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
