"""Cuts a text into sentences, in any script, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[ \xa0\u202f]?»|[\"”’)\]])*+(?=\s|$)|(?<!\n)\n++|[。！？؟۔।]++[」』”]?")
"""Each run is tried once, from its first mark: the time stays linear on a text of dots."""

_ABBREVIATED = re.compile(r"\b(?:MM?|Mme|Mr|Mrs|Ms|Dr|Pr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|No|vs|art|[A-Z])\.$")
_OPENERS = {"«": "»", "“": "”"}
LONGEST = 600


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The place of each sentence; one of more than 600 code points is given cut."""
    start = 0
    for end in _ends(text):
        piece = text[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield start + lead, min(start + lead + LONGEST, start + len(piece.rstrip()))
        start = end


def _ends(text: str) -> Iterator[int]:
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        is_line = found.group().startswith("\n")
        if is_line or not (_abbreviated(text, found) or _goes_on(text, end) or _inside_quote(text, start, end)):
            start = end
            yield end
    yield len(text)


def _abbreviated(text: str, found: re.Match[str]) -> bool:
    return bool(_ABBREVIATED.search(text[max(0, found.start() - 6) : found.start() + 1]))


def _goes_on(text: str, end: int) -> bool:
    """A small letter or an attribution follows: «Oui !» a-t-il dit."""
    following = text[end : end + 4].lstrip()
    return following[:1].islower()


def _inside_quote(text: str, start: int, end: int) -> bool:
    """An open quotation isn't cut, unless it's long."""
    piece = text[start:end]
    if len(piece) > LONGEST:
        return False
    return any(piece.count(opener) > piece.count(closer) for opener, closer in _OPENERS.items())
