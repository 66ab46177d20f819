"""Fetching from a press that lies: each fault is one outcome with its reason, within bounds."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import resource
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator

import brotli
import pytest
import zstandard

from pipeline.errors import Failed, Rejected
from pipeline.fetch.fetch import Manners, fetch
from pipeline.http.addresses import Guard
from pipeline.http.client import Client, Limits
from pipeline.http.network import CheckedTransport
from pipeline.http.robots import Robots
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Page
from tests.mockserver.press import Handler, Press, dropped, endless, page, raw, redirect, silent, status
from tests.mockserver.turns import FreeTurns

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
ARTICLE = "<html><body><p>L’été arrive.</p></body></html>".encode()
MB = 1024**2


def _quick(body: bytes) -> bytes:
    return brotli.compress(body, quality=1)


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


def run(work: Callable[[Client, Robots, FreeTurns], Awaitable[Page]], allowed: object = LOOPBACK) -> Page:
    async def inside() -> Page:
        client = Client(allowed=allowed, limits=Limits(seconds=1.0, size=MB), contact="desk@example.org")
        try:
            return await work(client, Robots(client), FreeTurns())
        finally:
            await client.close()

    return asyncio.run(inside())


def fetched(url: str, allowed: object = LOOPBACK) -> Page:
    return run(lambda client, robots, turns: fetch(Candidate(url=url), client, Manners(robots), turns), allowed)


def test_a_page_comes_as_it_is(press: Press) -> None:
    url = press.on("/a", page(ARTICLE, etag='"1"', set_cookie="id=1"))
    got = fetched(url)
    assert (got.content, got.content_type, got.charset, got.status) == (ARTICLE, "text/html", "utf-8", 200)
    assert got.headers["etag"] == '"1"' and "set-cookie" not in got.headers
    agent = press.log[-1].headers["user-agent"]
    assert agent.startswith("Rotative/") and "desk@example.org" in agent


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("GZIP", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
    ],
)
def test_content_codings_are_undone(press: Press, coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert fetched(press.on("/a", page(pack(ARTICLE), content_encoding=coding))).content == ARTICLE


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", _quick), ("zstd", zstandard.compress)],
)
def test_a_bomb_is_refused_before_it_goes_off(press: Press, coding: str, pack: Callable[[bytes], bytes]) -> None:
    url = press.on("/bomb", page(pack(b"\0" * 150 * MB), content_encoding=coding))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Rejected) as refused:
        fetched(url)
    assert refused.value.reason == Reason.TOO_LARGE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024, "the bomb was unpacked"


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (status(404), Rejected, Reason.NOT_FOUND),
        (status(410), Rejected, Reason.GONE),
        (status(401), Rejected, Reason.FORBIDDEN),
        (status(403), Rejected, Reason.FORBIDDEN),
        (status(418), Rejected, Reason.HTTP_ERROR),
        (status(429), Failed, Reason.TOO_MANY_REQUESTS),
        (status(500), Failed, Reason.SERVER_ERROR),
        (status(503), Failed, Reason.SERVER_ERROR),
        (dropped(), Failed, Reason.BROKEN_ANSWER),
        (raw(b"SSH-2.0-OpenSSH\r\n"), Failed, Reason.BROKEN_ANSWER),
        (page(ARTICLE, content_length="9999"), Failed, Reason.BROKEN_ANSWER),
        (page(b"5\r\nhello\r\nnope", content_length="", transfer_encoding="chunked"), Failed, Reason.BROKEN_ANSWER),
        (page(b"not gzip at all", content_encoding="gzip"), Failed, Reason.BROKEN_ANSWER),
        (page(gzip.compress(ARTICLE)[:-9], content_encoding="gzip"), Failed, Reason.BROKEN_ANSWER),
        (page(ARTICLE, content_encoding="secret"), Failed, Reason.BROKEN_ANSWER),
        (page(b"\x89PNG", content_type="image/png"), Rejected, Reason.UNSUPPORTED_TYPE),
        (page(b"%PDF", content_type="application/pdf"), Rejected, Reason.UNSUPPORTED_TYPE),
        (page(b"x" * 2 * MB), Rejected, Reason.TOO_LARGE),
        (endless(b"x" * 65536), Rejected, Reason.TOO_LARGE),
        (endless(b"x", every=0.05), Failed, Reason.TIMEOUT),
        (silent(), Failed, Reason.TIMEOUT),
        (raw(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 5 * MB), Failed, Reason.BROKEN_ANSWER),
        (redirect("http://[nowhere"), Rejected, Reason.BAD_URL),
        (redirect("ftp://example.org/"), Rejected, Reason.BAD_SCHEME),
        (redirect("file:///etc/passwd"), Rejected, Reason.BAD_SCHEME),
        (redirect("http://user:secret@example.org/"), Rejected, Reason.BAD_URL),
    ],
)
def test_each_fault_has_its_reason(press: Press, answer: Handler, error: type, reason: Reason) -> None:
    start = time.monotonic()
    with pytest.raises((Rejected, Failed)) as told:
        fetched(press.on("/a", answer))
    assert (type(told.value), told.value.reason) == (error, reason), told.value
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("value", ["7", "  7 "])
def test_the_server_says_when_to_come_again(press: Press, value: str) -> None:
    with pytest.raises(Failed) as told:
        fetched(press.on("/a", status(429, retry_after=value)))
    assert told.value.after == 7.0


def test_redirects_are_followed_and_told(press: Press) -> None:
    press.on("/a", redirect("/b", 301))
    press.on("/b", redirect(press.url("/c"), 308))
    press.on("/c", page(ARTICLE))
    got = fetched(press.url("/a"))
    assert got.final_url == press.url("/c")
    assert got.urls == (press.url("/a"), press.url("/b"), press.url("/c"))


def test_a_redirect_that_only_adds_where_the_reader_came_from_is_no_circle(press: Press) -> None:
    press.on("/a", redirect("/a?utm_source=self"))
    press.on("/a?utm_source=self", page(ARTICLE))
    got = fetched(press.url("/a"))
    assert (got.content, got.final_url, got.urls) == (ARTICLE, press.url("/a"), (press.url("/a"),))


def test_a_circle_ends(press: Press) -> None:
    press.on("/a", redirect("/b"))
    press.on("/b", redirect("/a"))
    with pytest.raises(Rejected) as told:
        fetched(press.url("/a"))
    assert told.value.reason == Reason.TOO_MANY_REDIRECTS


def test_a_chain_without_end_ends(press: Press) -> None:
    for number in range(30):
        press.on(f"/{number}", redirect(f"/{number + 1}"))
    with pytest.raises(Rejected) as told:
        fetched(press.url("/0"))
    assert told.value.reason == Reason.TOO_MANY_REDIRECTS
    assert len(press.log) <= 12


def test_every_request_takes_a_turn(press: Press) -> None:
    press.on("/a", redirect("/b"))
    press.on("/b", page(ARTICLE))
    turns = FreeTurns()
    run(lambda client, robots, _: fetch(Candidate(url=press.url("/a")), client, Manners(robots), turns))
    assert turns.taken == [f"127.0.0.1:{press.port}"] * len(press.log) and len(press.log) == 3


def test_robots_are_obeyed_and_asked_once(press: Press) -> None:
    press.on("/robots.txt", page(b"User-agent: *\nDisallow: /private\n", content_type="text/plain"))
    press.on("/a", redirect("/private/b"))
    press.on("/private/b", page(ARTICLE))

    async def both(client: Client, robots: Robots, turns: FreeTurns) -> Page:
        for _ in range(2):
            with pytest.raises(Rejected) as told:
                await fetch(Candidate(url=press.url("/a")), client, Manners(robots), turns)
            assert told.value.reason == Reason.ROBOTS
        return Page(url="x", final_url="x", content=b"", fetched_at="2026-01-01T00:00:00Z")

    run(both)
    assert press.asked("/robots.txt") == 1 and press.asked("/private/b") == 0


@pytest.mark.parametrize(
    "rules",
    [
        status(404),
        status(403),
        page(b"<html>Disallow: /</html>"),
        page(b"x" * MB),
        page(b"\xff\xfe\x00garbage"),
        redirect("/robots.txt"),
    ],
)
def test_rules_that_are_none_forbid_nothing(press: Press, rules: Handler) -> None:
    press.on("/robots.txt", rules)
    assert fetched(press.on("/a", page(ARTICLE))).content == ARTICLE


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_the_head_of_a_long_robots_file_is_obeyed(press: Press, coding: str) -> None:
    rules = b"User-agent: *\nDisallow: /a\n" + b"# another bot\n" * 100_000
    body = gzip.compress(rules) if coding else rules
    press.on("/robots.txt", page(body, content_type="text/plain", content_encoding=coding))
    with pytest.raises(Rejected) as told:
        fetched(press.on("/a", page(ARTICLE)))
    assert told.value.reason == Reason.ROBOTS
    assert press.asked("/a") == 0


@pytest.mark.parametrize("rules", [status(500), status(503), silent(), dropped()])
def test_rules_that_cannot_be_read_make_the_page_wait(press: Press, rules: Handler) -> None:
    press.on("/robots.txt", rules)
    press.on("/a", page(ARTICLE))
    with pytest.raises(Failed, match=r"robots\.txt"):
        fetched(press.url("/a"))
    assert press.asked("/a") == 0


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1",
     "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "224.0.0.1"],
)  # fmt: skip
def test_no_private_address_is_asked(press: Press, host: str) -> None:
    with pytest.raises((Rejected, Failed)) as told:
        fetched(f"http://{host}:{press.port}/a", allowed=())
    assert told.value.reason == Reason.PRIVATE_ADDRESS
    assert press.log == []


def test_no_redirect_leads_to_a_private_address(press: Press) -> None:
    only = (ipaddress.ip_network("127.0.0.1/32"),)
    with Press("127.0.0.2") as inner:
        inner.on("/a", page(b"secret"))
        press.on("/a", redirect(inner.url("/a")))
        with pytest.raises(Rejected) as told:
            fetched(press.url("/a"), allowed=only)
        assert told.value.reason == Reason.PRIVATE_ADDRESS
        assert inner.log == []


def test_a_name_cannot_change_its_address_behind_our_back(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    # The resolver says something public first, and something private to whoever asks again (DNS rebinding).
    answers = iter(["93.184.215.14"])
    real = socket.getaddrinfo

    def rebinding(host: object, *rest: object, **named: object) -> object:
        if host == "rebind.example":
            return real(next(answers, "127.0.0.1"), *rest, **named)
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises((Rejected, Failed)):
        fetched(f"http://rebind.example:{press.port}/a", allowed=())
    assert press.log == []


def test_hosts_that_are_not_there(press: Press) -> None:
    with pytest.raises(Failed) as unknown:
        fetched("http://no-such-host.invalid/a")
    assert unknown.value.reason == Reason.UNKNOWN_HOST
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Failed) as refused:
            fetched(f"http://127.0.0.1:{taken.getsockname()[1]}/a")
    assert refused.value.reason == Reason.UNREACHABLE


def test_what_speaks_no_tls_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(Failed) as told:
            fetched(f"https://127.0.0.1:{server.getsockname()[1]}/a")
    assert told.value.reason == Reason.TLS_ERROR


def test_certificates_are_checked() -> None:
    context = CheckedTransport(Guard())._pool._ssl_context
    assert context is not None and context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
