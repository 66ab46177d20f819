"""What of a listing is to be fetched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.discover.sift import CHANGED_LEAST, UNDATED_LEAST, horizon_of, sift, stamps
from pipeline.outcomes import Reason
from pipeline.records import Entry, Hints, Source, SourceKind
from pipeline.sources.shown import Shown

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def source(kind: SourceKind = SourceKind.FEED, **fields: Any) -> Source:
    return Source(id="s", url="https://presse.example/rss", kind=kind, added_at=NOW, **fields)


def entry(name: str, stamp: str = "", days: float | None = None, **fields: Any) -> Entry:
    moment = NOW - timedelta(days=days) if days is not None else None
    return Entry(url=f"https://presse.example/{name}", stamp=stamp, hints=Hints(published_at=moment), **fields)


def shown(*entries: Entry) -> Shown:
    return Shown(Shown.packed(stamps(entries)))


def test_what_was_never_shown_has_to_be_looked_up() -> None:
    sifted = sift(source(), [entry("a"), entry("b")], shown(entry("b")), LONG_AGO)
    assert [one.url[-1] for one in sifted.unknown] == ["a"]
    assert [one.url[-1] for one in sifted.seen] == ["b"]
    assert sifted.counts == {"seen": 1}


def test_a_new_stamp_means_that_the_article_changed() -> None:
    sifted = sift(source(), [entry("a", "2"), entry("b", "1")], shown(entry("a", "1"), entry("b", "1")), LONG_AGO)
    assert [one.url[-1] for one in sifted.changed] == ["a"]
    assert [one.url[-1] for one in sifted.seen] == ["b"]


@pytest.mark.parametrize("before", ["1", ""])
def test_an_entry_without_a_stamp_says_nothing(before: str) -> None:
    sifted = sift(source(), [entry("a")], shown(entry("a", before)), LONG_AGO)
    assert not sifted.changed and len(sifted.seen) == 1


def test_a_first_stamp_tells_of_a_first_change() -> None:
    assert sift(source(), [entry("a", "1")], shown(entry("a")), LONG_AGO).changed


def test_a_stamp_that_is_missing_once_and_comes_back_is_no_change() -> None:
    without = Shown(shown(entry("a", "1")).merged(stamps([entry("a")])))
    assert not sift(source(), [entry("a", "1")], without, LONG_AGO).changed


def test_a_feed_that_calls_everything_changed_costs_a_few_articles_and_the_rest_comes_later() -> None:
    before = [entry(str(number), "1") for number in range(60)]
    now = [entry(str(number), "2") for number in range(60)]
    sifted = sift(source(), now, shown(*before), LONG_AGO)
    assert (len(sifted.changed), len(sifted.postponed)) == (CHANGED_LEAST, 50)
    kept = Shown(shown(*before).merged(stamps(now, sifted.postponed)))
    again = sift(source(), now, kept, LONG_AGO)
    assert len(again.changed) == CHANGED_LEAST
    assert not {one.url for one in again.changed} & {one.url for one in sifted.changed}


def test_a_refused_entry_keeps_its_reason_and_is_never_remembered_as_shown() -> None:
    refused = entry("tag/sport", refused=Reason.NOT_ARTICLE, detail="a tag page")
    sifted = sift(source(), [refused], Shown(), LONG_AGO)
    assert sifted.counts == {"not-article": 1, "seen": 0}
    assert stamps([refused]) == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://presse.example/a", Reason.BAD_SCHEME),
        ("javascript:alert(1)", Reason.BAD_SCHEME),
        ("file:///etc/passwd", Reason.BAD_SCHEME),
        ("https://user:pass@presse.example/a", Reason.BAD_URL),
        ("https://", Reason.BAD_URL),
        ("a/b", Reason.BAD_URL),
    ],
)
def test_what_cannot_be_fetched_is_refused(url: str, reason: Reason) -> None:
    sifted = sift(source(), [Entry(url=url)], Shown(), LONG_AGO)
    assert [one.refused for one in sifted.refused] == [reason]


def test_a_feed_has_no_horizon_unless_one_was_asked_for() -> None:
    old = [entry("a", days=4000), entry("b", days=1), entry("c")]
    assert len(sift(source(), old, Shown(), horizon_of(source(), NOW, 30)).unknown) == 3
    asked = source(since=NOW - timedelta(days=10))
    sifted = sift(asked, old, Shown(), horizon_of(asked, NOW, 30))
    assert [one.url[-1] for one in sifted.unknown] == ["b", "c"]
    assert [(one.refused, "2015" in one.detail) for one in sifted.refused] == [(Reason.TOO_OLD, True)]


def test_a_sitemap_gives_its_latest_days_and_more_when_asked() -> None:
    entries = [entry("a", days=40), entry("b", days=20)]
    plain, asked = source(SourceKind.SITEMAP), source(SourceKind.SITEMAP, since=NOW - timedelta(days=365))
    assert [one.url[-1] for one in sift(plain, entries, Shown(), horizon_of(plain, NOW, 30)).unknown] == ["b"]
    assert len(sift(asked, entries, Shown(), horizon_of(asked, NOW, 30)).unknown) == 2


def test_of_a_long_sitemap_without_dates_only_what_is_added_later_is_news() -> None:
    past = [entry(str(number)) for number in range(UNDATED_LEAST + 1)]
    sitemap = source(SourceKind.SITEMAP)
    first = sift(sitemap, past, Shown(), LONG_AGO)
    assert not first.unknown and first.counts["too-old"] == len(past)
    later = sift(sitemap, [entry("new"), *past], Shown(Shown().merged(stamps(past))), LONG_AGO)
    assert [one.url for one in later.unknown] == ["https://presse.example/new"]
    short = sift(sitemap, past[:100], Shown(), LONG_AGO)
    assert len(short.unknown) == 100


def test_what_was_too_old_is_taken_once_somebody_asks_for_it() -> None:
    entries = [entry("a", days=40), entry("b", days=20)]
    plain, asked = source(SourceKind.SITEMAP), source(SourceKind.SITEMAP, since=NOW - timedelta(days=365))
    first = sift(plain, entries, Shown(), horizon_of(plain, NOW, 30))
    kept = Shown(Shown().merged(stamps(entries, first.left)))
    assert [one.url[-1] for one in sift(asked, entries, kept, horizon_of(asked, NOW, 30)).unknown] == ["a"]
