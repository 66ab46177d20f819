"""Comparing names: case, accents and typography put aside, character for character."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KANA_MARKS = "\u3099\u309a"
_TYPOGRAPHY = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032", "'"),
    **dict.fromkeys("-\u2010\u2011\u2012\u00ad\u00a0\u202f\u2009\t", " "),
}


def _fold_character(character: str) -> str:
    """One character for one: its base letter in lower case; a Hangul syllable or a voiced kana stays."""
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and not all(unicodedata.combining(m) and m not in _KANA_MARKS for m in marks):
        return character
    lower = base.lower()
    return lower if len(lower) == 1 else base


class _Folding(dict[int, str]):
    """A table for `str.translate` that works each character out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = _TYPOGRAPHY.get(character) or _fold_character(character)
        return folded


_folding = _Folding()


def fold(text: str) -> str:
    """`text` folded, of the same length: an offset in one is the same offset in the other."""
    return text.translate(_folding)


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """What two spellings of a name share: «Etats-Unis» and «États Unis», «U.S.» and «US»."""
    folded = " ".join(fold(name).split())
    return folded.replace(".", "") if "." in folded else folded


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, cut at blanks, hyphens, apostrophes and dots."""
    return tuple(_WORD.findall(fold(name)))
