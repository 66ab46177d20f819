"""What is shown of an article that was found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.engines.highlight import cut, head, shown
from pipeline.engines.query import And, Everything, Field, Not, Or, Phrase, Since, Words
from pipeline.records import Article

SEEN = datetime(2026, 11, 23, tzinfo=UTC)


def test_words_phrases_and_names_are_shown_and_nothing_that_is_negated():
    tree = And(
        (
            Words("a"),
            Not(Words("b")),
            Or((Phrase("c d"), Words("e", Field.PERSON))),
            Phrase("f", Field.TITLE),
            Words("fr", Field.LANG),
            Words("g", Field.AUTHOR),
            Since(SEEN),
            Everything(),
        )
    )
    assert list(shown(tree)) == [Words("a"), Phrase("c d"), Phrase("e"), Phrase("f", Field.TITLE)]


@pytest.mark.parametrize(
    ("text", "kept"), [("un deux trois", "un deux"), ("undeuxtrois", "undeuxtr"), ("un\n\ndeux", "un"), ("un", "un")]
)
def test_a_piece_ends_at_a_word_or_a_paragraph(text, kept):
    assert text[: cut(text, 8)] == kept


def test_the_head_is_the_lead_or_else_the_text():
    article = Article(id="a", url="u", canonical_url="u", first_seen=SEEN, fetched_at=SEEN, text="Texte")
    assert head(article)[0].text == "Texte"
    assert head(article.evolve(lead="Chapeau"))[0].text == "Chapeau"
    assert head(article.evolve(text="")) == ()
