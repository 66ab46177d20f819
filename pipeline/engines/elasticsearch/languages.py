"""How Elasticsearch analyses each language: names of analyzers, and the settings that define them. Pure.

No analyzer drops stop words: every word of a query counts, and `The Who` can be found. French folds accents before
stemming, so that a word written without them has the same stem, and stems twice (`députée`: Snowball leaves `deputee`,
the light stemmer makes it `deput`). English and Portuguese fold too. The other languages take the analyzer that
Elasticsearch ships.
"""

from __future__ import annotations

from typing import Any

from pipeline.engines.derived import UNDETERMINED
from pipeline.engines.endings import ELIDED, PLURAL_VERB, PORTUGUESE_PLURAL

EXACT = "exact"
"""The analyzer of phrases and names: words as written but for case, accents and typography."""

_SHIPPED = {
    "ar": "arabic", "bg": "bulgarian", "bn": "bengali", "ca": "catalan", "ckb": "sorani", "cs": "czech",
    "da": "danish", "de": "german", "el": "greek", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "ga": "irish", "gl": "galician", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "lv": "latvian", "nl": "dutch",
    "no": "norwegian", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "th": "thai", "tr": "turkish", "cjk": "cjk",
}  # fmt: skip

_ALIASES = {"ja": "cjk", "ko": "cjk", "nb": "no", "nn": "no", "zh": "cjk"}

ANALYZERS = ("fr", "en", "pt", UNDETERMINED, *_SHIPPED)
"""The names of the sub-fields by language, and of their analyzers."""


def analyzer(language: str) -> str:
    """The analyzer of a language; one that only folds for those without their own."""
    name = _ALIASES.get(language, language)
    return name if name in ANALYZERS else UNDETERMINED


def analysis() -> dict[str, Any]:
    """The `analysis` settings of an index."""
    return {"char_filter": _CHAR_FILTERS, "filter": _FILTERS, "analyzer": _CUSTOM | _shipped()}


def _shipped() -> dict[str, Any]:
    return {code: {"type": name, "stopwords": "_none_"} for code, name in _SHIPPED.items()}


def _custom(char_filter: str, *filters: str) -> dict[str, Any]:
    return {"type": "custom", "char_filter": [char_filter], "tokenizer": "standard", "filter": list(filters)}


_APOSTROPHES = ("’", "ʼ", "＇")

# The tokenizer takes a narrow no-break space (U+202F) for part of a word, and hyphens that nobody sees as well.
_SPACING = ["\\u202f=>\\u0020", *(f"{sign}=>" for sign in ("\\u00ad", "\\u2060", "\\ufeff"))]

_CHAR_FILTERS = {
    "one_apostrophe": {"type": "mapping", "mappings": [*(f"{sign}=>'" for sign in _APOSTROPHES), *_SPACING]},
    "no_apostrophe": {
        "type": "mapping",
        "mappings": [*(f"{sign}=>\\u0020" for sign in (*_APOSTROPHES, "'")), *_SPACING],
    },
}

_FILTERS = {
    "one_apostrophe": {"type": "mapping", "mappings": [*(f"{sign}=>'" for sign in _APOSTROPHES), "\u00ad=>"]},
    "no_apostrophe": {
        "type": "mapping",
        "mappings": [*(f"{sign}=>\\u0020" for sign in (*_APOSTROPHES, "'")), "\u00ad=>"],
    },
}

_FILTERS = {
    "elided": {"type": "elision", "articles": list(ELIDED)},
    "plural_verb": {"type": "pattern_replace", "pattern": PLURAL_VERB, "replacement": "$1"},
    "french": {"type": "stemmer", "language": "french"},
    "light_french": {"type": "stemmer", "language": "light_french"},
    "portuguese_plural": {"type": "pattern_replace", "pattern": PORTUGUESE_PLURAL, "replacement": "$1ao"},
    "light_portuguese": {"type": "stemmer", "language": "light_portuguese"},
    "possessive": {"type": "stemmer", "language": "possessive_english"},
    "english": {"type": "stemmer", "language": "english"},
}

_CUSTOM = {
    EXACT: _custom("no_apostrophe", "lowercase", "asciifolding"),
    UNDETERMINED: _custom("one_apostrophe", "lowercase", "elided", "asciifolding"),
    "fr": _custom(*("one_apostrophe", "lowercase", "elided", "asciifolding", "plural_verb", "french", "light_french")),
    "pt": _custom("one_apostrophe", "lowercase", "asciifolding", "portuguese_plural", "light_portuguese"),
    "en": _custom("one_apostrophe", "possessive", "lowercase", "asciifolding", "english"),
}
