"""Sources that a site names, and where they usually are."""

from __future__ import annotations

from pipeline.discover.announced import guesses, of_page, of_robots
from pipeline.records import SourceKind

URL = "https://www.journal.example/une/"


def test_feeds_of_a_page_are_those_of_its_head_then_links_of_its_body() -> None:
    page = """<html><head>
        <link rel="alternate" type="application/rss+xml" title="Commentaires" href="/fil-des-commentaires.xml">
        <link rel="alternate" type="application/atom+xml" title="À la une" href="/rss/une.xml">
        <link rel="alternate" type="application/feed+json" href="/feed.json">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
        <link rel="alternate" type="application/json+oembed" href="/oembed?x=1">
        <link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/feed.css">
        <link rel="alternate" type="application/rss+xml" href="javascript:x">
        <link rel="sitemap" href="/plan.xml"></head><body>
        <a href="/rss/sport.xml">Sport</a><a href="/rss/une.xml">À la une</a><a href="/politique/">Politique</a>
        <a href="https://feeds.feedburner.com/journal/rss">Flux</a><a href="https://other.example/feed/">Ailleurs</a>
        <a href="http://[/feed">x</a></body></html>"""
    found = of_page(page.encode(), URL)
    assert [source.url for source in found] == [
        "https://www.journal.example/rss/une.xml",
        "https://www.journal.example/feed.json",
        "https://www.journal.example/plan.xml",
        "https://www.journal.example/rss/sport.xml",
        "https://feeds.feedburner.com/journal/rss",
        "https://www.journal.example/fil-des-commentaires.xml",
    ]
    assert found[0].title == "À la une"
    assert [source.kind for source in found].count(SourceKind.SITEMAP) == 1


def test_what_is_no_page_announces_nothing() -> None:
    assert of_page(b"", URL) == of_page(b"\x89PNG", URL) == of_page(b"<html></html>", URL) == ()


def test_a_page_full_of_feeds_is_read_up_to_a_bound() -> None:
    assert len(of_page(b"".join(b"<a href='/rss/%d.xml'>x</a>" % number for number in range(500)), URL)) == 50


def test_sitemaps_of_robots_txt_are_absolute_and_those_for_news_come_first() -> None:
    robots = """User-agent: *\nDisallow: /x\nSitemap: https://www.journal.example/sitemap.xml
        sitemap: /news-sitemap.xml.gz\nSitemap: ftp://x/\nSitemap: https://cdn.example/s.xml\nSitemap:\n"""
    found = of_robots(robots, "https://www.journal.example/robots.txt")
    assert [source.url for source in found] == [
        "https://www.journal.example/news-sitemap.xml.gz",
        "https://www.journal.example/sitemap.xml",
        "https://cdn.example/s.xml",
    ]
    assert {source.kind for source in found} == {SourceKind.SITEMAP}


def test_a_robots_txt_that_is_html_names_no_sitemap() -> None:
    assert of_robots("<!doctype html><html><body>Sitemap</body></html>", URL) == ()
    assert len(of_robots("Sitemap: /s.xml\n" * 50_000 + "\0\ud800", URL)) == 1


def test_guesses_are_few_and_begin_with_the_section_asked_for() -> None:
    site = [source.url for source in guesses("https://www.journal.example/")]
    assert site[:2] == ["https://www.journal.example/feed", "https://www.journal.example/rss"]
    assert "https://www.journal.example/sitemap_news.xml" in site and "https://www.journal.example/sitemap.xml" in site
    section = [source.url for source in guesses("https://www.journal.example/politique/")]
    assert section[0] == "https://www.journal.example/politique/feed"
    assert len(site) <= 10 and len(section) <= 10
    assert guesses("javascript:x") == guesses("file:///a") == ()
