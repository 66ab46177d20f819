"""What has changed between two versions of an article, for people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from pipeline.records import Article, Record

COMPARED = 3_000
"""Words of two paragraphs that are compared word by word: the cost grows with their product."""

ALIKE = 0.4
"""Share of common words from which on two paragraphs are versions of one."""

T = TypeVar("T")


class Kept(StrEnum):
    """Whether a piece stands in both versions, in the earlier only, or in the later only."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(Record):
    kept: Kept
    text: str


class Paragraph(Record):
    """A paragraph (or the title, the lead) of both versions laid over one another, as pieces in reading order."""

    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kept is not Kept.SAME for piece in self.pieces)


def counted(old: Article, new: Article) -> tuple[int, int]:
    """How many words came and how many went; a word that only moved counts for nothing."""
    before, after = (Counter(word for part in _parts(article) for word in part.split()) for article in (old, new))
    return (after - before).total(), (before - after).total()


def changes(old: Article, new: Article) -> list[Paragraph]:
    """Title, lead and paragraphs of both versions, in the order of the new one."""
    return [paragraph for paragraph in _paragraphs(_parts(old), _parts(new)) if paragraph.pieces]


def _parts(article: Article) -> list[str]:
    """What is read, each thing once: a lead that was taken out of the text stands there too."""
    lead = article.lead or ""
    parts = (article.title or "", lead if lead not in article.text else "", *article.text.split("\n\n"))
    return [part for part in parts if part.strip()]


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    for before, after in _runs(old, new):
        if before == after:
            yield from (_whole(Kept.SAME, part) for part in after)
        else:
            yield from _laid_over(before, after)


def _runs(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[Sequence[T], Sequence[T]]]:
    """Both sequences cut at the same places: runs that are equal, and runs that differ."""
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        yield old[i1:i2], new[j1:j2]


def _laid_over(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs that stand in one another's place, in pairs while they are alike."""
    at = 0
    for part in after:
        if at < len(before) and _alike(before[at], part):
            yield Paragraph(pieces=tuple(_pieces(before[at], part)))
            at += 1
        else:
            yield _whole(Kept.NEW, part)
    yield from (_whole(Kept.GONE, part) for part in before[at:])


def _whole(kept: Kept, text: str) -> Paragraph:
    return Paragraph(pieces=(Piece(kept=kept, text=text),))


def _alike(one: str, other: str) -> bool:
    words = Counter(one.split()), Counter(other.split())
    total = max(count.total() for count in words)
    return total <= COMPARED and (words[0] & words[1]).total() >= ALIKE * total


def _pieces(old: str, new: str) -> Iterator[Piece]:
    for before, after in _runs(old.split(), new.split()):
        if before == after:
            yield Piece(kept=Kept.SAME, text=" ".join(after))
            continue
        for kept, words in ((Kept.GONE, before), (Kept.NEW, after)):
            if words:
                yield Piece(kept=kept, text=" ".join(words))
