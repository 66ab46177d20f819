"""The pieces of an article that show why it was found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.engines.derived import language
from pipeline.engines.highlight import PIECES, READ, WIDTH, cut, head, shown
from pipeline.engines.port import Snippet
from pipeline.engines.query import Node, Phrase
from pipeline.engines.tantivy.analysis import Term, chain, exact, stemmed
from pipeline.records import Article

Span = tuple[int, int]

CONSIDERED = 200
"""Matches among which the best windows are chosen."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Sequences of terms to mark: as stems of the article's language, and as written."""

    stems: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, ...], ...]


def snippets(article: Article, tree: Node) -> tuple[Snippet, ...]:
    """Up to two pieces of the text with what matched in them; of the lead, or its head, where nothing did."""
    analysis = chain(language(article))
    wanted = _wanted(tree, analysis)
    for text in (article.text[:READ], (article.lead or "")[:READ]):
        if spans := _spans(text, wanted, analysis):
            return tuple(_snippet(text, start, end, spans) for start, end in _pieces(text, spans))
    return head(article)


def _wanted(tree: Node, analysis: str) -> Wanted:
    stems: list[tuple[str, ...]] = []
    words: list[tuple[str, ...]] = []
    for leaf in shown(tree):
        if isinstance(leaf, Phrase):
            words.append(_terms(exact(leaf.text)))
        else:
            stems.extend(_terms(stemmed(part, analysis)) for part in leaf.text.split())
    return Wanted(tuple(filter(None, stems)), tuple(filter(None, words)))


def _terms(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.text for term in terms)


def _spans(text: str, wanted: Wanted, analysis: str) -> list[Span]:
    """Where the text matches, in order, none within another."""
    found = set(_matches(list(stemmed(text, analysis)), wanted.stems) if wanted.stems else ())
    found.update(_matches(list(exact(text)), wanted.words) if wanted.words else ())
    kept: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _matches(terms: Sequence[Term], sequences: Iterable[tuple[str, ...]]) -> Iterator[Span]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for sequence in sequences:
        by_first.setdefault(sequence[0], []).append(sequence)
    for place, term in enumerate(terms):
        for sequence in by_first.get(term.text, ()):
            here = terms[place : place + len(sequence)]
            if _terms(here) == sequence:
                yield term.start, here[-1].end


def _pieces(text: str, spans: Sequence[Span]) -> list[Span]:
    """The windows with the most different matches, in the order of the text."""
    spans = spans[:CONSIDERED]
    windows = [_window(text, span) for span in spans]
    ranked = sorted(windows, key=lambda window: (-_richness(text, spans, window), window))
    kept: list[Span] = []
    for start, end in ranked:
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end))
        if len(kept) == PIECES:
            break
    return sorted(kept)


def _window(text: str, span: Span) -> Span:
    """A slice that begins a little before the span, at a word, within its paragraph."""
    start = max(span[0] - WIDTH // 4, text.rfind("\n", 0, span[0]) + 1, 0)
    if start and not text[start - 1].isspace():
        start = next((at + 1 for at in range(start, span[0]) if text[at].isspace()), span[0])
    return start, max(span[1], start + cut(text[start : start + 2 * WIDTH], WIDTH))


def _richness(text: str, spans: Sequence[Span], window: Span) -> int:
    return len({text[start:end].casefold() for start, end in spans if window[0] <= start and end <= window[1]})


def _snippet(text: str, start: int, end: int, spans: Sequence[Span]) -> Snippet:
    marks = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
    return Snippet(text=text[start:end], marks=marks)
