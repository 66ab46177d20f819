"""Where the sentence around a quotation begins and ends."""

from __future__ import annotations

import re

from pipeline.enrich.folding import fold

_REACH_BEFORE, _REACH_AFTER = 260, 220
_ABBREVIATED = re.compile(r"(?:\b(?:mm?|mme|mr|mrs|ms|dr|st|prof|gen|sen|rep|gov|lt|col|etc|no|[a-z]))\.$")
_STOP = re.compile(r"[.!?…]+[\"”»’)]*\s|\n")
_MARKS = '«“„"‘「『'


def sentence_before(text: str, opening: int) -> int:
    """Where the sentence begins in which a quotation opens."""
    start = max(text.rfind("\n", 0, opening) + 1, opening - _REACH_BEFORE)
    for stop in _STOP.finditer(text, start, opening):
        if not _ABBREVIATED.search(fold(text[max(start, stop.start() - 6) : stop.start() + 1])):
            start = stop.end() if stop.end() <= opening else start
    return start


def sentence_after(text: str, closing: int) -> int:
    """Where the sentence that goes on after a quotation ends, or the next quotation opens."""
    end = min(len(text), closing + _REACH_AFTER)
    for stop in _STOP.finditer(text, closing, end):
        if not _ABBREVIATED.search(fold(text[max(closing, stop.start() - 6) : stop.start() + 1])):
            end = stop.start()
            break
    nearest = [at for mark in _MARKS if (at := text.find(mark, closing, end)) >= 0]
    return min([end, *nearest])
