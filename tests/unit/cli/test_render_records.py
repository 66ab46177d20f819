"""An article, a trace, the status and the dead as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from rich.console import Console

from cli.render import article as article_sheet
from cli.render import blocks, dead, moments, revisions
from cli.render import status as overview
from cli.render import trace as story
from pipeline.index.changes import changes
from pipeline.ledger.records import Block, DeadLetter, Event, Trace
from pipeline.outcomes import Outcome
from pipeline.records import Article, Entity, Label, Quality, Quote, Stage, Verdict
from web.versions import Change, Revision

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def shown(parts: Iterable[Any]) -> str:
    console = Console(file=StringIO(), width=200, markup=False, highlight=False)
    for part in parts:
        console.print(part)
    return console.file.getvalue()  # type: ignore[attr-defined]


def sample(**changes: Any) -> Article:
    return Article(
        id="ab12",
        url="https://example.org/1",
        canonical_url="https://example.org/1",
        site="example.org",
        title="Le maire démissionne",
        text="Anne Roy quitte la mairie.\n\n« C’est fini », dit Roy. Royan attend.",
        language="fr",
        authors=("Paul Ny",),
        published_at=NOON,
        published_precision="day",
        first_seen=NOON,
        fetched_at=NOON,
        word_count=12,
        entities=(Entity(name="Anne Roy", label=Label.PER, canonical="Anne Roy", forms=("Anne Roy", "Roy"), count=2),),
        quotes=(Quote(text="C’est fini", speaker="Anne Roy", cue="dit", start=30, end=40),),
    ).evolve(**changes)


def test_an_article_shows_text_names_and_quotes() -> None:
    text = shown(article_sheet.sheet(sample()))
    for part in ("Le maire démissionne", "2026-11-20 · example.org · fr · Paul Ny · 12 words", "C’est fini", "ab12"):
        assert part in text
    assert "Names" in text and "Quotes" in text


def test_an_article_without_names_shows_no_empty_tables() -> None:
    text = shown(article_sheet.sheet(sample(entities=(), quotes=(), title=None, published_at=None)))
    assert "Names" not in text and "Quotes" not in text and "(without title)" in text


def test_what_is_wrong_with_an_article_is_said() -> None:
    poor = sample(duplicate_of="cd34", quality=Quality(verdict=Verdict.PARTIAL, reasons=("paywall",)))
    text = shown(article_sheet.sheet(poor))
    assert "a near-copy of cd34" in text and "extraction: partial (paywall)" in text


def test_names_are_marked_as_whole_words_in_their_longest_form() -> None:
    marked = article_sheet.named(sample().text, sample().entities)
    assert [marked.plain[span.start : span.end] for span in marked.spans] == ["Anne Roy", "Roy"]


def test_a_hostile_text_controls_nothing() -> None:
    text = shown(article_sheet.sheet(sample(text="\x1b[31mrouge\x9b0m \u202e [red]x[/red]", title="\x1b]0;t\x07")))
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(text)
    assert "[red]x[/red]" in text


def test_a_trace_shows_the_outcome_and_each_event() -> None:
    events = (
        Event(at=NOON, stage=Stage.FETCH, event="accepted"),
        Event(at=NOON, stage=Stage.FETCH, event="rejected", reason="not-found", attempt=1),
    )
    trace = Trace(id="ab12", url="https://example.org/x", outcome=Outcome.REJECTED, reason="not-found", events=events)
    text = shown(story.story(trace))
    assert "rejected: not-found" in text and "fetch" in text and moments.local(NOON) in text


STATUS: dict[str, Any] = {
    "articles": {
        "accepted": 7,
        "indexed": 3,
        "unchanged": 0,
        "duplicate": 1,
        "rejected": {"not-found": 2},
        "dead": 1,
        "dropped": 0,
        "in_flight": 0,
    },
    "balanced": True,
    "queues": {"fetch": {"ready": 4, "running": 1, "oldest_s": 130.0}},
    "workers": [{"queue": "text", "host": "pi", "pid": 42}],
}


def test_the_status_shows_books_queues_and_workers() -> None:
    text = shown(overview.overview(STATUS))
    for part in ("accepted", "not-found", "The books balance", "2 min", "text (pi, 42)"):
        assert part in text


def test_books_that_do_not_balance_and_missing_workers_are_told() -> None:
    text = shown(overview.overview({**STATUS, "balanced": False, "workers": []}))
    assert "DO NOT BALANCE" in text and "No worker is running" in text


def test_the_dead_are_listed_with_their_reason() -> None:
    letter = DeadLetter(id="ab", url="https://e.org", stage=Stage.FETCH, reason="timeout", attempts=4, at=NOON)
    assert "timeout" in shown([dead.listing([letter])])
    assert "Nothing is dead" in shown([dead.listing([])])


def test_spans_are_told_in_their_largest_unit() -> None:
    assert [moments.span(s) for s in (4, 61, 7200, 200_000)] == ["4 s", "1 min", "2 h", "2 d"]


def test_versions_are_listed_with_what_each_changed() -> None:
    found = [
        Revision(revision=2, indexed_at=NOON, title="Deux\x1b[2J", word_count=9, added=3, removed=1),
        Revision(revision=1, indexed_at=None, title=None, word_count=7),
    ]
    text = shown([revisions.listing(found)])
    assert "+3 −1" in text and "Deux[2J" in text and "\x1b" not in text


def changed(plain: bool) -> str:
    long = " ".join(f"mot{n}" for n in range(60))
    old, new = sample(text=f"{long} mardi {long}\n\nLe même."), sample(text=f"{long} jeudi {long}\n\nLe même.")
    found = Change(id="a", before=1, after=2, added=1, removed=1, paragraphs=tuple(changes(old, new)))
    return shown(revisions.change(found, plain=plain))


def test_what_changed_is_shown_in_the_words_around_it() -> None:
    text = changed(plain=True)
    assert "version 1 → 2: +1 −1 words" in text
    assert "mot59 [-mardi-] {+jeudi+} mot0" in text.replace("\n", " ")
    assert "mot30" not in text and "Le même" not in text and "…" in text


def test_with_colours_it_needs_no_marks() -> None:
    assert "[-" not in changed(plain=False) and "mardi jeudi" in changed(plain=False).replace("\n", " ")


def test_the_block_list_says_when_and_why() -> None:
    block = Block(id="ab12", url="https://example.org/x", reason="court\norder", at=NOON)
    text = shown([blocks.listing([block])])
    assert "https://example.org/x" in text and "court order" in text
    assert "nothing is barred" in shown([blocks.listing([])])
