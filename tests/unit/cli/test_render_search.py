"""A page of results: marks where they belong, facts, facets, and nothing that a hostile title could do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.render.search import MARK, marked, page

HIT: dict[str, Any] = {
    "id": "ab12",
    "url": "https://example.org/1",
    "title": "L’élection [bold]municipale[/bold]",
    "source": None,
    "site": "example.org",
    "language": "fr",
    "published_at": "2026-11-20T22:30:00Z",
    "score": 1.5,
    "copies": 2,
    "snippets": [{"text": "Après l’élection, le maire", "marks": [[8, 16]]}],
}


def answer(*hits: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {
        "total": len(hits) if total is None else total,
        "took_ms": 3,
        "query": {"text": "élection", "read_as": "élection"},
        "hits": list(hits),
        "facets": {
            "language": [{"value": "fr", "count": 1}],
            "person": [],
            "month": [{"value": "2026-11", "count": 1}],
        },
    }


def shown(told: dict[str, Any], first: int = 1) -> str:
    return "\n".join(line.plain for line in page(told, first, plain=True))


def test_a_hit_shows_its_facts_and_what_matched() -> None:
    text = shown(answer(HIT))
    assert "1. L’élection [bold]municipale[/bold]" in text
    assert "2026-11-20 · example.org · fr · 2 copies" in text
    assert "Après l’**élection**, le maire" in text
    assert "https://example.org/1" in text and "rotative article ab12" in text


def test_facets_are_a_row_each_and_empty_ones_are_left_out() -> None:
    text = shown(answer(HIT))
    assert "language  fr (1)" in text and "month  2026-11 (1)" in text and "person" not in text


def test_the_heading_says_how_the_query_was_read_and_which_hits_these_are() -> None:
    assert shown(answer()).startswith("nothing found in 3 ms, read as: élection")
    assert shown(answer(HIT, total=41), first=11).startswith("41 found, 11 to 11 shown in 3 ms")


def test_an_article_without_title_and_date() -> None:
    text = shown(answer({**HIT, "title": None, "published_at": None, "site": None, "copies": 0}))
    assert "(without title)" in text and "undated · fr\n" in text


def test_control_sequences_in_outside_text_are_gone() -> None:
    hostile = {**HIT, "title": "\x1b[2Jgone", "url": "https://e.org/\x1b]8;;", "id": "x\x07", "site": "a\u202eb"}
    assert not {"\x1b", "\x07", "\u202e"} & set(shown(answer(hostile)))


def test_a_mark_is_styled_on_a_terminal() -> None:
    text = marked("un mot ici", [[3, 6]], plain=False)
    assert text.plain == "un mot ici"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(3, 6, MARK)]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "un mot ici"),
        ([[0, 2], [7, 10]], "**un** mot **ici**"),
        ([[3, 6], [4, 8]], "un **mot**** i**ci"),
        ([[8, 99]], "un mot i**ci**"),
        ([[20, 30], [5, 5], [6, 3]], "un mot ici"),
    ],
)
def test_marks_of_every_shape_are_borne(marks: list[list[int]], expected: str) -> None:
    assert marked("un mot ici", marks, plain=True).plain == expected


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5))
def test_marking_never_fails_and_loses_no_word(text: str, marks: list[tuple[int, int]]) -> None:
    plain = marked(text, marks, plain=False).plain
    assert [c for c in plain if c.isalnum()] == [c for c in text if c.isalnum()]
