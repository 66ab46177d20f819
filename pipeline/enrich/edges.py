"""Mends where the model cut a name short: «CHU de | Grenoble», "Glasgow Royal | Infirmary"."""

from __future__ import annotations

import re
from collections.abc import Set

from pipeline.enrich.folding import fold
from pipeline.enrich.names import STRIPPED
from pipeline.enrich.tables import read_words
from pipeline.enrich.tagging import Span
from pipeline.records import Label

_OPEN_END = re.compile(r"(?:\bd['’]|\b(?:de|du|des|of|de la|of the|for))$")
_TRAILING = re.compile(r"\s+(?:de|du|des|d['’]|de la|of|of the|the|and|et|à|au|in|for)$")
_NO_PART_OF_NAME = re.compile(r"\s(?:contre|face|avec|qui|que|lors|dans|selon|against|versus|after|who|with)\s")
_NEXT_CAPITAL = re.compile(r" ([A-ZÀ-ÖØ-Þ][\w’'-]+)")
_KINDS = read_words("kinds.txt", "organisation") | read_words("kinds.txt", "place")
_CALENDAR = read_words("cues.txt", "calendar")
_WORDS_MORE = 2


def mend(document: str, spans: list[Span], from_: int, common: Set[str]) -> list[Span]:
    """The spans, joined and extended; before `from_` (a title, whose capitals mislead) they stay as they are."""
    mended: list[Span] = []
    for span in (_cut(document, span) for span in spans):
        if mended and span[0] >= from_ and _continues(document, mended[-1], span[0]):
            mended[-1] = (mended[-1][0], span[1], mended[-1][2])
        else:
            mended.append(span)
    if not mended:
        return []
    limits = [*(start for start, _, _ in mended[1:]), len(document)]
    return [
        _extended(document, span, limit, common) if span[0] >= from_ else span
        for span, limit in zip(mended, limits, strict=True)
    ]


def _cut(document: str, span: Span) -> Span:
    """«Bleuets contre l'Irlande» is two names and a word between them."""
    between = _NO_PART_OF_NAME.search(document, span[0] + 1, span[1])
    return (span[0], between.start(), span[2]) if between else span


def _continues(document: str, before: Span, start: int) -> bool:
    return document[before[1] : start] in ("", " ") and bool(_OPEN_END.search(document, before[0], before[1]))


def _extended(document: str, span: Span, limit: int, common: Set[str]) -> Span:
    start, end, label = span
    if label is Label.MISC or document[end - 2 : end] in ("'s", "’s"):
        return span
    for _ in range(_WORDS_MORE):
        following = _NEXT_CAPITAL.match(document, end)
        if not following or following.end() > limit or not _belongs(following.group(1), label, common):
            break
        end = following.end()
    return (start, _without_preposition(document, start, end), label)


def _belongs(word: str, label: Label, common: Set[str]) -> bool:
    """A further capital goes on with the name, unless it's a title, a day, an acronym or a common word."""
    folded = fold(word.removesuffix("'s").removesuffix("’s"))
    if folded in _KINDS:
        return label is not Label.PER
    return not (folded in STRIPPED or folded in _CALENDAR or folded in common or word.isupper())


def _without_preposition(document: str, start: int, end: int) -> int:
    trailing = _TRAILING.search(document, start, end)
    return trailing.start() if trailing else end
