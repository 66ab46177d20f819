"""A source is checked: what it lists, or what is wrong with it, whatever its server does."""

from __future__ import annotations

import pytest

from pipeline.outcomes import Reason
from pipeline.records import SourceKind
from pipeline.sources.records import State
from tests.integration.discover.conftest import checked, home, index, rss, sitemap, source
from tests.mockserver.press import Press, page, raw, redirect, status

KNOWN = State(format="RSS 2.0", checks=9, listed=20)
"""What is known of a source that was read as a feed before."""

FEED = {"content_type": "application/rss+xml"}


def test_a_feed_gives_its_entries_and_its_validators(press: Press) -> None:
    url = press.on("/rss", page(rss(press.url("/a"), press.url("/b")), etag='"1"', cache_control="max-age=600", **FEED))
    found = checked(source(url))
    assert found.listing is not None and found.reason is None
    assert [entry.url for entry in found.listing.entries] == [press.url("/a"), press.url("/b")]
    assert (found.etag, found.max_age) == ('"1"', 600.0)


def test_an_unchanged_feed_is_asked_for_by_its_validators_and_costs_a_304(press: Press) -> None:
    url = press.on("/rss", status(304))
    found = checked(source(url), State(etag='"1"', last_modified="Wed, 25 Nov 2026 08:00:00 GMT"))
    assert found.unmodified and found.listing is None and found.reason is None
    asked = press.log[-1].headers
    assert asked["if-none-match"] == '"1"' and asked["if-modified-since"] == "Wed, 25 Nov 2026 08:00:00 GMT"


def test_a_permanent_redirect_is_followed_and_told_a_temporary_one_only_followed(press: Press) -> None:
    press.on("/new", page(rss(press.url("/a")), **FEED))
    moved = checked(source(press.on("/old", redirect("/new", 301))))
    assert moved.moved_to == press.url("/new") and moved.listing is not None
    lent = checked(source(press.on("/lent", redirect("/new", 302))))
    assert lent.moved_to is None and lent.listing is not None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (410, Reason.GONE),
        (404, Reason.NOT_FOUND),
        (403, Reason.FORBIDDEN),
        (429, Reason.TOO_MANY_REQUESTS),
        (503, Reason.SERVER_ERROR),
    ],
)
def test_each_refusal_has_its_reason(press: Press, code: int, reason: Reason) -> None:
    found = checked(source(press.on("/rss", status(code, retry_after="120"))))
    assert (found.reason, found.listing) == (reason, None)
    assert found.retry_after == (120.0 if code in (429, 503) else None)


def test_a_robots_txt_that_refuses_the_feed_is_obeyed(press: Press) -> None:
    press.on("/robots.txt", page(b"User-agent: *\nDisallow: /rss", content_type="text/plain"))
    found = checked(source(press.on("/rss", page(rss(), **FEED))))
    assert found.reason is Reason.ROBOTS
    assert press.asked("/rss") == 0


def test_a_feed_that_turned_into_a_page_is_found_again_where_the_page_announces_it(press: Press) -> None:
    press.on("/comments.xml", page(rss(press.url("/c")), **FEED))
    press.on("/nouveau.xml", page(rss(press.url("/a")), etag='"9"', **FEED))
    announcing = home(("/comments.xml", "Comments: La Gazette"), ("/nouveau.xml", "La Gazette"))
    found = checked(source(press.on("/rss.xml", page(announcing)), title="La Gazette"), KNOWN)
    assert found.rediscovered and found.moved_to == press.url("/nouveau.xml")
    assert found.listing is not None and [entry.url for entry in found.listing.entries] == [press.url("/a")]
    assert found.etag == '"9"'


def test_a_page_that_was_followed_untried_is_read_by_its_links_where_it_announces_no_feed(press: Press) -> None:
    links = tuple(press.url(f"/2026/11/24/le-conseil-vote-le-budget-de-la-ville-{at}.html") for at in range(4))
    url = press.on("/", page(home(links=links)))
    found = checked(source(url))
    assert found.kind is SourceKind.SITE and found.listing is not None and found.reason is None
    assert checked(source(url), KNOWN).reason is Reason.BROKEN_SOURCE, "a feed that turned into a page is another thing"


def test_a_page_may_not_hand_a_source_over_to_another_site(press: Press) -> None:
    found = checked(source(press.on("/rss.xml", page(home(("https://elsewhere.example/rss", "La Gazette"))))))
    assert found.reason is Reason.BROKEN_SOURCE and found.moved_to is None


def test_a_feed_that_is_missing_for_long_is_searched_for_on_the_home_page(press: Press) -> None:
    press.on("/", page(home(("/feed/", "La Gazette"))))
    press.on("/feed/", page(rss(press.url("/a")), **FEED))
    gone = source(press.on("/rss.xml", status(404)), home=press.url("/"))
    assert checked(gone).reason is Reason.NOT_FOUND
    found = checked(gone, State(errors=2))
    assert found.rediscovered and found.moved_to == press.url("/feed/")


