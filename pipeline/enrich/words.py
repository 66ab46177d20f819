"""Words of a language, as the small data files and spaCy's lists of stop words have them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from pipeline.enrich.folding import fold

_CODE = re.compile(r"[a-z]{2}")


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Folded stop words of a language; none where spaCy has no list."""
    if not _CODE.fullmatch(language):
        return frozenset()
    try:
        module = import_module(f"spacy.lang.{'nb' if language == 'no' else language}.stop_words")
    except ImportError:
        return frozenset()
    return frozenset(fold(word) for word in module.STOP_WORDS)
