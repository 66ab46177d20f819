"""What both engines show of an article that was found."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.engines.query import And, Field, Node, Or, Phrase, Words

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
