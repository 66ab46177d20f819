"""Listings, whatever they are: what is read of them, what is refused, and that nothing hostile does harm."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.discover.listing import read
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, SourceKind
from pipeline.urls import normalise

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://example.org/feeds/all"


def listing(document: str | bytes, url: str = URL, **declared: str) -> Listing:
    content = document.encode("utf-8", "surrogatepass") if isinstance(document, str) else document
    return read(content, url, now=NOW, **declared)


def refusal(document: str | bytes, url: str = URL, **declared: str) -> Rejected:
    with pytest.raises(Rejected) as refused:
        listing(document, url, **declared)
    return refused.value


def rss(items: str, head: str = "", version: str = "2.0") -> str:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    channel = f"<title>Fil</title><link>https://example.org/</link>{head}{items}"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="{version}" {spaces}><channel>{channel}</channel></rss>'


def item(inside: str, link: str = "https://example.org/a") -> str:
    return f"<item><link>{link}</link>{inside}</item>"


def atom(entries: str, head: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Fil</title>{head}{entries}</feed>'


def urlset(urls: str) -> str:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{news}">{urls}</urlset>'


def test_rss_says_what_its_articles_are() -> None:
    found = listing(
        rss(
            item(
                "<title><![CDATA[L&rsquo;&eacute;t&eacute; <b>indien</b>]]></title>"
                "<pubDate>Thu, 19 Nov 2026 10:00:00 +0100</pubDate><dc:creator>Anne Dupont</dc:creator>"
                "<category>Climat</category><category>Climat</category>",
                "/a?utm_source=rss&amp;id=1",
            ),
            "<language>fr-FR</language>",
        )
    )
    assert (found.kind, found.format, found.title, found.home) == (
        SourceKind.FEED,
        "RSS 2.0",
        "Fil",
        "https://example.org/",
    )
    assert found.language == "fr"
    (entry,) = found.entries
    assert entry.url == "https://example.org/a?id=1"
    assert entry.hints.title == "L’été indien"
    assert entry.hints.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert (entry.hints.authors, entry.hints.tags) == (("Anne Dupont",), ("Climat",))
    assert (entry.stamp, entry.refused) == ("", None)


def test_atom_links_are_resolved_against_their_base_and_the_alternate_one_is_taken() -> None:
    found = listing(
        atom(
            '<entry xml:base="https://cdn.example.org/x/"><title type="xhtml">'
            '<div xmlns="http://www.w3.org/1999/xhtml">Un <i>mot</i></div></title><link rel="enclosure" href="a.mp3"/>'
            '<link rel="self" href="self"/><link href="one"/><updated>2026-11-19T08:00:00Z</updated>'
            "<published>2026-11-18T08:00:00Z</published><author><name>Zoé</name></author></entry>"
        )
    )
    (entry,) = found.entries
    assert (found.format, entry.url, entry.hints.title) == ("Atom 1.0", "https://cdn.example.org/x/one", "Un mot")
    assert entry.hints.published_at == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert entry.changed_at == datetime(2026, 11, 19, 8, tzinfo=UTC) and entry.stamp


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_the_version_of_rss_is_told(version: str) -> None:
    assert listing(rss(item(""), version=version)).format == f"RSS {version}"


def test_rss_1_has_its_items_beside_the_channel_and_its_date_is_that_of_publication() -> None:
    found = listing(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title><link>https://example.org/</link></channel>'
        "<item><title>Un</title><link>https://example.org/1</link><dc:date>2026-11-01</dc:date></item></rdf:RDF>"
    )
    (entry,) = found.entries
    assert (found.format, entry.hints.title, entry.stamp) == ("RSS 1.0", "Un", "")
    assert entry.hints.published_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_json_feed_is_read_however_it_is_declared() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "/home",
        "authors": [{"name": "Ann"}],
        "items": [
            {"id": "1", "url": "/x", "title": "A & B", "date_published": "2026-11-01T00:00:00Z", "tags": ["t", 3]},
            {"id": "https://example.org/y", "date_modified": "2026-11-02T00:00:00Z"},
            {"id": "3"},
            "odd",
        ],
    }
    found = listing(json.dumps(feed), content_type="text/plain")
    assert (found.format, found.title, found.home) == ("JSON Feed 1.1", "J", "https://example.org/home")
    assert [entry.url for entry in found.entries] == ["https://example.org/x", "https://example.org/y", ""]
    assert found.entries[0].hints.authors == ("Ann",) and found.entries[1].stamp
    assert found.entries[2].refused is Reason.BAD_URL


def test_a_news_sitemap_is_read_whatever_its_namespaces() -> None:
    for prefix, space in (("news", "http://www.google.com/schemas/sitemap-news/0.9"), ("n", "https://wrong.example/")):
        found = listing(
            f'<urlset xmlns:{prefix}="{space}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
            f"<loc> https://example.org/1 </loc><image:image><image:loc>https://example.org/i</image:loc></image:image>"
            f"<{prefix}:news><{prefix}:publication><{prefix}:name>Le N</{prefix}:name><{prefix}:language>fr"
            f"</{prefix}:language></{prefix}:publication><{prefix}:publication_date>2026-11-01T10:00+01:00"
            f"</{prefix}:publication_date><{prefix}:title>T</{prefix}:title><{prefix}:keywords>a, b</{prefix}:keywords>"
            f"</{prefix}:news></url></urlset>"
        )
        (entry,) = found.entries
        assert (found.format, found.title, found.language) == ("news sitemap", "Le N", "fr")
        assert (entry.url, entry.hints.title, entry.hints.tags) == ("https://example.org/1", "T", ("a", "b"))
        assert entry.hints.published_at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_a_packed_sitemap_index_names_its_sitemaps_but_not_itself() -> None:
    index = (
        "<sitemapindex><sitemap><loc>https://example.org/s1.xml.gz</loc><lastmod>2026-11-01</lastmod></sitemap>"
        f"<sitemap><loc>{URL}</loc></sitemap><sitemap><loc>ftp://x</loc></sitemap></sitemapindex>"
    )
    found = listing(gzip.compress(index.encode()))
    assert found.format == "sitemap index"
    assert found.more == (("https://example.org/s1.xml.gz", datetime(2026, 11, 1, tzinfo=UTC)),)
    assert len(found.notes) == 2


def test_a_list_of_urls_is_a_sitemap() -> None:
    found = listing("https://example.org/1\n\nhttps://example.org/2\n")
    assert (found.format, len(found.entries)) == ("text sitemap", 2)


def test_a_page_gives_its_links_and_the_sources_it_announces() -> None:
    found = listing(
        '<!doctype html><html lang="fr"><head><title>Le Journal</title><base href="https://example.org/x/">'
        '<link rel="alternate" type="application/rss+xml" title="Tout" href="/rss.xml"></head><body><h2>'
        '<a href="2026/11/le-pont-est-ferme-pour-six-mois">Le pont est fermé pour six mois</a></h2></body></html>',
        content_type="application/rss+xml",
    )
    assert (found.kind, found.format, found.title, found.language) == (SourceKind.SITE, "page", "Le Journal", "fr")
    assert [entry.url for entry in found.entries] == ["https://example.org/x/2026/11/le-pont-est-ferme-pour-six-mois"]
    assert [source.url for source in found.announced] == ["https://example.org/rss.xml"]
    assert any("declared as application/rss+xml" in note for note in found.notes)


def test_a_feed_declared_as_a_page_is_a_feed() -> None:
    assert listing("\n\n<br />Warning: x<br />\n" + rss(item("")), content_type="text/html").kind is SourceKind.FEED


@pytest.mark.parametrize(
    ("inside", "url", "reason"),
    [
        ("<link>javascript:alert(1)</link>", "javascript:alert(1)", Reason.BAD_SCHEME),
        ("<link>data:text/html,x</link>", "data:text/html,x", Reason.BAD_SCHEME),
        ("<title>x</title>", "", Reason.BAD_URL),
        ('<guid isPermaLink="false">https://example.org/g</guid>', "", Reason.BAD_URL),
        ("<guid>tag:x,1</guid>", "", Reason.BAD_URL),
        (
            '<enclosure url="https://example.org/a.mp3" type="audio/mpeg"/>',
            "https://example.org/a.mp3",
            Reason.NOT_ARTICLE,
        ),
        ("<link>https://example.org/a.pdf</link>", "https://example.org/a.pdf", Reason.NOT_ARTICLE),
        ("<guid>https://example.org/g</guid>", "https://example.org/g", None),
        ("<link>https://elsewhere.example/a</link>", "https://elsewhere.example/a", None),
        ("<link>../b</link>", "https://example.org/b", None),
    ],
)
def test_the_link_of_an_item(inside: str, url: str, reason: Reason | None) -> None:
    (entry,) = listing(rss(f"<item>{inside}</item>")).entries
    assert (entry.url, entry.refused) == (url, reason)


def test_the_original_link_goes_before_that_of_feedburner() -> None:
    spaces = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    inside = f"<feedburner:origLink {spaces}>https://example.org/o</feedburner:origLink>"
    (entry,) = listing(rss(item(inside, "https://feedproxy.example/x"))).entries
    assert entry.url == "https://example.org/o"


def test_one_guid_for_all_folds_nothing_and_one_link_is_one_entry() -> None:
    items = "".join(item("<guid>1</guid>", f"https://example.org/{n}") for n in (1, 2, 2))
    assert [entry.url for entry in listing(rss(items)).entries] == ["https://example.org/1", "https://example.org/2"]


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("jeu., 19 nov. 2026 10:00:00 +0100", datetime(2026, 11, 19, 9, tzinfo=UTC)),
        ("19/11/2026 10h30", datetime(2026, 11, 19, 10, 30, tzinfo=UTC)),
        ("2026-11-19 10:00:00", datetime(2026, 11, 19, 10, tzinfo=UTC)),
        ("Thu, 19 Nov 2026 10:00:00 CET", datetime(2026, 11, 19, 9, tzinfo=UTC)),
        ("Thu Nov 19 10:00:00 2026", datetime(2026, 11, 19, 10, tzinfo=UTC)),
        ("November 19, 2026 3:05 pm", datetime(2026, 11, 19, 15, 5, tzinfo=UTC)),
        ("0000-00-00", None),
        ("hier", None),
    ],
)
def test_dates_are_read_as_people_write_them(date: str, moment: datetime | None) -> None:
    (entry,) = listing(rss(item(f"<pubDate>{date}</pubDate>"))).entries
    assert entry.hints.published_at == moment


def test_a_date_in_the_future_is_none_and_noted() -> None:
    found = listing(rss(item("<pubDate>Thu, 19 Nov 2099 10:00:00 GMT</pubDate>")))
    assert found.entries[0].hints.published_at is None
    assert any("future" in note for note in found.notes)


def entries_of(times: list[str], head: str = "") -> list[str]:
    entries = (f'<entry><link href="https://e.org/{n}"/><updated>{at}</updated></entry>' for n, at in enumerate(times))
    return [entry.stamp for entry in listing(atom("".join(entries), head)).entries]


def test_a_stamp_follows_what_the_publisher_says_of_each_article() -> None:
    one, other = entries_of(["2026-11-19T08:00:00Z", "2026-11-18T08:00:00Z"])
    assert one and other and one != other
    assert entries_of(["2026-11-19T08:00:00Z", "2026-11-18T09:00:00Z"])[0] == one


def test_the_time_at_which_a_feed_was_generated_is_no_stamp() -> None:
    assert entries_of(["2026-11-19T08:00:00Z", "2026-11-19T08:00:01Z", "2026-11-19T08:00:00Z"]) == ["", "", ""]
    built = "<updated>2026-11-19T08:00:00Z</updated>"
    assert entries_of(["2026-11-19T08:00:00Z"] * 2, built) == ["", ""]
    assert all(entries_of(["2026-11-19T08:00:00Z"], built))


def test_wishes_of_a_feed() -> None:
    head = "<skipHours><hour>3</hour><hour>24</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    wishes = listing(rss(item(""), f"<ttl>30</ttl>{head}")).wishes
    assert (wishes.ttl, wishes.skip_hours, wishes.skip_days) == (1800.0, (0, 3), (6,))
    often = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert listing(rss(item(""), often)).wishes.ttl == 21600.0
    assert listing(rss(item(""), "<ttl>-1</ttl>")).wishes.ttl is None


def test_what_stands_before_the_cut_is_read() -> None:
    whole = rss(item("", "https://example.org/1") + item("", "https://example.org/2"))
    found = listing(whole[: whole.index("/2") + 2])
    assert [entry.url for entry in found.entries] == ["https://example.org/1"]
    assert any("cut off" in note for note in found.notes)
    sitemap = urlset("<url><loc>https://example.org/1</loc></url><url><loc>https://example.org/2</loc></url>")
    assert len(listing(sitemap[: sitemap.rindex("</loc>")]).entries) == 1


def test_a_mistake_in_one_item_costs_that_item_alone() -> None:
    broken = item("<title>a < b & c</title><description><p>x<br></description>", "https://example.org/1")
    found = listing(rss(broken + item("<title>Deux</title>", "https://example.org/2")))
    assert [entry.url for entry in found.entries] == ["https://example.org/1", "https://example.org/2"]
    assert [entry.hints.title for entry in found.entries] == ["a < b & c", "Deux"]


def test_prefixes_that_nobody_declared_are_taken_at_their_word() -> None:
    (entry,) = listing(
        "<rss><channel><item><link>https://e.org/1</link><dc:creator>Ann</dc:creator></item></channel></rss>"
    ).entries
    assert entry.hints.authors == ("Ann",)


def test_an_encoding_that_is_declared_wrongly_is_noted() -> None:
    document = rss(item("<title>Été</title>")).replace("utf-8", "iso-8859-1")
    found = listing(document.encode())
    assert found.entries[0].hints.title == "Été" and any("read as utf-8" in note for note in found.notes)
    found = listing(rss(item("<title>Été à Noël – «l’œuvre»</title>")).encode("cp1252"))
    assert found.entries[0].hints.title == "Été à Noël – «l’œuvre»" and any(
        "windows-1252" in note for note in found.notes
    )
    assert listing(rss(item("<title>Été</title>")).encode("utf-16")).entries[0].hints.title == "Été"


def test_control_characters_and_lone_surrogates_are_left_out() -> None:
    found = listing(rss(item("<title>a\0b\x07c\ud800&#xD800;&#0;d</title>")))
    assert found.entries[0].hints.title is not None
    found.model_dump_json().encode()


def test_what_is_said_is_bounded() -> None:
    many = "".join(f"<category>t{n}</category><dc:creator>n{n}</dc:creator>" for n in range(300))
    (entry,) = listing(rss(item(f"<title>{'x' * 100_000}</title>{many}"))).entries
    assert entry.hints.title == "x" * 500
    assert len(entry.hints.tags) <= 50 and len(entry.hints.authors) <= 20


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def test_entities_are_neither_expanded_nor_fetched() -> None:
    for doctype in (
        f"{BOMB}]>",
        '<!DOCTYPE r [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "x.dtd">',
    ):
        feed = rss(item("<title>&j;</title>")).replace("?>", f"?>{doctype}", 1)
        started = time.monotonic()
        found = listing(feed)
        assert time.monotonic() - started < 5
        assert len(found.entries) == 1 and len(found.entries[0].hints.title or "") < 10
    assert len(listing(f"{BOMB}]>{urlset('<url><loc>https://e.org/a?&j;</loc></url>')}").entries) == 1


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\0", Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n", Reason.NOT_A_SOURCE),
        (b"%PDF-1.7", Reason.NOT_A_SOURCE),
        (bytes(range(256)) * 10, Reason.NOT_A_SOURCE),
        (b"just words", Reason.NOT_A_SOURCE),
        (b'{"a": 1}', Reason.NOT_A_SOURCE),
        (b'{"version": "1", "items": [', Reason.BROKEN_SOURCE),
        (b'{"items":' + b"[" * 100_000, Reason.BROKEN_SOURCE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.NOT_A_SOURCE),
        (b"<Error><Code>AccessDenied</Code></Error>", Reason.NOT_A_SOURCE),
        (b"<opml><body/></opml>", Reason.NOT_A_SOURCE),
        (b"<rss><channel><title>x", Reason.BROKEN_SOURCE),
        (b"<urlset><url><loc>https://e.org/", Reason.BROKEN_SOURCE),
        (gzip.compress(b"x" * 1000, mtime=0)[:20], Reason.BROKEN_SOURCE),
        (gzip.compress(bytes(60 * 1024**2), mtime=0), Reason.TOO_LARGE),
        (b"a" * (50 * 1024**2 + 1), Reason.TOO_LARGE),
        (b"<html><title>Page introuvable</title><a href='/2026/11/a-b-c-d-e'>A</a></html>", Reason.NOT_A_SOURCE),
        (b"<html><title>Just a moment...</title><p>x</p></html>", Reason.NOT_A_SOURCE),
        (b"<html><title>X</title><form><input type=password></form></html>", Reason.NOT_A_SOURCE),
        (b"<html><title>X</title><a href='/contact'>Contact</a></html>", Reason.NOT_A_SOURCE),
    ],
)  # fmt: skip
def test_what_is_no_listing_is_told(document: bytes, reason: Reason) -> None:
    refused = refusal(document)
    assert refused.reason is reason
    assert refused.detail


def test_an_article_is_no_source() -> None:
    text = "<p>" + "Une phrase qui dit quelque chose de la ville et de ses habitants. " * 4 + "</p>"
    head = "<head><title>Le pont</title><meta property='og:type' content='article'></head>"
    page = f"<html>{head}<body>{text * 8}</body></html>"
    assert refusal(page, "https://example.org/2026/11/le-pont-est-ferme").detail.startswith("an article")


def test_a_headline_about_something_not_found_makes_no_error_page() -> None:
    stories = "".join(f"<h2><a href='/2026/11/a-story-of-day-{n}'>A story of the day</a></h2>" for n in range(5))
    page = f"<html><title>Forbidden Stories, home</title><h1>Missing hiker not found after a week</h1>{stories}</html>"
    assert len(listing(page).entries) == 5


def test_an_empty_feed_is_a_feed() -> None:
    assert listing(rss("")).entries == ()
    assert listing(urlset("")).entries == ()


def test_the_first_fifty_thousand_entries_are_read_in_time() -> None:
    started = time.monotonic()
    lines = "".join(f"<url><loc>https://e.org/{n}</loc></url>" for n in range(50_010))
    found = listing(urlset(lines))
    assert len(found.entries) == 50_000 and any("10 more" in note for note in found.notes)
    assert time.monotonic() - started < 60


def test_a_feed_of_fifty_thousand_entries_is_read_in_time() -> None:
    started = time.monotonic()
    inside = "<title>Un titre</title><pubDate>Thu, 19 Nov 2026 10:00:00 +0100</pubDate><description>x</description>"
    assert len(listing(rss("".join(item(inside, f"/a/{n}") for n in range(50_000)))).entries) == 50_000
    assert time.monotonic() - started < 120


HOSTILE = {
    "deep": "<rss><channel>" + "<a>" * 300_000,
    "deep item": rss("<item>" + "<a>" * 300_000 + "</item>" + item("")),
    "sections": "<rss><channel>" + "<![CDATA[" * 500_000,
    "comments": "<rss><channel>" + "<!--" * 500_000,
    "tags": "<rss><channel>" + "<item " * 500_000,
    "closed": "<rss><channel>" + "</item " * 300_000,
    "opened": "<rss><channel>" + "<item>" * 100_000 + "</channel></rss>",
    "ampersands": rss(item("<title>" + "&" * 1_000_000 + "</title>")),
    "doctype": "<!DOCTYPE " + "[" * 1_000_000,
    "subset": "<!DOCTYPE a [" + "]" * 1_000_000,
    "prolog": "<?x?>" * 300_000,
    "angles": "<" * 1_000_000,
    "attributes": "<html><body><a " + " ".join(f"a{n}=1" for n in range(100_000)) + "></a></body></html>",
    "crowds": "<html><body>" + ("<a " + " ".join(f"a{n}=1" for n in range(900)) + ">x</a>") * 300 + "</body></html>",
    "nested page": "<html><body>" + "<div>" * 200_000 + "<a href='/x'>y</a>",
    "links": "<html><body>" + "<a href='/a-b-c-d-e/f'>" * 20_000,
    "long link": f"<html><body><a href='/{'a-' * 500_000}'>x</a></body></html>",
    "long text": "<html><body>" + "<div class='nav'>" * 200 + "<a href='/x'>y " * 2_000 + "z" * 1_000_000,
    "title": rss(item("<title>" + "&lt;a" * 300_000 + "</title>")),
    "spaces": " " * 5_000_000 + "<rss></rss>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_document_holds_a_reader_for_long(name: str) -> None:
    started = time.monotonic()
    try:
        listing(HOSTILE[name])
    except Rejected as refused:
        assert refused.detail
    assert time.monotonic() - started < 20


VALID = (
    rss(item("<title>Un <![CDATA[<b>x</b>]]></title><guid>1</guid><pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate>")),
    rss(item("<dc:date>2026</dc:date><author>a@b.c (D)</author><category>e</category>"), "<ttl>5</ttl>"),
    atom('<entry><title type="html">&lt;p&gt;x</title><link href="a"/><updated>2026-11-19T08:00:00Z</updated></entry>'),
    urlset(
        "<url><loc>https://e.org/1</loc><lastmod>2026</lastmod><news:news><news:title>x</news:title></news:news></url>"
    ),
    "<sitemapindex><sitemap><loc>https://e.org/s.xml</loc></sitemap></sitemapindex>",
    '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/x", "tags": ["z"], "author": {"name": "n"}}]}',
    '<html lang="fr"><head><base href="/b/"><link rel="alternate" type="application/rss+xml" href="f"></head><body><h2>'
    '<a href="2026/11/19/un-titre-de-cinq-mots">Un titre</a></h2><nav><a href="//[x">n</a></nav></body></html>',
)
PIECES = st.sampled_from(
    ["<", ">", "&", "]]>", "<![CDATA[", "<!--", "<item>", "</item>", "</", "&#x110000;", "&nbsp;"]
) | (st.sampled_from(["xml:base='//['", '"', "é", "]", "{", "9" * 21, "\0", "\ud800", "<!DOCTYPE x [", "version=''"]))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    document = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(document)))
        end = min(len(document), start + draw(st.sampled_from([0, 0, 1, 5, 60])))
        document = document[:start] + draw(PIECES) + document[end:]
    return document.encode(draw(st.sampled_from(["utf-8", "utf-16", "latin-1"])), "replace")


@given(
    mutated()
    | st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"<rss>{text}".encode("utf-8", "replace"))
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_anything_is_read_or_refused(document: bytes) -> None:
    try:
        found = read(document, URL, now=NOW, content_type="text/html", charset="utf-8")
    except Rejected as refused:
        assert refused.reason in (Reason.NOT_A_SOURCE, Reason.BROKEN_SOURCE, Reason.EMPTY, Reason.TOO_LARGE)
        return
    found.model_dump_json().encode()
    assert all(entry.refused or normalise(entry.url) == entry.url for entry in found.entries)
    assert all(not entry.refused or entry.detail for entry in found.entries)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-19T08:30:00", "2026-11-19T07:30:00+00:00"),
        ("2026-07-19T08:30:00", "2026-07-19T06:30:00+00:00"),
        ("2026-11-19T08:30:00Z", "2026-11-19T08:30:00+00:00"),
        ("2026-11-19T08:30:00-05:00", "2026-11-19T13:30:00+00:00"),
        ("2026-11-19", "2026-11-19T00:00:00+00:00"),
    ],
)
def test_times_that_name_no_zone_are_in_that_of_the_source(written: str, moment: str) -> None:
    body = f"<urlset><url><loc>https://p.example/a</loc><lastmod>{written}</lastmod></url></urlset>".encode()
    found = read(body, "https://p.example/sitemap.xml", now=NOW, zone=ZoneInfo("Europe/Paris"))
    assert [entry.changed_at.isoformat() for entry in found.entries if entry.changed_at] == [moment]