def test_what_is_no_listing_is_told_and_raises_nothing(press: Press) -> None:
    for body, kind in (
        (b"", "application/rss+xml"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png"),
        (b"{", "text/plain"),
    ):
        found = checked(source(press.on("/x", page(body, content_type=kind))))
        assert found.reason in (Reason.EMPTY, Reason.NOT_A_SOURCE, Reason.BROKEN_SOURCE), (body, found)


def test_an_answer_that_breaks_off_is_a_failure_of_this_check(press: Press) -> None:
    url = press.on("/rss", raw(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n<rss"))
    assert checked(source(url)).reason is Reason.BROKEN_ANSWER


# -- an index of sitemaps


def test_an_index_brings_the_entries_of_its_sitemaps_once(press: Press) -> None:
    for name in ("nov", "oct"):
        press.on(f"/{name}.xml", page(sitemap((press.url(f"/{name}"), "2026-11-24")), content_type="text/xml"))
    body = index((press.url("/nov.xml"), "2026-11-24"), (press.url("/oct.xml"), "2026-11-20"))
    map = source(press.on("/sitemap.xml", page(body, content_type="text/xml")), SourceKind.SITEMAP)
    first = checked(map)
    assert first.listing is not None and not first.unfinished
    assert {entry.url for entry in first.listing.entries} == {press.url("/nov"), press.url("/oct")}

    again = checked(map, State(places=first.places))
    assert again.listing is not None and not again.listing.entries
    assert press.asked("/nov.xml") == press.asked("/oct.xml") == 1


def test_only_the_sitemap_that_changed_is_read_again_and_none_older_than_the_horizon(press: Press) -> None:
    for name in ("a", "b", "old"):
        press.on(f"/{name}.xml", page(sitemap((press.url(f"/{name}"), "2026-11-24")), content_type="text/xml"))

    def served(changed: str) -> bytes:
        return index(
            (press.url("/a.xml"), changed), (press.url("/b.xml"), "2026-11-20"), (press.url("/old.xml"), "2024-01-01")
        )

    map = source(press.on("/sitemap.xml", page(served("2026-11-24"), content_type="text/xml")), SourceKind.SITEMAP)
    first = checked(map)
    press.on("/sitemap.xml", page(served("2026-11-25"), content_type="text/xml"))
    checked(map, State(places=first.places))
    assert [press.asked(f"/{name}.xml") for name in ("a", "b", "old")] == [2, 1, 0]


def test_a_long_index_is_read_in_several_checks(press: Press) -> None:
    names = [f"{number:02}" for number in range(25)]
    for name in names:
        press.on(f"/{name}.xml", page(sitemap((press.url(f"/a{name}"), "2026-11-24")), content_type="text/xml"))
    body = index(*((press.url(f"/{name}.xml"), "2026-11-24") for name in names))
    map = source(press.on("/sitemap.xml", page(body, content_type="text/xml")), SourceKind.SITEMAP)
    state, met, checks = State(), list[str](), 0
    while True:
        found = checked(map, state)
        assert found.listing is not None
        met += [entry.url for entry in found.listing.entries]
        state, checks = State(places=found.places), checks + 1
        if not found.unfinished:
            break
    assert sorted(met) == sorted(press.url(f"/a{name}") for name in names)
    assert checks == 3 and all(press.asked(f"/{name}.xml") == 1 for name in names)


def test_sitemaps_that_lead_in_a_circle_end(press: Press) -> None:
    press.on("/a.xml", page(index((press.url("/b.xml"), ""), (press.url("/a.xml"), "")), content_type="text/xml"))
    press.on("/b.xml", page(index((press.url("/a.xml"), ""), (press.url("/c.xml"), "")), content_type="text/xml"))
    press.on("/c.xml", page(sitemap((press.url("/x"), "2026-11-24")), content_type="text/xml"))
    map, state, met = source(press.url("/a.xml"), SourceKind.SITEMAP), State(), set[str]()
    for _ in range(5):
        found = checked(map, state)
        assert found.listing is not None
        met |= {entry.url for entry in found.listing.entries}
        state = State(places=found.places)
        if not found.unfinished:
            break
    assert not found.unfinished and met == {press.url("/x")}


def test_a_broken_sitemap_costs_only_its_own_articles(press: Press) -> None:
    press.on("/good.xml", page(sitemap((press.url("/x"), "2026-11-24")), content_type="text/xml"))
    body = index((press.url("/gone.xml"), "2026-11-24"), (press.url("/good.xml"), "2026-11-24"))
    found = checked(source(press.on("/sitemap.xml", page(body, content_type="text/xml")), SourceKind.SITEMAP))
    assert found.listing is not None and [entry.url for entry in found.listing.entries] == [press.url("/x")]
    assert any("gone.xml" in note for note in found.listing.notes)


def test_undated_sitemaps_are_looked_at_again_at_each_check_by_their_validators(press: Press) -> None:
    press.on("/news.xml", page(sitemap((press.url("/x"), "2026-11-24")), etag='"1"', content_type="text/xml"))
    map = source(
        press.on("/sitemap.xml", page(index((press.url("/news.xml"), "")), content_type="text/xml")), SourceKind.SITEMAP
    )
    first = checked(map)
    press.on("/news.xml", status(304))
    again = checked(map, State(places=first.places, etag='"index"'))
    assert press.log[-1].headers["if-none-match"] == '"1"'
    assert again.listing is not None and not again.listing.entries and not again.unfinished
