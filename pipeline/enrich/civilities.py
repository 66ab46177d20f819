"""People whom a title announces («Mme Durand», "Detective Sergeant Paul Geraghty") where the model sees none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.enrich.folding import fold
from pipeline.enrich.names import FEMININE, MASCULINE, TITLES

_NAMED = re.compile(
    r"(?<![\w'’-])(\w[\w-]*\.?)[ \xa0\u202f]"
    r"((?:[A-ZÀ-ÖØ-Þ]\.?[\w’'-]*)(?:[ \xa0](?:de |van |von |al-|el )?[A-ZÀ-ÖØ-Þ][\w’'-]+){0,2})"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_ALONE = MASCULINE | FEMININE | {"dr", "dr.", "me", "pr", "prof.", "gen.", "sen.", "rep.", "gov.", "sgt", "judge"}
"""Titles that need no given name after them."""


def titled(document: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each name behind a title, and the title, folded."""
    at = 0
    while found := _NAMED.search(document, at):
        at = found.end(1)
        title = fold(found.group(1))
        name = _POSSESSIVE.sub("", found.group(2))
        if title not in TITLES or fold(name.split()[0]) in TITLES:
            continue
        if len(name.split()) > 1 or (title in _ALONE and len(name) > 2):
            yield found.start(2), found.start(2) + len(name), title
