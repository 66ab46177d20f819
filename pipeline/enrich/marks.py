"""Pairs quotation marks, in one pass over a text, however many there are and whether or not they close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 3000
"""Code points between two marks; what is longer has lost its closing mark on the way."""

_MARK = re.compile('[«»“”„"「」『』\u2039\u203a]|(?<![\\w])\u2018|\u2019(?!\\w)|\n[ \t]*\n|\n')
_CLOSERS = {"«": "»", "“": "”", "„": "“”", "「": "」", "『": "』", "\u2039": "\u203a", "\u2018": "\u2019"}
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between two marks: `start`, `end` without them; `opening`, `closing` with them."""

    opening: int
    start: int
    end: int
    closing: int


@dataclass(slots=True)
class _Open:
    mark: str
    at: int


class _Pairing:
    """The marks that are open, and the pairs found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Open] = []
        self.pairs: list[tuple[int, int]] = []

    def read(self, mark: str, at: int) -> None:
        self.open = [o for o in self.open[-_DEEPEST:] if at - o.at <= LONGEST]
        if mark.startswith("\n"):
            self._end_line(at + len(mark))
        elif mark == '"':
            self._straight(at)
        elif not self._close(mark, at) and mark in _CLOSERS and not self._continues(mark, at):
            self.open.append(_Open(mark, at))

    def _close(self, mark: str, at: int) -> bool:
        for place in range(len(self.open) - 1, -1, -1):
            if mark in _CLOSERS.get(self.open[place].mark, ""):
                self.pairs.append((self.open[place].at, at))
                del self.open[place:]
                return True
        return False

    def _straight(self, at: int) -> None:
        """A straight mark opens before a word and closes after one; between two, as the state has it."""
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        place = next((i for i, o in enumerate(self.open) if o.mark == '"'), None)
        opens = (not before or not (before.isalnum() or before in ".,!?…;)")) and bool(after.strip())
        if place is None and opens:
            self.open.append(_Open('"', at))
        elif place is not None and not self._continues('"', at):
            self.pairs.append((self.open[place].at, at))
            del self.open[place:]

    def _continues(self, mark: str, at: int) -> bool:
        """The mark that repeats an open quotation's at the head of a new paragraph."""
        begins = not self.text[self.text.rfind("\n", 0, at) + 1 : at].strip(" \xa0\u202f-–—")
        return begins and any(o.mark == mark for o in self.open)

    def _end_line(self, after: int) -> None:
        """A quotation goes on past a paragraph if the next one begins with its mark; «…» always may."""
        following = self.text[after : after + 4].lstrip()[:1]
        self.open = [o for o in self.open if o.mark in "«「『" or o.mark == following]


def quoted(text: str) -> Iterator[Quoted]:
    """The outermost pairs of marks, in order; marks that never close are passed over."""
    pairing = _Pairing(text)
    for found in _MARK.finditer(text):
        pairing.read(found.group(), found.start())
    reached = -1
    for opening, closing in sorted(pairing.pairs, key=lambda pair: (pair[0], -pair[1])):
        if opening > reached:
            reached = closing
            start, end = _inside(text, opening + 1, closing)
            if start < end:
                yield Quoted(opening, start, end, closing + 1)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
