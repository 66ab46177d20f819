"""Paragraphs: hard-wrapped lines are joined, blank lines keep paragraphs apart."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_WRAP = 120
"""Columns that hard-wrapped text never passes; longer lines are paragraphs of their own."""

_ITEM = re.compile(r"^\s*(?:[-*•–—▪‣]\s|\d{1,2}[.)]\s)")
_TERMINAL = re.compile(r"[.!?…:;»”\"’)\]。！？]\s*$")
_BLANK = re.compile(r"\n[ \t\u00a0\u3000]*(?:\n[ \t\u00a0\u3000]*)+")
_SPACES = re.compile(r"[ \t]+")
_EDGES = " \t\n\u00a0\u202f\u3000"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a tidied text, each on one line.

    Between blank lines, a line break is a mere wrap when lines are short (up to 120 columns) and blank lines
    separate the paragraphs; without blank lines, when the next word would not have fitted in the line.
    """
    blocks = [block for block in _BLANK.split(text) if block.strip(_EDGES)]
    spaced = len(blocks) > 2 or sum(block.count("\n") > 0 for block in blocks) > 1
    if blocks:
        blocks[:1] = _first_line_apart(blocks[0])
    joined = (piece for block in blocks for piece in _unwrapped(block.strip("\n").split("\n"), spaced))
    return [line for piece in joined if (line := _SPACES.sub(" ", piece).strip(_EDGES))]


def _unwrapped(lines: list[str], spaced: bool) -> list[str]:
    width = max(map(len, lines))
    indented = len(lines) > 2 and any(map(_indent, lines)) and not all(map(_indent, lines))
    if not spaced and not _is_wrapped(lines, width):
        width = _WRAP + 1
    pieces = [[lines[0].rstrip()]]
    for previous, line in pairwise(lines):
        starts = bool(_indent(line)) if indented else not _wraps(previous, line, width, spaced)
        if starts or _ITEM.match(line):
            pieces.append([line.rstrip()])
        else:
            pieces[-1] += [_link(previous.rstrip(), line.strip()), line.strip()]
    return ["".join(piece) for piece in pieces]


def _first_line_apart(block: str) -> list[str]:
    """A headline right above the text: it ends no sentence, and its line had room for the next word."""
    first, _, rest = block.strip("\n").partition("\n")
    following = rest.lstrip()
    if not following or _TERMINAL.search(first) or following[0].islower():
        return [block]
    room = max(map(len, rest.split("\n")[:20])) - len(first.rstrip()) - 1
    return [first, rest] if room >= len(following.split(maxsplit=1)[0]) else [block]


def _is_wrapped(lines: list[str], width: int) -> bool:
    """Whether most lines are about as long as the longest: lines of every length are paragraphs."""
    return sum(len(line) >= 0.75 * width for line in lines) * 2 > len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t\u00a0\u3000")) if line.strip() else 0


def _wraps(previous: str, line: str, width: int, spaced: bool) -> bool:
    """Whether the break between two lines is a wrap and no end of a paragraph."""
    ended = bool(_TERMINAL.search(previous))
    if width > _WRAP:
        return not ended and line.lstrip()[:1].islower()
    if spaced:
        return True
    first = line.split(maxsplit=1)[0] if line.split() else ""
    return len(previous.rstrip()) + 1 + len(first) > width - (0 if ended else width // 4)


def _link(before: str, after: str) -> str:
    """What joins two lines: a space, nothing after the hyphen of a compound or between two of the unspaced scripts."""
    if not before or not after:
        return ""
    compound = before[-1] == "-" and before[-2:-1].isalpha() and after[0].isalpha()
    return "" if compound or (_unspaced(before[-1]) and _unspaced(after[0])) else " "


def _unspaced(char: str) -> bool:
    """Whether a script is written without spaces (Han, kana); Hangul is not."""
    return unicodedata.east_asian_width(char) in "WF" and not unicodedata.name(char, "").startswith("HANGUL")
