"""Which addresses may be asked: none that is private, unless the user allowed it (promise 5)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Sequence

from pipeline.errors import Failed, Rejected
from pipeline.outcomes import Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REMEMBERED, KEPT = 10_000, 60.0
"""Hosts whose addresses are remembered, and for how many seconds."""

PATIENCE = 10.0
"""Seconds that a name may take to resolve."""

_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet (RFC 6890), and so is the IPv4 address that it carries.

    IPv6 can carry an IPv4 address: mapped (RFC 4291), 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052).
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id or address.is_site_local or any(address in network for network in _NAT64):
            return False
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(carried is not None and not is_public(carried) for carried in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _SHARED


class Guard:
    """Resolves names, and lets only those through whose addresses may all be asked.

    :param allowed: networks that may be asked though they are private.
    """

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, checked: a connection goes to one of these and to no other.

        :raises Rejected: `private-address`, when any of them is: a name that points both ways is a trap.
        :raises Failed: `unknown-host` or `timeout`.
        """
        known = self._known.get(host)
        if known is None or known[0] < time.monotonic():
            found = await _resolve(host)
            self._check(host, found)
            self._remember(host, found)
            return found
        return known[1]

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


async def _resolve(host: str) -> tuple[str, ...]:
    try:
        async with asyncio.timeout(PATIENCE):
            rows = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise Failed(Reason.TIMEOUT, f"{host} did not resolve in {PATIENCE:.0f} s") from None
    except (OSError, UnicodeError) as error:
        raise Failed(Reason.UNKNOWN_HOST, f"{host} does not resolve: {error}") from None
    return tuple(dict.fromkeys(str(row[4][0]) for row in rows))
