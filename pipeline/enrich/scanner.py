"""Finds the gazetteer's names in a text in one pass (Aho-Corasick), with the word borders of its script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Name
from pipeline.enrich.tables import read_words

_PROCLITICS = {"arabic": "وبلفك", "hebrew": "בלהומשכ"}
_CYRILLIC_ENDINGS = read_words("kinds.txt", "cyrillic ending")
_CYRILLIC_DROPPED = "аеиоуыюяйь"
_SCRIPTS = (
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("hangul", re.compile("[\uac00-\ud7af]")),
    ("katakana", re.compile("[\u30a0-\u30ff]")),
    ("unspaced", re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u309f\u3400-\u9fff]")),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: `start` and `end` count code points; `names` are what that spelling may mean."""

    start: int
    end: int
    surface: str
    names: tuple[Name, ...]


def script(character: str) -> str:
    """The kind of script that decides where a word ends; `spaced` for all alphabets with plain borders."""
    return next((name for name, pattern in _SCRIPTS if pattern.match(character)), "spaced")


def _patterns(name: str) -> Iterator[str]:
    folded = " ".join(fold(name).split())
    yield folded
    if len(folded) >= 5 and script(folded[-1]) == "cyrillic" and folded[-1] in _CYRILLIC_DROPPED:
        yield folded[:-1]


class Scanner:
    """Some names to look for, whatever the language."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names: dict[str, list[Name]] = {}
        for name in names:
            for pattern in _patterns(name.spelling):
                if len(pattern) >= 2:
                    self._names.setdefault(pattern, []).append(name)
        self._automaton = ahocorasick.Automaton()
        for pattern in self._names:
            self._automaton.add_word(pattern, pattern)
        self._automaton.make_automaton()

    def scan(self, text: str, folded: str) -> Iterator[Hit]:
        """Every hit in `text`; `folded` is `text` folded."""
        for last, pattern in self._automaton.iter(folded):
            start = last + 1 - len(pattern)
            end = _end_of_word(folded, last + 1)
            if end and _begins_word(folded, start) and (hit := self._hit(text, start, end, pattern)):
                yield hit

    def _hit(self, text: str, start: int, end: int, pattern: str) -> Hit | None:
        surface = text[start:end]
        names = tuple(name for name in self._names[pattern] if _looks_like(name, surface))
        return Hit(start, end, surface, names) if names else None


def _looks_like(name: Name, surface: str) -> bool:
    """The case fits: a name that starts with a capital does so in the text, an acronym looks like one."""
    if name.spelling[0].isupper() and surface[0].islower():
        return False
    return name.fits(surface)


def _begins_word(folded: str, start: int) -> bool:
    if start == 0 or not folded[start - 1].isalnum():
        return True
    kind, before = script(folded[start]), folded[start - 1]
    if kind in _PROCLITICS:
        clitic = before in _PROCLITICS[kind]
        return clitic and (start == 1 or not folded[start - 2].isalnum())
    if kind == "katakana":
        return script(before) != "katakana"
    return kind == "unspaced"


def _end_of_word(folded: str, end: int) -> int:
    """Where the word that a pattern ends in is over, or 0 if the pattern is no name there."""
    if end == len(folded) or not folded[end].isalnum():
        return end
    kind = script(folded[end - 1])
    if kind in ("unspaced", "hangul"):
        return end
    if kind == "katakana":
        return end if script(folded[end]) != "katakana" else 0
    if kind == "cyrillic":
        return _end_of_inflected(folded, end)
    return 0


def _end_of_inflected(folded: str, end: int) -> int:
    stop = end
    while stop < len(folded) and folded[stop].isalnum() and stop - end < 4:
        stop += 1
    return stop if folded[end:stop] in _CYRILLIC_ENDINGS else 0


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The longest hits, none overlapping another, in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
