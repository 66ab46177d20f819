"""The client against a press: access, proxies, validators, cookies, challenges, opt-outs."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from pipeline.errors import Failed, Rejected
from pipeline.fetch.fetch import Manners, fetch
from pipeline.http.client import Answer, Client, Limits, Validators
from pipeline.http.robots import Robots
from pipeline.http.shelf import RedisShelf
from pipeline.http.tdm import Reservations
from pipeline.outcomes import Reason
from pipeline.records import OPT_OUT, Access, Candidate, Page
from tests.mockserver.press import Press, Request, dropped, page, redirect, status
from tests.mockserver.turns import FreeTurns

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
ARTICLE = b"<html><body><p>Some words.</p></body></html>"


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


@pytest.fixture
def other() -> Iterator[Press]:
    with Press("127.0.0.2") as press:
        yield press


def got(url: str, *, client: dict[str, Any] | None = None, **wishes: Any) -> Answer:
    async def inside() -> Answer:
        made = Client(**({"allowed": LOOPBACK, "limits": Limits(seconds=2.0)} | (client or {})))
        try:
            return await made.get(url, FreeTurns(), accept="*/*", **wishes)
        finally:
            await made.close()

    return asyncio.run(inside())


def fetched(url: str, *, obey: bool = True, reservations: bool = False) -> Page:
    async def inside() -> Page:
        client = Client(allowed=LOOPBACK, limits=Limits(seconds=2.0))
        robots = Robots(client)
        manners = Manners(robots, Reservations(client, robots) if reservations else None, obey)
        try:
            return await fetch(Candidate(url=url), client, manners, FreeTurns())
        finally:
            await client.close()

    return asyncio.run(inside())


def told(press: Press) -> dict[str, str]:
    return press.log[-1].headers


def test_a_source_has_headers_and_cookies_of_its_own_which_no_redirect_carries_away(press: Press, other: Press) -> None:
    access = Access(headers={"X-Key": "k"}, cookies={"sid": "1"}, domain="127.0.0.1")
    press.on("/a", redirect(other.url("/b")))
    other.on("/b", page(ARTICLE))
    got(press.url("/a"), access=access)
    assert (told(press)["x-key"], told(press)["cookie"]) == ("k", "sid=1")
    assert "x-key" not in told(other) and "cookie" not in told(other)


def test_only_something_newer_is_asked_for(press: Press) -> None:
    press.on("/feed", status(304, etag='"2"'))
    answer = got(press.url("/feed"), known=Validators('W/"1"', "Tue, 24 Nov 2026 10:00:00 GMT"))
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", '"2"')
    assert told(press)["if-none-match"] == 'W/"1"'
    assert told(press)["if-modified-since"] == "Tue, 24 Nov 2026 10:00:00 GMT"


def test_not_modified_is_no_answer_to_who_knows_nothing(press: Press) -> None:
    with pytest.raises(Rejected) as refusal:
        got(press.on("/feed", status(304)))
    assert refusal.value.reason is Reason.HTTP_ERROR


def test_where_permanent_redirects_lead_is_told(press: Press) -> None:
    press.on("/a", redirect("/b", 301))
    press.on("/b", redirect("/c", 302))
    press.on("/c", page(ARTICLE))
    answer = got(press.url("/a"))
    assert (answer.moved_to, answer.url) == (press.url("/b"), press.url("/c"))


def test_a_site_that_sets_a_cookie_and_sends_back_is_read(press: Press) -> None:
    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        known = "seen=1" in request.headers.get("cookie", "")
        await (page(ARTICLE) if known else status(302, location="/a", set_cookie="seen=1; Path=/"))(request, writer)

    assert got(press.on("/a", handle)).body == ARTICLE
    # Nothing is left of it: another reader of the same page begins without.
    assert got(press.url("/a")).body == ARTICLE and press.asked("/a") == 4


def test_requests_go_through_the_proxy_of_the_source(press: Press) -> None:
    proxied = "http://127.0.0.9:8099/page"
    press.on(proxied, page(ARTICLE))
    # The proxy's own address is the user's choice: it need not be allowed.
    only = {"allowed": [ipaddress.ip_network("127.0.0.9/32")]}
    assert got(proxied, access=Access(proxy=press.url("")), client=only).body == ARTICLE
    assert press.log[-1].host == "127.0.0.9:8099"


def test_a_proxy_leads_to_no_private_address(press: Press) -> None:
    with pytest.raises(Rejected) as refusal:
        got("http://10.0.0.1/", access=Access(proxy=press.url("")))
    assert refusal.value.reason is Reason.PRIVATE_ADDRESS and press.log == []


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "gopher://x", "socks5://127.0.0.1:9", "nonsense"])
def test_a_proxy_that_is_none_says_nothing_of_the_host(proxy: str) -> None:
    with pytest.raises(Failed) as failure:
        got("http://127.0.0.1:1/", access=Access(proxy=proxy))
    assert failure.value.reason is Reason.BROKEN_ANSWER and "proxy" in failure.value.detail


@pytest.mark.parametrize("code", [200, 403, 429, 503])
def test_a_challenge_page_is_told_as_one(press: Press, code: int) -> None:
    body = b"<html><head><title>Just a moment...</title></head></html>"
    with pytest.raises(Rejected) as refusal:
        got(press.on("/a", page(body, f"{code} Told")))
    assert refusal.value.reason is Reason.CHALLENGE


def test_another_user_agent_is_told_with_the_contact(press: Press) -> None:
    press.on("/a", page(ARTICLE))
    got(press.url("/a"), client={"agent": "Deskbot/2", "contact": "café@example.org"})
    assert told(press)["user-agent"].startswith("Deskbot/2 (+caf")


def test_rules_for_that_name_are_obeyed(press: Press) -> None:
    press.on("/robots.txt", page(b"User-agent: deskbot\nDisallow: /\n", content_type="text/plain"))

    async def inside() -> None:
        client = Client(allowed=LOOPBACK, agent="Deskbot/2")
        with pytest.raises(Rejected):
            await Robots(client).check(press.url("/a"), FreeTurns())
        await client.close()

    asyncio.run(inside())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(ARTICLE, x_robots_tag="noindex"), Reason.NOINDEX),
        (page(ARTICLE, tdm_reservation="1"), Reason.TDM_RESERVATION),
        (page(b'<head><meta name="robots" content="noai"></head>' + ARTICLE), Reason.NOAI),
    ],
)
def test_an_opt_out_is_obeyed_or_recorded(press: Press, answer: Any, reason: Reason) -> None:
    url = press.on("/a", answer)
    with pytest.raises(Rejected) as refusal:
        fetched(url)
    assert refusal.value.reason is reason
    assert fetched(url, obey=False).headers[OPT_OUT] == reason.value


def test_a_reserved_path_is_not_even_asked_for(press: Press) -> None:
    press.on("/.well-known/tdmrep.json", page(b'[{"location": "/a", "tdm-reservation": 1}]', content_type="a/json"))
    press.on("/a", page(ARTICLE))
    press.on("/b", page(ARTICLE))
    with pytest.raises(Rejected) as refusal:
        fetched(press.url("/a"), reservations=True)
    assert refusal.value.reason is Reason.TDM_RESERVATION and press.asked("/a") == 0
    assert fetched(press.url("/a"), reservations=True, obey=False).headers[OPT_OUT] == "tdm-reservation"
    assert OPT_OUT not in fetched(press.url("/b"), reservations=True).headers


@pytest.mark.parametrize("answer", [status(404), status(500), dropped(), page(b"<html>")])
def test_no_reservations_reserve_nothing(press: Press, answer: Any) -> None:
    press.on("/.well-known/tdmrep.json", answer)
    assert fetched(press.on("/a", page(ARTICLE)), reservations=True).content == ARTICLE


def test_rules_and_addresses_are_shared_by_processes(press: Press, redis_client: Redis, prefix: str) -> None:
    press.on("/robots.txt", page(b"User-agent: *\nCrawl-delay: 7\n", content_type="text/plain"))
    host = f"localhost:{press.port}"

    async def one_process() -> None:
        shelf = RedisShelf(redis_client, prefix)
        client = Client(allowed=LOOPBACK, shelf=shelf)
        assert await Robots(client, shelf).check(f"http://{host}/a", FreeTurns()) == 7.0
        await client.close()

    for _ in range(3):
        asyncio.run(one_process())
    assert press.asked("/robots.txt") == 1
    assert redis_client.get(f"{prefix}:shelf:dns:localhost")
    assert 86_000 < redis_client.ttl(f"{prefix}:shelf:robots:http://{host}") <= 86_400


def test_an_address_from_the_shelf_is_checked_like_any_other(press: Press, redis_client: Redis, prefix: str) -> None:
    redis_client.set(f"{prefix}:shelf:dns:news.example", "127.0.0.1")
    url = f"http://news.example:{press.port}/a"
    with pytest.raises(Rejected) as refusal:
        got(url, client={"allowed": [], "shelf": RedisShelf(redis_client, prefix)})
    assert refusal.value.reason is Reason.PRIVATE_ADDRESS and press.log == []


@pytest.mark.parametrize("nonsense", [b"", b"\xff", b"somewhere else"])
def test_nonsense_on_the_shelf_is_asked_for_again(
    press: Press, redis_client: Redis, prefix: str, nonsense: bytes
) -> None:
    redis_client.set(f"{prefix}:shelf:dns:localhost", nonsense)
    url = press.on("/a", page(ARTICLE)).replace("127.0.0.1", "localhost")
    assert got(url, client={"shelf": RedisShelf(redis_client, prefix)}).body == ARTICLE


def test_a_host_that_is_not_there_is_remembered_for_all(redis_client: Redis, prefix: str) -> None:
    shelf = RedisShelf(redis_client, prefix)
    for _ in range(2):
        with pytest.raises(Failed) as failure:
            got("http://no-such-host.invalid/", client={"shelf": shelf})
        assert failure.value.reason is Reason.UNKNOWN_HOST
    assert 0 < redis_client.ttl(f"{prefix}:shelf:dns:no-such-host.invalid") <= 30
