"""Which pieces of a text are shown."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.highlight import PIECES, WIDTH
from pipeline.engines.query import And, Phrase, Words
from pipeline.engines.tantivy.snippets import snippets
from pipeline.records import Article

SEEN = datetime(2026, 11, 23, tzinfo=UTC)
FILLER = "rien de neuf sous le soleil " * 40


def article(text: str, **fields: object) -> Article:
    given = {"id": "a", "url": "u", "canonical_url": "u", "first_seen": SEEN, "fetched_at": SEEN, "language": "fr"}
    return Article.model_validate({**given, "text": text, **fields})


def marked(text: str, *leaves: Words | Phrase) -> list[str]:
    found = snippets(article(text), And(leaves))
    return [snippet.text[start:end] for snippet in found for start, end in snippet.marks]


def test_the_pieces_with_the_most_different_matches_are_chosen():
    text = f"grève. {FILLER} grève et budget. {FILLER} grève, budget, ville. {FILLER} budget."
    assert marked(text, Words("grève"), Words("budget"), Words("ville")) == [
        *("grève", "budget", "grève", "budget", "ville")
    ]


def test_a_piece_stays_within_its_paragraph():
    (snippet,) = snippets(article("Un.\n\nLa grève continue.\n\nDeux."), Words("grève"))
    assert snippet.text == "La grève continue."


def test_a_split_word_and_a_phrase_are_marked_whole():
    assert marked("Le porte-parole du conseil municipal", Words("porte-parole"), Phrase("conseil municipal")) == [
        *("porte-parole", "conseil municipal")
    ]
    assert marked("La parole porte", Words("porte-parole")) == []


def test_a_text_full_of_matches_costs_no_more_than_others():
    found = snippets(article("grève " * 30_000), Words("grève"))
    assert len(found) == PIECES


@given(st.text(alphabet="grève ville\n-’é😀", max_size=600), st.sampled_from(["grève", "ville", "l’été", "é-é"]))
def test_snippets_are_slices_of_bounded_length_with_marks_inside(text, word):
    found = snippets(article(text), Words(word))
    assert len(found) <= PIECES
    for snippet in found:
        assert snippet.text in text
        assert len(snippet.text) <= 2 * WIDTH + len(word)
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
        assert all(snippet.text[start:end].strip() for start, end in snippet.marks)
