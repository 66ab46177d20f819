"""The one pass of the language's model over a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language

from pipeline.enrich.reading import cut
from pipeline.records import Label

CHUNK = 3000
"""Code points given to the model at once: bounds memory, and what one odd paragraph can spoil."""

_LONG_RUN = re.compile(r"\S{100,}")
_LABELS = {
    "PER": Label.PER,
    "PERSON": Label.PER,
    "ORG": Label.ORG,
    "LOC": Label.LOC,
    "GPE": Label.LOC,
    "FAC": Label.LOC,
    "MISC": Label.MISC,
    "NORP": Label.MISC,
    "EVENT": Label.MISC,
    "PRODUCT": Label.MISC,
    "WORK_OF_ART": Label.MISC,
    "LAW": Label.MISC,
    "LANGUAGE": Label.MISC,
}
"""The models' labels as the four; numbers and dates are no entities."""

Span = tuple[int, int, Label]
"""Start and end in code points of the document, and the label."""


def chunks(document: str) -> Iterator[tuple[str, int]]:
    """The document in pieces of at most `CHUNK`, cut between paragraphs where it can be, with their places."""
    start = 0
    while start < len(document):
        piece = cut(document[start : start + 2 * CHUNK], CHUNK)
        yield piece, start
        start += len(piece)


def _calm(document: str) -> str:
    """`document`, of the same length, without runs that no word is: tokenizers take quadratic time on them."""
    return _LONG_RUN.sub(lambda run: " " * len(run.group()), document)


def tag(document: str, model: Language) -> list[Span]:
    """The model's entities. Nothing of the pass outlives it: the vocabulary doesn't grow from text to text."""
    found: list[Span] = []
    pieces = list(chunks(_calm(document)))
    with model.memory_zone():
        for doc, place in model.pipe(pieces, as_tuples=True, batch_size=8):
            for entity in doc.ents:
                if label := _LABELS.get(entity.label_):
                    found.append((place + entity.start_char, place + entity.end_char, label))
    return found
