"""A text as words with their places in it: what a word is, and how it is folded. Pure.

Folding removes case and, from Latin and Greek letters, accents; other scripts keep their marks, which are letters
there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from pipeline.engines.derived import UNSPACED

LONGEST = 200
"""Code points of a word that count: what is longer is no word (an encoded image, say)."""

_LETTER = r"[\p{L}\p{M}\p{N}]"
_LETTERS = rf"{_LETTER}+(?:[\u00ad\u2060\ufeff]+{_LETTER}+)*"
"""Hyphens and joiners that nobody sees are no ends of words."""
_PLAIN = regex.compile(_LETTERS)
_JOINED = regex.compile(rf"{_LETTERS}(?:['’ʼ＇]{_LETTERS})*")
_UNSPACED = regex.compile(rf"[{UNSPACED}]+")
_ACCENTS = regex.compile(r"(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+")
_UNSEEN = dict.fromkeys("\u00ad\u2060\ufeff")
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th",
     "ё": "е", "’": "'", "ʼ": "'", "＇": "'", "ـ": None}
    | _UNSEEN
)  # fmt: skip
_PLAIN_SIGNS = str.maketrans({"’": "'", "ʼ": "'", "＇": "'"} | _UNSEEN)


class Word(NamedTuple):
    """A word as it stands in the text, and where: code points, start and end."""

    text: str
    start: int
    end: int


def plain(text: str) -> Iterator[Word]:
    """Words apart at every sign, apostrophes too; scripts without spaces character by character."""
    return _words(text, _PLAIN, 1)


def joined(text: str) -> Iterator[Word]:
    """Words that keep their apostrophes (`l’élection`, `O’Brien`); scripts without spaces in overlapping pairs."""
    return _words(text, _JOINED, 2)


def _words(text: str, pattern: regex.Pattern[str], width: int) -> Iterator[Word]:
    matches = pattern.finditer(text)
    if _UNSPACED.search(text) is None:
        return (Word(match[0][:LONGEST], match.start(), match.end()) for match in matches)
    return (piece for match in matches for piece in _pieces(match[0], match.start(), width))


def _pieces(word: str, start: int, width: int) -> Iterator[Word]:
    """The word whole, or its runs of a script without spaces, `width` characters at a time."""
    done = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > done:
            yield Word(word[done : run.start()][:LONGEST], start + done, start + run.start())
        for place in range(run.start(), max(run.start() + 1, run.end() - width + 1)):
            end = min(place + width, run.end())
            yield Word(word[place:end], start + place, start + end)
        done = run.end()
    if done < len(word):
        yield Word(word[done:][:LONGEST], start + done, start + len(word))


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """Lower case, without accents on Latin and Greek letters, ligatures undone, one apostrophe."""
    if word.isascii():
        return word.lower()
    lower = unicodedata.normalize("NFKC", word).casefold().translate(_SPECIAL)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", lower))
    return "".join(unicodedata.normalize("NFC", bare).split())


def lowered(word: str) -> str:
    """Lower case with its accents, in composed form."""
    return "".join(unicodedata.normalize("NFKC", word).lower().translate(_PLAIN_SIGNS).split())
