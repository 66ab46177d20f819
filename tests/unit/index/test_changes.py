"""What changed between two versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.index.changes import COMPARED, Kept, changes, counted
from pipeline.records import Article

NOW = datetime(2026, 11, 23, tzinfo=UTC)
texts = st.lists(st.text("ab c", max_size=20), max_size=8).map("\n\n".join)


def article(text: str, title: str | None = None, lead: str | None = None) -> Article:
    url = "https://e.example/a"
    return Article(
        id="a", url=url, canonical_url=url, first_seen=NOW, fetched_at=NOW, text=text, title=title, lead=lead
    )


def read(paragraphs: object, without: Kept) -> list[str]:
    """The words of one version, out of both laid over one another."""
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]  # type: ignore[attr-defined]
    return " ".join(piece.text for piece in pieces if piece.kept is not without).split()


def test_a_word_in_place_of_another_is_shown_where_it_stands() -> None:
    old, new = (
        article("Le port rouvre mardi à Brest.\n\nRien d’autre."),
        article("Le port rouvre jeudi à Brest.\n\nRien d’autre."),
    )
    first, second = changes(old, new)
    assert [(piece.kept, piece.text) for piece in first.pieces] == [
        (Kept.SAME, "Le port rouvre"),
        (Kept.GONE, "mardi"),
        (Kept.NEW, "jeudi"),
        (Kept.SAME, "à Brest."),
    ]
    assert first.changed and not second.changed
    assert counted(old, new) == (1, 1)


def test_a_paragraph_that_came_and_one_that_went_are_whole() -> None:
    found = changes(article("Un un un.\n\nDeux deux deux."), article("Un un un.\n\nTout autre chose ici."))
    assert [(p.pieces[0].kept, len(p.pieces)) for p in found] == [(Kept.SAME, 1), (Kept.NEW, 1), (Kept.GONE, 1)]


def test_title_and_lead_count_as_paragraphs() -> None:
    found = changes(article("x", "Le titre ancien", "Chapeau"), article("x", "Le titre nouveau", "Chapeau"))
    assert [paragraph.changed for paragraph in found] == [True, False, False]


def test_a_lead_that_is_a_part_of_the_text_counts_once() -> None:
    old, new = article("Un deux. Trois.", lead="Un deux."), article("Un quatre. Trois.", lead="Un quatre.")
    assert counted(old, new) == (1, 1)
    assert len(changes(old, new)) == 1


@given(texts, texts)
def test_each_version_can_be_read_out_of_what_changed(old: str, new: str) -> None:
    found = changes(article(old), article(new))
    assert read(found, Kept.GONE) == new.split()
    added, removed = counted(article(old), article(new))
    assert len(new.split()) - len(old.split()) == added - removed
    assert (added, removed) != (0, 0) or sorted(old.split()) == sorted(new.split())


@pytest.mark.timeout(20)
def test_very_long_texts_cost_little() -> None:
    old = article(" ".join(f"w{n % 7}" for n in range(200_000)))
    new = article(" ".join(f"w{n % 5}" for n in range(200_000)))
    assert {paragraph.pieces[0].kept for paragraph in changes(old, new)} == {Kept.NEW, Kept.GONE}
    lines = article("\n\n".join(f"p{n % 9} x" for n in range(20_000)))
    assert not any(paragraph.changed for paragraph in changes(lines, lines))
    many = article("\n\n".join(f"p{n % 8} x" for n in range(20_000)))
    assert read(changes(lines, many), Kept.GONE) == many.text.split()
    words = article(" ".join(f"w{n % 3}" for n in range(COMPARED)))
    other = article(" ".join(f"w{n % 4}" for n in range(COMPARED)))
    assert read(changes(words, other), Kept.GONE) == other.text.split()
