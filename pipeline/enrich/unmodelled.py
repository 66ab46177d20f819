"""Languages without a model: which of the gazetteer's hits can be trusted alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Name, Place
from pipeline.enrich.names import begins_sentence
from pipeline.enrich.scanner import Hit, script
from pipeline.enrich.words import stop_words

_HUGE = 6.0
"""log10 of the inhabitants from which a city's bare name is trusted."""

_PREPOSITIONS = {
    "de": "in aus nach bei von um",
    "es": "en de desde hacia",
    "it": "a di da in",
    "pt": "em de desde para",
    "nl": "in uit naar van bij",
    "ca": "a de en",
    "sv": "i fran till",
    "da": "i fra til",
    "no": "i fra til",
    "pl": "w z do we",
    "ro": "in din la",
}
_BEFORE = re.compile(r"(\w+)\W{1,2}$")
_AFTER = re.compile(r"[ \xa0-](\w+)")


def sure_hits(document: str, hits: Sequence[Hit], language: str) -> list[Hit]:
    """The hits with those of their names that nothing speaks against."""
    kept = []
    for hit in hits:
        names = tuple(name for name in hit.names if _is_sure(document, hit, name, language))
        if names:
            kept.append(replace(hit, names=names))
    return kept


def _is_sure(document: str, hit: Hit, name: Name, language: str) -> bool:
    if name.mark or fold(hit.surface) in stop_words(language):
        return False
    if not isinstance(name.means, Place) or name.means.kind != "city":
        return True
    if script(hit.surface[-1]) != "spaced":
        return name.means.weight >= _HUGE or name.means.capital or len(hit.surface) >= 4
    return len(hit.surface) >= 4 and _is_city(document, hit, name.means, language)


def _is_city(document: str, hit: Hit, city: Place, language: str) -> bool:
    """Behind a preposition of place; or known to all, within a sentence and not beside another capital."""
    before = _BEFORE.search(document, max(0, hit.start - 30), hit.start)
    after = _AFTER.match(document, hit.end)
    if after and after.group(1)[0].isupper():
        return False
    if before and fold(before.group(1)) in _PREPOSITIONS.get(language, "").split():
        return True
    if begins_sentence(document, hit.start):
        return city.capital
    return (city.capital or city.weight >= _HUGE) and not (before and before.group(1)[0].isupper())
