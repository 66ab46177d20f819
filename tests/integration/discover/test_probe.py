"""What a URL turns out to be, and what of it is followed."""

from __future__ import annotations

import pytest

from pipeline.discover.probe import Probed, probe
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import SourceKind
from tests.integration.discover.conftest import NOW, ask, home, index, rss, sitemap
from tests.mockserver.press import Press, page, redirect, status

FEED = {"content_type": "application/rss+xml"}
MAP = {"content_type": "text/xml"}


def probed(url: str) -> Probed:
    return ask(lambda web: probe(url, web, NOW))


def articles(press: Press, number: int = 6) -> tuple[str, ...]:
    return tuple(press.url(f"/2026/11/24/le-conseil-vote-le-budget-de-la-ville-{at}.html") for at in range(number))


def test_a_feed_is_a_feed(press: Press) -> None:
    found = probed(press.on("/rss", page(rss(press.url("/a")), **FEED)))
    assert found.url == press.url("/rss") and found.listing is not None
    assert (found.listing.kind, found.listing.format, found.listing.title) == (SourceKind.FEED, "RSS 2.0", "La Gazette")


def test_of_a_home_page_its_feed_is_followed_and_the_others_are_named(press: Press) -> None:
    feeds = (("/comments/feed/", "Comments"), ("/rss.xml", "La Gazette"), ("/sport.xml", "La Gazette: sport"))
    press.on("/", page(home(*feeds, links=articles(press))))
    for path in ("/rss.xml", "/sport.xml", "/comments/feed/"):
        press.on(path, page(rss(press.url("/a")), **FEED))
    found = probed(press.url("/"))
    assert found.url == press.url("/rss.xml")
    assert press.url("/sport.xml") in {one.url for one in found.announced}


def test_a_feed_that_is_announced_but_broken_is_passed_over(press: Press) -> None:
    press.on("/", page(home(("/gone.xml", "La Gazette"), ("/rss.xml", "La Gazette 2"))))
    press.on("/rss.xml", page(rss(press.url("/a")), **FEED))
    assert probed(press.url("/")).url == press.url("/rss.xml")


def test_a_news_sitemap_of_robots_txt_is_followed_where_there_is_no_feed(press: Press) -> None:
    press.on("/", page(home(links=articles(press))))
    sitemaps = f"Sitemap: {press.url('/sitemap.xml')}\nSitemap: {press.url('/sitemap-news.xml')}\n"
    press.on("/robots.txt", page(sitemaps.encode(), content_type="text/plain"))
    for name in ("/sitemap.xml", "/sitemap-news.xml"):
        press.on(name, page(sitemap((press.url("/x"), "2026-11-24")), **MAP))
    found = probed(press.url("/"))
    assert found.url == press.url("/sitemap-news.xml")
    assert found.listing is not None and found.listing.kind is SourceKind.SITEMAP


def test_an_index_of_sitemaps_shows_the_entries_of_the_latest(press: Press) -> None:
    press.on("/new.xml", page(sitemap((press.url("/x"), "2026-11-24")), **MAP))
    body = index((press.url("/old.xml"), "2020-01-01"), (press.url("/new.xml"), "2026-11-24"))
    found = probed(press.on("/sitemap.xml", page(body, **MAP)))
    assert found.listing is not None and [entry.url for entry in found.listing.entries] == [press.url("/x")]
    assert press.asked("/old.xml") == 0


def test_a_feed_at_a_well_known_place_is_found(press: Press) -> None:
    press.on("/", page(home(links=articles(press))))
    press.on("/rss.xml", page(rss(press.url("/a")), **FEED))
    assert probed(press.url("/")).url == press.url("/rss.xml")


def test_a_site_that_names_nothing_is_followed_by_its_links(press: Press) -> None:
    found = probed(press.on("/", page(home(links=articles(press)))))
    assert found.listing is not None and found.listing.kind is SourceKind.SITE
    assert {entry.url for entry in found.listing.entries if not entry.refused} == set(articles(press))


def test_a_page_without_articles_is_no_source_and_says_so(press: Press) -> None:
    found = probed(press.on("/", page(home())))
    assert (
        found.listing is None
        and found.problem is Reason.NOT_A_SOURCE
        and "no feed" in found.detail
        and "La Gazette" in found.detail
    )


def test_a_source_is_followed_at_the_address_to_which_it_moved(press: Press) -> None:
    press.on("/new", page(rss(press.url("/a")), **FEED))
    assert probed(press.on("/old", redirect("/new", 301))).url == press.url("/new")
    assert probed(press.on("/lent", redirect("/new", 302))).url == press.url("/lent")


@pytest.mark.parametrize(
    ("code", "reason"), [(404, Reason.NOT_FOUND), (403, Reason.FORBIDDEN), (500, Reason.SERVER_ERROR)]
)
def test_what_does_not_answer_is_told(press: Press, code: int, reason: Reason) -> None:
    found = probed(press.on("/rss", status(code)))
    assert (found.listing, found.problem) == (None, reason)


def test_a_robots_txt_that_refuses_is_told(press: Press) -> None:
    press.on("/robots.txt", page(b"User-agent: *\nDisallow: /", content_type="text/plain"))
    found = probed(press.on("/rss", page(rss(), **FEED)))
    assert (found.robots, found.problem) == ("refused", Reason.ROBOTS) and press.asked("/rss") == 0


def test_what_is_no_url_is_refused() -> None:
    with pytest.raises(Rejected):
        probed("ftp://gazette.example/")


def test_an_address_of_the_inner_network_is_refused() -> None:
    assert probed("http://10.0.0.1/rss").problem is Reason.PRIVATE_ADDRESS


def test_a_list_of_sources_names_those_in_it(press: Press) -> None:
    outline = '<outline text="Presse"><outline type="rss" text="A" xmlUrl="https://a.example/rss"/></outline>'
    body = f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outline}</body></opml>'.encode()
    found = probed(press.on("/liste.opml", page(body, content_type="text/x-opml")))
    assert found.format == "OPML" and found.listing is None
    assert [(one.url, one.collections) for one in found.announced] == [("https://a.example/rss", ("Presse",))]
