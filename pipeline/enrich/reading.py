"""What the enrichers share: an article being read, and what has been found in it so far.

Positions count code points of `Reading.document`, which is the title, the lead where the text doesn't
repeat it, and the text, apart by empty lines; `Reading.offset` is where the text starts in it,
`Reading.folded` is the document folded, of the same length, `Reading.title_end` where the title is over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Name
from pipeline.records import Article, Label

READ_AT_MOST = 40_000
"""Code points of a text that are read: ten times a long wire story, two or three seconds of the model."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SOFT_BREAK = re.compile(r"(?<=[^\n]{40})\n(?=[^\s«\"“—–-])")
"""The end of a full line within a paragraph: names and quotations go on past it."""

_BREAKS = ("\n\n", "\n", " ")


@dataclass(slots=True)
class Mention:
    """A name where it stands. `title` is the civility or role beside it, `known` what the gazetteer says."""

    start: int
    end: int
    surface: str
    label: Label
    title: str | None = None
    known: tuple[Name, ...] = ()
    by_model: bool = True


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention of `Article.entities[entity]`; positions count code points of the article's text."""

    start: int
    end: int
    entity: int
    title: str | None = None


@dataclass(slots=True)
class Reading:
    """One article with the fields filled so far, and what later enrichers need of earlier ones."""

    article: Article
    document: str
    offset: int
    folded: str
    title_end: int = 0
    mentions: list[Mention] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The part of the article's text that is read, its lines unbroken; positions are the article's own."""
        return self.document[self.offset :]

    @property
    def language(self) -> str:
        return self.article.language


def without_surrogates(text: str) -> str:
    """`text`, of the same length, with U+FFFD for each lone surrogate: no encoder takes those."""
    return _SURROGATE.sub("\ufffd", text)


def cut(text: str, at_most: int) -> str:
    """The beginning of `text`, ended at a paragraph, else a line, else a word, where one is near."""
    if len(text) <= at_most:
        return text
    for mark in _BREAKS:
        end = text.rfind(mark, at_most // 2, at_most)
        if end > 0:
            return text[:end]
    return text[:at_most]


def _clean(article: Article) -> Article:
    fields = {name: getattr(article, name) for name in ("title", "lead", "text")}
    cleaned = {name: without_surrogates(value) if value else value for name, value in fields.items()}
    return article if cleaned == fields else article.evolve(**cleaned)


def start_reading(article: Article) -> Reading:
    """Opens `article`: its document, cut where it's too long to be read whole."""
    article = _clean(article)
    text = cut(article.text, READ_AT_MOST)
    title = cut(article.title, 1000) if article.title and not article.title_inferred else ""
    head = [title] if title else []
    if article.lead and article.lead[:80] not in text:
        head.append(cut(article.lead, 5000))
    before = "".join(part + "\n\n" for part in head)
    document = before + _SOFT_BREAK.sub(" ", text)
    return Reading(article=article, document=document, offset=len(before), folded=fold(document), title_end=len(title))
