"""The network below the client: a connection goes to the very address that was checked.

Without this a name could be public when it is looked at and private when it is connected to (DNS rebinding). The
name still stands in the Host header, in SNI and in the certificate check, which lie above.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import certifi
import httpcore
import httpx
from httpcore._backends.auto import AutoBackend

from pipeline.http.addresses import Guard

CONNECTIONS, IDLE = 200, 50
"""Connections of one process, and those kept open for the next request; for this many seconds:"""
KEPT_OPEN = 10.0


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

    def __init__(self, guard: Guard) -> None:
        super().__init__(http2=True)
        # httpx offers no argument for the network below it; the pool is the one that it would make itself.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_trust(),
            max_connections=CONNECTIONS,
            max_keepalive_connections=IDLE,
            keepalive_expiry=KEPT_OPEN,
            http1=True,
            http2=True,
            network_backend=CheckedNetwork(guard),
        )
