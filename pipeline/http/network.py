"""The network below the client: a connection goes to the very address that was checked.

Without this a name could be public when it is looked at and private when it is connected to (DNS rebinding). The
name still stands in the Host header, in SNI and in the certificate check, which lie above.
"""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import certifi
import httpcore
import httpx
from httpcore._backends.auto import AutoBackend

from pipeline.errors import Failed
from pipeline.http.addresses import Guard
from pipeline.http.encodings import ACCEPTED
from pipeline.outcomes import Reason

POOLS = 16
"""Pools over which hosts are spread: at every request httpcore looks, for each connection of a pool, at all others."""

IDLE, KEPT_OPEN = 50, 10.0
"""Connections of a pool that are kept open for the next request, and for how many seconds. How many are open in all
is bounded by how many requests are made at a time."""

CONNECT_TIMEOUT = 10.0

PROXIES = 16
"""Proxies whose connections are kept; one that is over this number is closed when nobody uses it."""


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that the guard has let through."""

    def __init__(self, guard: Guard) -> None:
        self._guard, self._network = guard, AutoBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's own signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Tries the checked addresses in the resolver's order; raises `Rejected` or `Failed` as the guard does."""
        addresses = await self._guard.addresses(host)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Refused: no page is there."""
        raise httpcore.UnsupportedProtocol("no Unix sockets")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


def _trust() -> ssl.SSLContext:
    """The authorities that this system trusts, and Mozilla's: some systems have none of their own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport (HTTP/1.1 and HTTP/2) over the checked network."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext | None = None) -> None:
        trust = trust or _trust()
        super().__init__(http2=True, verify=trust)
        # httpx offers no argument for the network below it; the pool is the one that it would make itself.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=None,
            max_keepalive_connections=IDLE,
            keepalive_expiry=KEPT_OPEN,
            http1=True,
            http2=True,
            network_backend=CheckedNetwork(guard),
        )


@dataclass
class _Way:
    """A client through one proxy, or through none, and how many requests are under way in it."""

    client: httpx.AsyncClient
    used: int = 0


class Connections:
    """The clients of one process: some for all direct requests, and one for each proxy.

    A target is checked by the guard on both ways. The address of a proxy is the user's own choice, and isn't.
    """

    def __init__(self, guard: Guard, agent: str, seconds: float) -> None:
        self._guard, self._agent, self._seconds = guard, agent, seconds
        trust = _trust()
        self._direct = [_Way(self._client(CheckedTransport(guard, trust))) for _ in range(POOLS)]
        self._proxied: OrderedDict[str, _Way] = OrderedDict()

    @asynccontextmanager
    async def open(
        self, url: str, headers: list[tuple[bytes, bytes]], proxy: str | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The answer to a GET, its body still to be read; raises what httpx does, and what the guard does."""
        if proxy is not None:
            await self._guard.addresses(urlsplit(url).hostname or "")
        way = self._directly(url) if proxy is None else await self._through(proxy)
        way.used += 1
        try:
            async with way.client.stream("GET", url, headers=headers) as response:
                yield response
        finally:
            way.used -= 1

    async def close(self) -> None:
        """Closes all connections."""
        for way in (*self._direct, *self._proxied.values()):
            await way.client.aclose()

    def _directly(self, url: str) -> _Way:
        return self._direct[crc32(urlsplit(url).netloc.encode()) % POOLS]

    async def _through(self, proxy: str) -> _Way:
        if proxy not in self._proxied:
            self._proxied[proxy] = _Way(self._client(_proxy_transport(proxy)))
        self._proxied.move_to_end(proxy)
        way = self._proxied[proxy]
        idle = [name for name, other in self._proxied.items() if not other.used and other is not way]
        for name in idle[: max(0, len(self._proxied) - PROXIES)]:
            await self._proxied.pop(name).client.aclose()
        return way

    def _client(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            transport=transport,
            headers=[(b"User-Agent", self._agent.encode()), (b"Accept-Encoding", ACCEPTED.encode())],
            timeout=httpx.Timeout(self._seconds, connect=min(CONNECT_TIMEOUT, self._seconds)),
            follow_redirects=False,
            trust_env=False,
        )
        # A visit keeps its own cookies, for as long as it lasts.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return client


def _proxy_transport(proxy: str) -> httpx.AsyncHTTPTransport:
    try:
        return httpx.AsyncHTTPTransport(
            proxy=httpx.Proxy(proxy),
            verify=_trust(),
            http2=True,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=IDLE, keepalive_expiry=KEPT_OPEN),
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise Failed(Reason.BROKEN_ANSWER, f"the proxy: {error}") from None
