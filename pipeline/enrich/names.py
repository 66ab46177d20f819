"""Trims a mention to the name itself: off with quotes, articles, elisions, possessives and titles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.enrich.folding import fold
from pipeline.enrich.tables import read_words

MASCULINE, FEMININE = read_words("titles.txt", "he"), read_words("titles.txt", "she")
_HIS, _HERS = read_words("given.txt", "he"), read_words("given.txt", "she")
TRADES = read_words("titles.txt", "trade")
"""Words before an organisation's name: «Carmaker Rivet Motors»."""
TITLES = MASCULINE | FEMININE | read_words("titles.txt", "any")

STRIPPED = TITLES | TRADES

_EDGE = " \t\n\r\xa0\u202f\u2009\"'“”„«»‘’‹›()[]{}<>,;:!?…–—-*_/\\|=#•·"
_ELISION = re.compile(r"(?:[ldnsmtcj]|qu|jusqu|lorsqu|puisqu)['’ʼ]", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:les?|la|une?|des?|du|au|aux|the|an?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’ʼ]s|(?<=s)['’ʼ])$", re.IGNORECASE)
_ACRONYM_WITH_DOTS = re.compile(r"(?:\w\.){2,}$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|Bros|St)\.$")
_AFTER_CREDIT = re.compile(r"\)\s?[-–—]\s$")
_WORD = re.compile(r"\S+")
_BEFORE = re.compile(r"(\S+)[ \xa0\u202f]$")

Knows = Callable[[str], bool]
"""Whether the gazetteer knows a spelling: «Le Monde», «La Rochelle» and «L'Oréal» keep their article."""


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Where the name itself stands, and the civility or role that was before it (folded)."""

    start: int
    end: int
    title: str | None = None


def begins_sentence(document: str, start: int) -> bool:
    """Whether nothing but marks stands between `start` and the end of the sentence or line before."""
    before = document[max(0, start - 8) : start].rstrip(" \xa0\u202f«\"“'‘(—–-")
    return (
        not before or before[-1] in ".!?…\n:»" or _AFTER_CREDIT.search(document[max(0, start - 6) : start]) is not None
    )


def trim(document: str, start: int, end: int, knows: Knows) -> Trimmed:
    """The name in `document[start:end]`; an empty span if nothing is left of it."""
    start, end = _trim_edges(document, start, end)
    if not knows(document[start:end]):
        end -= len(document[start:end]) - len(_POSSESSIVE.sub("", document[start:end]))
        start = _after_article(document, start, end)
    start, title = _after_titles(document, start, end)
    return Trimmed(start, end, title or title_before(document, start))


def _trim_edges(document: str, start: int, end: int) -> tuple[int, int]:
    line = document.find("\n", start, end)
    if line > start:
        end = line
    while start < end and document[start] in _EDGE:
        start += 1
    while start < end and (document[end - 1] in _EDGE or _ends_sentence(document[start:end])):
        end -= 1
    return start, end


def _ends_sentence(surface: str) -> bool:
    return surface.endswith(".") and not _ACRONYM_WITH_DOTS.search(surface)


def _after_article(document: str, start: int, end: int) -> int:
    for pattern in (_ELISION, _ARTICLE, _ELISION):
        found = pattern.match(document, start, end)
        if found and found.end() < end and _is_apart(document, start, end):
            start = found.end()
    return start


def _is_apart(document: str, start: int, end: int) -> bool:
    """Whether the article at `start` isn't part of the name («La Rochelle», «Le Pen», «D'Artagnan»)."""
    if document[start].islower():
        return True
    if fold(document[start : start + 3]) == "the":
        return True
    return begins_sentence(document, start) and not _seen_inside(document, document[start:end])


def _seen_inside(document: str, surface: str) -> bool:
    """Whether `surface`, capital article included, also stands within a sentence."""
    at = document.find(surface)
    for _ in range(20):
        if at < 0:
            return False
        if not begins_sentence(document, at):
            return True
        at = document.find(surface, at + 1)
    return False


def _after_titles(document: str, start: int, end: int) -> tuple[int, str | None]:
    """Past «le président Emmanuel…», «Prime Minister…», «ministre français…», if a capital follows."""
    title = None
    for word in _WORD.finditer(document, start, end):
        folded = fold(word.group())
        inside = title is not None and word.group()[0].islower()
        if not (folded in STRIPPED or inside):
            named = title is not None and word.group()[0].isupper()
            return (word.start(), title) if named else (start, None)
        title = folded if folded in STRIPPED else title
    return start, None


def title_before(document: str, start: int) -> str | None:
    """The civility or role right before `start`, folded; adjectives between («ministre français X») aside."""
    window = document[max(0, start - 40) : start]
    found = _BEFORE.search(window)
    if not found:
        return None
    folded = fold(found.group(1)).lstrip("'«\"(")
    folded = folded.split("'")[-1]
    return folded if folded in TITLES else None


def is_given_name(name: str) -> bool:
    return fold(name) in _HIS or fold(name) in _HERS


def given_gender(name: str) -> str | None:
    """`he` or `she`, where the first of a name's words is a given name that tells."""
    first = fold(name).split(" ")[0]
    if first in _HIS:
        return "he"
    return "she" if first in _HERS else None


def gender(title: str | None) -> str | None:
    """`he`, `she` or None, by a civility or a role in its feminine form."""
    if title in MASCULINE:
        return "he"
    if title in FEMININE or (title or "").endswith(("trice", "iere", "presidente", "deputee", "euse", "woman")):
        return "she"
    return None
