"""Sources as text: table, detail, report and the line of status; nothing that a hostile title could do."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from cli.render import report as render
from cli.render.sources import COLOURS, listing, packs, story
from cli.render.status import overview
from pipeline.discover.report import Report
from pipeline.outcomes import Reason
from pipeline.records import Access, Announced, Entry, Hints, SourceKind
from pipeline.sources.records import Change, Standing, State, Verdict
from tests.unit.web.book import NOON, source
from web.sources import SourceDetail, summary

HOSTILE = "Titre\x1b]0;pwned\x07\x1b[31m\u202e\nligne"


def shown(*parts: object) -> str:
    console = Console(file=StringIO(), width=250, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part, soft_wrap=True)
    return console.file.getvalue()  # type: ignore[attr-defined]


def standing(**state: object) -> Standing:
    made = source(1, collections=("presse", "régions"), title=HOSTILE)
    return Standing(source=made, state=State(**state), next_check=NOON + timedelta(minutes=12))


def test_a_row_tells_how_a_source_is_doing() -> None:
    told = standing(
        verdict=Verdict.QUIET,
        checked_at=NOON - timedelta(minutes=5),
        new_at=NOON - timedelta(hours=3),
        days={"2026-11-20": 2},
        times=(NOON - timedelta(days=1), NOON),
        errors=4,
    )
    text = shown(listing([summary(told, NOON)], NOON))
    for part in ("quiet", "feed", "site1.example", "presse, régions", "5 min", "3 h", "in 12 min", "2 of 1", "4"):
        assert part in text
    assert "\x1b" not in text and "\u202e" not in text and "Titre" in text


def test_a_paused_source_has_no_next_check() -> None:
    told = standing().evolve(source=source(1, paused=True))
    text = shown(listing([summary(told, NOON)], NOON))
    assert "paused" in text and "in 12 min" not in text


def test_no_source_is_a_sentence() -> None:
    assert "rotative add" in shown(listing([], NOON))


def test_every_verdict_has_its_colour() -> None:
    assert set(COLOURS) == {*(verdict.value for verdict in Verdict), "paused"}


def test_one_source_is_shown_with_diagnosis_habit_and_history_but_no_secret() -> None:
    access = Access(headers={"X-Key": "***"}, cookies={"sid": "***"}, proxy="http://***@p")
    made = summary(
        standing(verdict=Verdict.FAILING, diagnosis="no answer\x1b[2J", errors=2, reason=Reason.TIMEOUT), NOON
    )
    detail = SourceDetail(
        **made.model_dump(exclude={"headers", "cookies", "proxy"}),
        headers=access.headers,
        cookies=access.cookies,
        proxy=access.proxy,
        days={"2026-11-19": 10, "2026-11-20": 5},
        history=(Change(at=NOON, event="moved", detail="from a\nto b"),),
    )
    text = shown(*story(detail, NOON))
    for part in ("failing", "no answer", "2 in a row", "timeout", "2026-11-19", "moved", "from a to b", "X-Key: ***"):
        assert part in text
    assert "\x1b" not in text


def test_a_report_says_what_was_found_and_what_comes_next() -> None:
    entry = Entry(url="https://a.example/1", hints=Hints(title=HOSTILE, published_at=NOON))
    refused = Entry(url="https://b.example/x", refused=Reason.OFF_SITE, detail="another domain")
    told = Report(
        url="https://a.example/",
        source=source(1, url="https://a.example/feed", language="fr"),
        format="RSS 2.0",
        entries=12,
        new=9,
        seen=1,
        refused={"off-site": 2},
        interval=5400.0,
        crawl_delay=10,
        samples=(entry,) * 9,
        refusals=(refused,) * 9,
        notes=("cut off",),
        announced=(Announced(url="https://a.example/r;rm -rf", kind=SourceKind.SITEMAP, title="Plan"),),
    )
    text = shown(*render.report(told))
    for part in (
        "feed (RSS 2.0)",
        "fr",
        "12: 9 new, 1 seen before, 2 refused",
        "every 2 h",
        "allowed, one request every 10 s",
    ):
        assert part in text
    assert text.count("Titre") == render.SAMPLES and text.count("another domain") == render.EXAMPLES
    assert "rotative add 'https://a.example/r;rm -rf'" in text
    assert "followed: next check now" in text and "\x1b" not in text
    assert "nothing is followed" in shown(*render.report(told, dry_run=True))
    assert "followed already" in shown(*render.report(told.evolve(known=True)))


@pytest.mark.parametrize("reason", list(Reason))
def test_a_problem_says_what_to_do(reason: Reason) -> None:
    text = shown(*render.report(Report(url="https://a.example/", problem=reason, detail="so it is")))
    assert f"not followed: {reason.value} (so it is)" in text and "what to do: " in text


def test_a_site_without_a_source_of_its_own_still_names_what_it_announces() -> None:
    others = tuple(Announced(url=f"https://a.example/{n}", kind=SourceKind.FEED) for n in range(30))
    text = shown(*render.report(Report(url="https://a.example/", problem=Reason.NOT_A_SOURCE, announced=others)))
    assert text.count("rotative add https://a.example/") == render.ANNOUNCED and "and 10 more" in text


def test_packs_are_counted_with_their_collections() -> None:
    feeds = [Announced(url="https://a.example/1", kind=SourceKind.FEED, collections=("france",))] * 3
    text = shown(packs({"french": feeds}))
    assert "french" in text and "3" in text and "france" in text


BOOKS = {
    "accepted": 0,
    "indexed": 0,
    "unchanged": 0,
    "duplicate": 0,
    "rejected": {},
    "dead": 0,
    "dropped": 0,
    "in_flight": 0,
}


def test_status_names_the_sources_that_need_somebody() -> None:
    status = {"articles": BOOKS, "balanced": True, "queues": {}, "workers": []}
    tally = {"healthy": 40, "blocked": 3, "layout-changed": 1, "gone": 0, "paused": 2}
    text = shown(*overview({**status, "sources": tally}))
    assert "40 healthy" in text and "3 blocked" in text and "2 paused" in text and "gone" not in text
    assert "rotative sources list --verdict blocked --verdict layout-changed" in text
    assert "to look at" not in shown(*overview({**status, "sources": {"healthy": 1}}))
    assert "sources" not in shown(*overview({**status, "sources": {}}))


def test_status_shows_every_verdict() -> None:
    status = {"articles": BOOKS, "balanced": True, "queues": {}, "workers": []}
    for verdict in (*Verdict, "paused"):
        assert f"1 {verdict}" in shown(*overview({**status, "sources": {str(verdict): 1}}))


def test_of_what_lies_on_this_machine_nothing_is_counted_before_it_is_read() -> None:
    folder = source(1, url="file:///clippings", kind=SourceKind.FOLDER)
    text = shown(*render.report(Report(url=folder.url, source=folder, format="folder")))
    assert "folder" in text and "followed" in text
    assert "entries" not in text and "robots.txt" not in text
