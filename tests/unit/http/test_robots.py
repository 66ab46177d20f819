"""robots.txt as RFC 9309 has it read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from pipeline.errors import Failed, Rejected
from pipeline.http.client import Answer, Turns
from pipeline.http.robots import LARGEST, Robots
from pipeline.outcomes import Reason

PAGE = "https://example.org/news/a"


class Asked:
    """A client that has one answer."""

    token = "Rotative"

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer, self.urls = answer, list[str]()

    async def get(self, url: str, turns: Turns, *, size: int, cut: bool, **_: object) -> Answer:
        async with turns.at(url):
            self.urls.append(url)
            await asyncio.sleep(0)
        assert cut
        if isinstance(self.answer, Exception):
            raise self.answer
        return Answer(url, 200, httpx.Headers(), self.answer[:size])


class NoTurns:
    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        yield


def check(answer: bytes | Exception, *pages: str) -> list[float | None]:
    async def inside() -> list[float | None]:
        robots = Robots(Asked(answer))
        return [await robots.check(page, NoTurns()) for page in pages or (PAGE,)]

    return asyncio.run(inside())


def refused(answer: bytes, page: str = PAGE) -> bool:
    try:
        check(answer, page)
    except Rejected as refusal:
        assert refusal.reason == Reason.ROBOTS
        return True
    return False


@pytest.mark.parametrize(
    ("rules", "is_refused"),
    [
        (b"", False),
        (b"User-agent: *\nDisallow: /", True),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /news/\r\n", True),
        (b"User-agent: *\rDisallow: /\r", True),
        (b"User-agent: *\nDisallow:\n", False),
        (b"User-agent: *\nDisallow: /news/\nAllow: /news/a\n", False),
        (b"User-agent: *\nDisallow: /*/a$\n", True),
        (b"user-agent: ROTATIVE\ndisallow: /news\n\nuser-agent: *\nallow: /\n", True),
        (b"User-agent: Rotative\nAllow: /\n\nUser-agent: *\nDisallow: /\n", False),
        (b"User-agent: otherbot\nDisallow: /\n", False),
        (b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /\n", False),
        (b"\n  <html>User-agent: *\nDisallow: /\n", False),
        (b"\xff\xfe\x00\x01 nothing to read", False),
    ],
)
def test_rules(rules: bytes, is_refused: bool) -> None:
    assert refused(rules) == is_refused


def test_a_long_file_is_read_as_far_as_it_must_be() -> None:
    filler = b"# one more bot\n" * (LARGEST // 15 + 1)
    assert refused(b"User-agent: *\nDisallow: /news/\n" + filler)
    assert not refused(filler + b"User-agent: *\nDisallow: /news/\n")


def test_a_line_that_was_cut_forbids_nothing() -> None:
    head = b"User-agent: *\n"
    # The limit falls behind «Disallow: /»: the rest of the line, and with it its sense, is not there.
    filler = b"#" * (LARGEST - len(head) - len(b"\nDisallow: /"))
    assert not refused(head + filler + b"\nDisallow: /private/\n")


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        (b"User-agent: *\nCrawl-delay: 7\n", 7.0),
        (b"User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        (b"User-agent: *\nCrawl-delay: 0\n", None),
        (b"User-agent: *\nCrawl-delay: inf\n", None),
        (b"User-agent: *\nCrawl-delay: nan\n", None),
        (b"User-agent: *\nCrawl-delay: -9\n", None),
        (b"User-agent: otherbot\nCrawl-delay: 7\n", None),
    ],
)
def test_the_delay_that_is_asked_for(rules: bytes, delay: float | None) -> None:
    assert check(rules) == [delay]


@pytest.mark.parametrize(
    "reason", [Reason.NOT_FOUND, Reason.FORBIDDEN, Reason.GONE, Reason.TOO_MANY_REDIRECTS, Reason.HTTP_ERROR]
)
def test_no_file_no_rules(reason: Reason) -> None:
    assert check(Rejected(reason)) == [None]


@pytest.mark.parametrize("reason", [Reason.SERVER_ERROR, Reason.TIMEOUT, Reason.UNREACHABLE, Reason.TOO_MANY_REQUESTS])
def test_a_file_that_cannot_be_read_makes_all_pages_wait(reason: Reason) -> None:
    with pytest.raises(Failed, match=r"robots\.txt") as failed:
        check(Failed(reason, "why", 30.0))
    assert failed.value.reason == reason and 29 < failed.value.after <= 30


def test_a_private_address_behind_it_is_not_asked_for_the_page_either() -> None:
    with pytest.raises(Rejected) as refusal:
        check(Rejected(Reason.PRIVATE_ADDRESS))
    assert refusal.value.reason == Reason.PRIVATE_ADDRESS


def test_each_origin_is_asked_once_for_many_pages_at_a_time() -> None:
    asked = Asked(b"")

    async def inside() -> None:
        robots = Robots(asked)
        pages = [f"https://{host}/{page}" for host in ("a.example", "a.example:8443", "b.example") for page in range(5)]
        await asyncio.gather(*(robots.check(page, NoTurns()) for page in pages))
        await robots.check("http://a.example/", NoTurns())

    asyncio.run(inside())
    origins = ("https://a.example", "https://a.example:8443", "https://b.example", "http://a.example")
    assert sorted(asked.urls) == sorted(f"{origin}/robots.txt" for origin in origins)


def test_rules_are_read_again_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, now = Asked(b""), [1000.0]
    monkeypatch.setattr("pipeline.http.robots.time.time", lambda: now[0])
    monkeypatch.setattr("pipeline.http.shelf.time.monotonic", lambda: now[0])

    async def inside() -> None:
        robots = Robots(asked)
        for later in (0.0, 23 * 3600.0, 25 * 3600.0):
            now[0] = 1000.0 + later
            await robots.check(PAGE, NoTurns())

    asyncio.run(inside())
    assert len(asked.urls) == 2


@pytest.mark.parametrize("rules", [("/" + "*a" * 200 + "*b$"), "/" + "*" * 3000 + "b"])
def test_a_hostile_pattern_costs_little(rules: str) -> None:
    assert not refused(f"User-agent: *\nDisallow: {rules}\n".encode(), "https://example.org/" + "a" * 2000)


def test_rules_that_cannot_be_read_are_asked_for_ever_more_rarely_and_given_up_after_a_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, now = Asked(Failed(Reason.SERVER_ERROR, "status 503")), [1000.0]
    monkeypatch.setattr("pipeline.http.robots.time.time", lambda: now[0])
    monkeypatch.setattr("pipeline.http.shelf.time.monotonic", lambda: now[0])
    waits = []

    async def inside() -> None:
        robots = Robots(asked)
        while now[0] < 1000.0 + 29 * 86400:
            for _ in range(2):
                with pytest.raises(Failed) as failed:
                    await robots.check(PAGE, NoTurns())
            waits.append(failed.value.after or 0.0)
            now[0] += waits[-1] + 1
        now[0] += 3 * 86400
        assert await robots.check(PAGE, NoTurns()) is None

    asyncio.run(inside())
    assert waits[:5] == [5.0, 60.0, 600.0, 1200.0, 2400.0] and max(waits) == 86400.0
    assert len(asked.urls) == len(waits) + 1


def test_sitemaps_are_told() -> None:
    rules = b"Sitemap: https://a.example/1.xml\nUser-agent: *\nSitemap: https://a.example/2.xml\n"

    async def inside() -> tuple[str, ...]:
        return await Robots(Asked(rules)).sitemaps(PAGE, NoTurns())

    assert asyncio.run(inside()) == ("https://a.example/1.xml", "https://a.example/2.xml")
