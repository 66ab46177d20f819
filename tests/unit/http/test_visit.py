"""What one `get` tells to whom on its way."""

from __future__ import annotations

import httpx
import pytest

from pipeline.errors import Rejected
from pipeline.http.visit import Visit
from pipeline.records import Access

OWN = Access(
    headers={"Authorization": "Bearer x", "Host": "evil", "Accept": "a/b"}, cookies={"sid": "1"}, domain="a-news.org"
)


def told(visit: Visit) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in visit.headers({"Accept": "text/html"})}


def set_cookie(visit: Visit, value: str) -> None:
    visit.keep_cookies(httpx.Response(302, headers={"set-cookie": value}, request=httpx.Request("GET", visit.url)))


def test_headers_and_cookies_go_to_hosts_of_their_domain_only() -> None:
    visit = Visit("https://www.a-news.org/1", OWN)
    assert told(visit) == {"accept": "a/b", "authorization": "Bearer x", "cookie": "sid=1"}
    visit.go("https://news.a-news.org/2", False)
    assert told(visit)["cookie"] == "sid=1"
    visit.go("https://a-news.org.evil.example/3", False)
    assert told(visit) == {"accept": "text/html"}


def test_nothing_is_told_in_the_clear_that_was_meant_for_tls() -> None:
    visit = Visit("https://a-news.org/1", OWN)
    visit.go("http://a-news.org/1", False)
    assert told(visit) == {"accept": "text/html"}


def test_without_a_domain_nothing_is_told() -> None:
    assert told(Visit("https://a-news.org/", Access(cookies={"sid": "1"}))) == {"accept": "text/html"}


def test_cookies_of_the_way_go_back_to_their_own_host_only() -> None:
    visit = Visit("https://a-news.org/1", None)
    set_cookie(visit, "seen=1; Path=/")
    visit.go("https://b.example/1", False)
    assert "cookie" not in told(visit)
    visit.go("https://a-news.org/1", False)
    assert told(visit)["cookie"] == "seen=1"


def test_to_come_back_with_a_new_cookie_is_no_circle_but_to_come_back_twice_is() -> None:
    visit = Visit("https://a-news.org/1", None)
    set_cookie(visit, "seen=1; Path=/")
    visit.go("https://a-news.org/1", False)
    assert visit.met == ("https://a-news.org/1",)
    set_cookie(visit, "seen=1; Path=/")
    with pytest.raises(Rejected):
        visit.go("https://a-news.org/1", False)


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([], None),
        ([("2", True)], "2"),
        ([("2", True), ("3", True)], "3"),
        ([("2", True), ("3", False), ("4", True)], "2"),
        ([("2", False), ("3", True)], None),
    ],
)
def test_it_moved_as_far_as_the_permanent_redirects_from_the_start_lead(
    hops: list[tuple[str, bool]], moved_to: str | None
) -> None:
    visit = Visit("https://a-news.org/1", None)
    for to, permanent in hops:
        visit.go(f"https://a-news.org/{to}", permanent)
    assert visit.moved_to == (f"https://a-news.org/{moved_to}" if moved_to else None)


def test_what_is_no_ascii_can_be_told() -> None:
    assert told(Visit("https://a-news.org/", Access(headers={"X-Name": "é"}, domain="a-news.org")))["x-name"] == "é"
