"""What both engines show of an article that was found."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.engines.port import Snippet
from pipeline.engines.query import And, Field, Node, Or, Phrase, Words
from pipeline.records import Article

PIECES = 2
"""Snippets of an article."""
WIDTH = 240
"""Code points of a snippet, about."""
NO_MATCH = 240
"""Code points of the head that is shown where nothing in the text matched (a source, a date)."""
READ = 200_000
"""Code points of a text in which matches are looked for: snippets of a huge text cost no more than that."""

_NAMED = frozenset({Field.PERSON, Field.ORG, Field.PLACE, Field.ENTITY})


def shown(tree: Node) -> Iterator[Words | Phrase]:
    """The leaves to mark in the text: words and phrases, names as phrases; nothing that is negated."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from shown(part)
        case Words(text, field) | Phrase(text, field) if field in _NAMED:
            yield Phrase(text)
        case Words(field=None | Field.TITLE) | Phrase(field=None | Field.TITLE):
            yield tree


def head(article: Article) -> tuple[Snippet, ...]:
    """The beginning of the lead, or of the text, where nothing in either matched."""
    text = article.lead or article.text
    return (Snippet(text=text[: cut(text, NO_MATCH)]),) if text else ()


def cut(text: str, width: int) -> int:
    """Where to end a piece: at the paragraph's end, or at the last space before `width`."""
    paragraph = text.find("\n", 0, width + 1)
    if paragraph > 0:
        return paragraph
    if len(text) <= width:
        return len(text)
    space = text.rfind(" ", 0, width)
    return space if space > 0 else width
