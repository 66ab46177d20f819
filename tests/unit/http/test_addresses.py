"""Which addresses are public."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Failed, Rejected
from pipeline.http import addresses, shelf
from pipeline.http.addresses import RESOLVERS, Guard, is_public
from pipeline.outcomes import Reason

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "2002:a00:1::"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001:0:a00:1::", "2001:0:808:808::"),
    *("192.0.0.9", "192.88.99.1", "3fff::1", "5f00::1", "100::1", "::7f00:1", "fe80::1%1", "ff0e::1"),
]


@pytest.mark.parametrize("text", PRIVATE)
def test_private(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "93.184.215.14",
        "8.8.8.8",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_address_is_as_private_in_ipv6_clothes(address: ipaddress.IPv4Address) -> None:
    for clothes in (
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::",
    ):
        assert is_public(ipaddress.ip_address(clothes)) == is_public(address)


@given(st.ip_addresses(v=6))
def test_whatever_is_public_is_unicast(address: ipaddress.IPv6Address) -> None:
    carried = address.ipv4_mapped or address in ipaddress.ip_network("64:ff9b::/96")
    assert not is_public(address) or carried or address in ipaddress.ip_network("2000::/3")


Rows = list[tuple[object, ...]]


def resolving(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], list[str]]) -> list[str]:
    """Has names resolve as `answer` says; the names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, *_: object, **__: object) -> Rows:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in answer(host)]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    return asked


def found(guard: Guard, *hosts: str) -> list[tuple[str, ...]]:
    async def inside() -> list[tuple[str, ...]]:
        return [await guard.addresses(host) for host in hosts]

    return asyncio.run(inside())


def test_a_name_is_asked_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, now = resolving(monkeypatch, lambda _: ["8.8.8.8", "8.8.8.8", "8.8.4.4"]), [0.0]
    monkeypatch.setattr(addresses.time, "monotonic", lambda: now[0])
    guard = Guard()
    assert found(guard, "a.example", "a.example") == [("8.8.8.8", "8.8.4.4")] * 2
    now[0] = 361.0
    found(guard, "a.example")
    assert asked == ["a.example"] * 2


def test_a_name_that_points_both_ways_is_a_trap(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, lambda _: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Rejected) as refused:
        found(Guard(), "a.example")
    assert refused.value.reason == Reason.PRIVATE_ADDRESS


def test_networks_that_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, lambda host: [host])
    guard = Guard([ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1/128")])
    assert found(guard, "10.1.2.3", "::ffff:10.1.2.3", "::1", "8.8.8.8")
    for other in ("10.2.0.1", "::ffff:10.2.0.1", "::2", "127.0.0.1"):
        with pytest.raises(Rejected):
            found(guard, other)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving(monkeypatch, lambda _: ["8.8.8.8"])
    monkeypatch.setattr(addresses, "REMEMBERED", 3)
    monkeypatch.setattr(shelf, "REMEMBERED", 3)
    found(Guard(), "a.example", "b.example", "c.example", "d.example", "a.example", "d.example")
    assert asked == ["a.example", "b.example", "c.example", "d.example", "a.example"]


def test_names_that_hang_hold_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(host: str) -> list[str]:
        released.wait(20)
        return ["8.8.8.8"]

    resolving(monkeypatch, hang)
    monkeypatch.setattr(addresses, "PATIENCE", 0.2)

    async def inside() -> None:
        guard = Guard()
        hanging = [guard.addresses(f"{number}.example") for number in range(2 * RESOLVERS)]
        told = await asyncio.gather(*hanging, return_exceptions=True)
        assert all(isinstance(error, Failed) and error.reason is Reason.TIMEOUT for error in told)
        # The loop's own threads, with which the ledger is asked, are free.
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 5) == "free"
        released.set()
        guard.close()

    asyncio.run(inside())


def test_a_name_that_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    resolving(monkeypatch, unknown)
    with pytest.raises(Failed) as failed:
        found(Guard(), "a.example")
    assert failed.value.reason == Reason.UNKNOWN_HOST
