"""The place a wire story is sent from: «PARIS (AFP) -», "WASHINGTON, March 4 (Reuters) —"."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"\s*([^\W\d_][^\n(),–—]{1,40}?)"
    r"(?:\s?\([^\W\d][^\n()–—]{1,30}\)(?=,|\s?\())?"
    r"(?:,[^\n()–—]{1,30}?)?"
    r"\s?(?P<credit>\([^()\n]{2,40}\))?\s?(?:[-–—]|\s--)\s"
)


def dateline(text: str, offset: int = 0) -> tuple[int, int] | None:
    """Where the place's name stands at the head of `text[offset:]`: in capitals, or before an agency in brackets."""
    found = _DATELINE.match(text, offset, offset + 130)
    if found and (found.group("credit") or found.group(1).isupper()):
        return found.span(1)
    return None
