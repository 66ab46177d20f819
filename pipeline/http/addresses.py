"""Which addresses may be asked: none that is private, unless the user allowed it (promise 5)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.errors import Failed, Rejected
from pipeline.http.shelf import MemoryShelf, Shelf
from pipeline.outcomes import Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REMEMBERED, KEPT = 10_000, 60.0
"""Hosts whose addresses a process remembers, and for how many seconds."""

SHARED, SHARED_AS_UNKNOWN = 300.0, 30.0
"""Seconds for which all processes use the addresses that one has found, and its word that there are none."""

MOST_ADDRESSES = 16
"""Addresses of one host that are used."""

PATIENCE = 10.0
"""Seconds that a name may take to resolve."""

RESOLVERS = 16
"""Names that are resolved at once. A name whose servers hang holds its thread long after nobody waits for it any
more, so these are threads of their own."""

_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = tuple(map(ipaddress.ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""Not public, though not every Python that we run on knows it (RFC 6598, 6890, 7526, 9637)."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet (RFC 6890); one that carries another is what that one is.

    IPv6 carries IPv4 mapped (RFC 4291), by 6to4 (RFC 3056) and by NAT64 (RFC 6052); Teredo (RFC 4380) is given up.
    """
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address not in _UNICAST):
        return False
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class Guard:
    """Resolves names, and lets only those through whose addresses may all be asked.

    :param allowed: networks that may be asked though they are private.
    :param shelf: where answers are shared with other processes; what comes from there is checked like any other.
    """

    def __init__(self, allowed: Sequence[Network] = (), shelf: Shelf | None = None) -> None:
        self._allowed, self._shelf = tuple(allowed), shelf or MemoryShelf()
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")

    def close(self) -> None:
        """Lets the threads go as soon as they can."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, checked: a connection goes to one of these and to no other.

        :raises Rejected: `private-address`, when any of them is: a name that points both ways is a trap.
        :raises Failed: `unknown-host` or `timeout`.
        """
        known = self._known.get(host)
        if known is None or known[0] < time.monotonic():
            found = _literal(host) or await self._shared(host)
            self._check(host, found)
            self._remember(host, found)
            return found
        return known[1]

    async def _shared(self, host: str) -> tuple[str, ...]:
        name = f"dns:{host}"
        told = await self._shelf.get(name)
        if told is not None and (found := _addresses(told)):
            return found
        if told == NOBODY:
            raise Failed(Reason.UNKNOWN_HOST, f"{host} does not resolve: asked a moment ago")
        try:
            found = await self._resolve(host)
        except Failed as failure:
            if failure.reason is Reason.UNKNOWN_HOST:
                await self._shelf.put(name, NOBODY, SHARED_AS_UNKNOWN)
            raise
        await self._shelf.put(name, " ".join(found).encode(), SHARED)
        return found

    def _check(self, host: str, found: Sequence[str]) -> None:
        for text in found:
            address = ipaddress.ip_address(text)
            if not is_public(address) and not self._is_allowed(address):
                raise Rejected(Reason.PRIVATE_ADDRESS, f"{host} is at {text}, which is not a public address")

    def _is_allowed(self, address: Address) -> bool:
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self._allowed if network.version == plain.version)

    def _remember(self, host: str, found: tuple[str, ...]) -> None:
        if len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[host] = (time.monotonic() + KEPT, found)

    async def _resolve(self, host: str) -> tuple[str, ...]:
        asking = asyncio.get_running_loop().run_in_executor(self._threads, _ask, host)
        try:
            async with asyncio.timeout(PATIENCE):
                return await asking
        except TimeoutError:
            raise Failed(Reason.TIMEOUT, f"{host} did not resolve in {PATIENCE:.0f} s") from None
        except (OSError, UnicodeError) as error:
            raise Failed(Reason.UNKNOWN_HOST, f"{host} does not resolve: {error}") from None


NOBODY = b"-"
"""On the shelf: there is no such host."""


def _literal(host: str) -> tuple[str, ...]:
    """The address that a host is already, as far as everybody reads it the same way."""
    try:
        return (str(ipaddress.ip_address(host.strip("[]"))),)
    except ValueError:
        return ()


def _addresses(told: bytes) -> tuple[str, ...]:
    """What another process found; nothing, where it is no list of addresses."""
    texts = told.decode("ascii", "replace").split()[:MOST_ADDRESSES]
    try:
        return tuple(str(ipaddress.ip_address(text)) for text in texts)
    except ValueError:
        return ()


def _ask(host: str) -> tuple[str, ...]:
    rows = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(row[4][0]) for row in rows))[:MOST_ADDRESSES]
