"""Links of pages: articles told from the rest, on layouts that were looked at while it was written and on others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from pipeline.discover.entries import absolute
from pipeline.discover.links import read
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Entry

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"
BAR = 0.95


def links_of(markup: str, url: str = "https://www.site.example/") -> dict[str, Entry]:
    return {entry.url: entry for entry in read(html.document_fromstring(markup), url, url, NOW).done()}


HOSTS = {
    "le-quotidien": "www.quotidien.example",
    "wordpress": "gazette.example",
    "world-service": "www.worldservice.example",
    "capital-post": "www.capitalpost.example",
    "regional": "www.ouestmatin.example",
}


def judged(folder: str) -> tuple[set[str], set[str], int]:
    """The URLs taken for articles, those labelled `data-article`, and how many there are, of all pages of a folder."""
    taken, right, number = set[str](), set[str](), 0
    for path in sorted((PAGES / folder).glob("*.html")):
        text, url = path.read_text("utf-8"), f"https://{HOSTS.get(path.stem, f'{path.stem}.example')}/"
        found = links_of(text, url)
        labelled = html.fromstring(text).xpath("//a[@data-article]/@href")
        taken |= {link for link, entry in found.items() if not entry.refused}
        right |= {absolute(href, url) for href in labelled}
        number += len(found)
    return taken, right, number


@pytest.mark.parametrize("folder", ["tuned", "held_out"])
def test_articles_are_told_from_other_links(folder: str) -> None:
    taken, right, _ = judged(folder)
    precision, recall = len(taken & right) / len(taken), len(taken & right) / len(right)
    wrong = {"taken though none": sorted(taken - right), "missed": sorted(right - taken)}
    assert precision >= BAR and recall >= BAR, (precision, recall, wrong)


def test_the_sample_is_large_enough_to_say_something() -> None:
    assert judged("tuned")[2] + judged("held_out")[2] >= 150


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("mailto:a@b.example", Reason.BAD_SCHEME),
        ("javascript:void(0)", Reason.BAD_SCHEME),
        ("https://[", Reason.BAD_URL),
        ("https://elsewhere.example/2026/11/19/a-long-story-about-something-12345.html", Reason.OFF_SITE),
        ("/tag/climate", Reason.NOT_ARTICLE),
        ("/author/ann-lee", Reason.NOT_ARTICLE),
        ("/2026/11/a-long-story-about-something.pdf", Reason.NOT_ARTICLE),
        ("/?s=water", Reason.NOT_ARTICLE),
        ("/politics/page/2/", Reason.NOT_ARTICLE),
        ("/login", Reason.NOT_ARTICLE),
        ("/politics", Reason.NOT_ARTICLE),
    ],
)
def test_what_is_no_article_has_its_reason(href: str, reason: Reason) -> None:
    (entry,) = links_of(f'<p><a href="{href}">A headline that is as long as one of an article</a></p>').values()
    assert entry.refused is reason
    assert entry.detail


def test_a_link_shown_twice_has_the_headline_as_its_title() -> None:
    story = "/2026/11/19/the-bridge-is-closed-for-months"
    headline = f'<h3><a href="{story}">The bridge <b>is closed</b></a></h3>'
    page = f'<a href="{story}"><img></a>{headline}<a href="{story}#c">Read more</a>'
    (entry,) = links_of(page).values()
    assert (entry.refused, entry.hints.title) == (None, "The bridge is closed")


def test_links_to_the_page_itself_are_passed_over() -> None:
    assert links_of('<a href="#top">Top</a><a href="">Here</a><a href="/">Home</a>') == {}


def test_a_pattern_that_most_headlines_follow_carries_a_link_without_text() -> None:
    headline = "A headline of some length on the day’s news"
    stories = "".join(f'<h3><a href="/c/x{n}">{headline}</a></h3>' for n in range(1000, 1008))
    found = links_of(stories + '<a href="/c/x2000"><img></a>')
    assert found["https://www.site.example/c/x2000"].refused is None


def test_a_crowd_of_links_is_read_up_to_a_bound() -> None:
    found = links_of("".join(f'<a href="/2026/11/19/story-{n}-of-the-day">x</a>' for n in range(6_000)))
    assert len(found) == 5_000


def test_relative_links_without_a_page_to_resolve_them_are_refused() -> None:
    with pytest.raises(Rejected):
        absolute("/a", "")
