"""Fetching over TLS and HTTP/2: who answers is checked by its name, though the address is chosen by us."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator

import pytest

from pipeline.errors import Failed
from pipeline.fetch.fetch import Manners, fetch
from pipeline.http.client import Client, Limits
from pipeline.http.robots import Robots
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Page
from tests.mockserver.secure import CERTIFICATE, NAME, SecurePress
from tests.mockserver.turns import FreeTurns

BODY = "<html><p>L’été arrive.</p></html>".encode() * 100


@pytest.fixture
def secure_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecurePress]:
    """Found under two names; its certificate, good for one of them, is trusted."""
    real = socket.getaddrinfo

    def resolve(host: object, *rest: object, **named: object) -> object:
        return real("127.0.0.1" if host in (NAME, "other.example") else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with SecurePress(BODY) as press:
        yield press


def fetched(url: str) -> Page:
    async def inside() -> Page:
        client = Client(allowed=[ipaddress.ip_network("127.0.0.0/8")], limits=Limits(seconds=5.0))
        try:
            return await fetch(Candidate(url=url), client, Manners(Robots(client)), FreeTurns())
        finally:
            await client.close()

    return asyncio.run(inside())


def reason(url: str) -> Reason:
    with pytest.raises(Failed) as failed:
        fetched(url)
    return failed.value.reason


def test_a_page_over_http_2_by_its_name(secure_press: SecurePress) -> None:
    assert fetched(secure_press.url("/a?b=1")).content == BODY
    authority = f"{NAME}:{secure_press.port}"
    assert secure_press.log == [(authority, "/robots.txt"), (authority, "/a?b=1")]
    assert secure_press.names == [NAME], "both requests share one connection"


def test_a_certificate_for_another_name_is_refused(secure_press: SecurePress) -> None:
    assert reason(secure_press.url("/a", "other.example")) == Reason.TLS_ERROR
    assert secure_press.log == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secure_press: SecurePress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert reason(secure_press.url("/a")) == Reason.TLS_ERROR
    assert secure_press.log == []


@pytest.mark.parametrize("path", ["/reset", "/nonsense"])
def test_an_answer_that_breaks_off_is_a_broken_one(secure_press: SecurePress, path: str) -> None:
    assert reason(secure_press.url(path)) == Reason.BROKEN_ANSWER
