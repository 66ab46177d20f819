"""Names that an article defines by their acronym: «le Haut Conseil pour le climat (HCC)»."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEFINED = re.compile(r"[ \xa0]\(([A-ZÀ-Þ]{2,8})\)")
_WORD = re.compile(r"[^\W_]+")
_REACH = 90
_LITTLE = frozenset("a au aux d de des du en et l la le les pour sur par and for in of on the to".split())  # noqa: SIM905


def defined(document: str) -> Iterator[tuple[int, int]]:
    """Where the full names stand: the words before the bracket whose initials are the acronym, in order."""
    for found in _DEFINED.finditer(document):
        line = document.rfind("\n", 0, found.start()) + 1
        start = max(line, found.start() - _REACH)
        words = list(_WORD.finditer(document, start, found.start()))
        if place := _begin(words, found.group(1).lower()):
            yield place, found.start()


def _begin(words: list[re.Match[str]], acronym: str) -> int | None:
    """Where the name begins, walking back from the bracket: little words may be left out of the acronym."""
    left = len(acronym)
    for word in reversed(words):
        initial = word.group()[0].lower()
        if initial == acronym[left - 1]:
            left -= 1
        elif word.group().lower() not in _LITTLE:
            return None
        if left == 0:
            return word.start() if word.group()[0].isupper() else None
    return None
