"""What people may write of a source, and what they are told when it can't be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import Misuse
from web import options

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15m", 900),
        ("15 min", 900),
        ("2h", 7200),
        ("1d", 86400),
        ("1.5H", 5400),
        ("90s", 90),
        ("900", 900),
        (3600.0, 3600),
        ("4w", 28 * 86400),
    ],
)
def test_intervals(text: Any, seconds: float) -> None:
    assert options.every(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "0", "-1h", "1s", "31d", "h", "1y", "１h", "1h30m", "nan", "inf", "1e3", float("nan")]
)
def test_what_is_no_interval_is_told(text: Any) -> None:
    with pytest.raises(Misuse, match="15m, 2h or 1d"):
        options.every(text)


def test_collections_are_one_whatever_their_case_and_spelling_in_unicode() -> None:
    assert options.collections(["Régions", "régions", "Re\u0301gions", "  a   b "]) == ("Régions", "a b")


@pytest.mark.parametrize("name", ["", " ", "a\x1bb", "x" * 101, 'say "x"', "a\u202eb"])
def test_a_collection_has_a_name_that_can_be_shown_and_asked_for(name: str) -> None:
    with pytest.raises(Misuse):
        options.collections([name])


def test_headers_and_cookies() -> None:
    assert options.headers(["Authorization: Bearer a:b", "X-Empty:"]) == {"Authorization": "Bearer a:b", "X-Empty": ""}
    assert options.cookies(["sid=a=b", "empty="]) == {"sid": "a=b", "empty": ""}


@pytest.mark.parametrize(
    "line",
    [
        "no colon",
        ": x",
        "A B: x",
        "X: a\r\nHost: b",
        "X: é",
        "Host: x",
        "content-length: 3",
        "Cookie: a=b",
        "X: \0",
        "Range: x",
    ],
)
def test_headers_that_cannot_be_sent_are_refused_without_their_value(line: str) -> None:
    with pytest.raises(Misuse) as told:
        options.headers([line.replace("x", "hunter2")])
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("pair", ["novalue", "=x", "a b=c", "a=b;c", "a=b c", 'a="b"', "a=é", "a=b\r\n"[:-1] + "\n\nx"])
def test_cookies_that_cannot_be_sent_are_refused(pair: str) -> None:
    with pytest.raises(Misuse):
        options.cookies([pair])


def test_there_are_bounds() -> None:
    with pytest.raises(Misuse):
        options.checked_headers({f"X-{number}": "" for number in range(51)})
    with pytest.raises(Misuse):
        options.checked_cookies({"a": "b" * 8001})
    with pytest.raises(Misuse):
        options.collections(map(str, range(51)))


@pytest.mark.parametrize("url", ["http://p.example:3128", "https://me:p@ss:word@p.example"])
def test_proxies(url: str) -> None:
    assert options.proxy(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "p.example:3128",
        "file:///x",
        "http://",
        "http://p:99999",
        "http://a b",
        "http://[::1",
        "http://a\n"[:-1] + "\x00",
    ],
)
def test_what_is_no_proxy_is_told(url: str) -> None:
    with pytest.raises(Misuse, match="http://host:port"):
        options.proxy(url)


@pytest.mark.parametrize(
    "name", ["", "Paris", "Europe", "../../etc/passwd", "/etc/localtime", "Europe/Paris\0", "x" * 5000]
)
def test_what_is_no_time_zone_is_told(name: str) -> None:
    with pytest.raises(Misuse, match="Europe/Paris"):
        options.time_zone(name)


def test_the_rest() -> None:
    assert options.time_zone("America/Montreal") and options.delay(0) == 0.0
    assert options.since("2026-01", NOW) == datetime(2026, 1, 1, tzinfo=UTC)
    assert options.since("2d", NOW) == datetime(2026, 11, 18, 12, tzinfo=UTC)
    for wrong in (lambda: options.since("soon", NOW), lambda: options.delay(float("nan")), lambda: options.title("\n")):
        with pytest.raises(Misuse):
            wrong()
