"""The index template, and the names of all that is kept on the server. Pure.

The document is the article, field by field, and is what `_source` holds. What is only looked for is in the object
`search`: derived from the article on every write, left out of `_source`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.engines.derived import LONGEST_FACET
from pipeline.engines.elasticsearch.languages import ANALYZERS, EXACT, analysis

VERSION = 2
"""Grows with every change to the mapping or the analysis."""

LONGEST_KEY = 8000
"""Code points of a value that is looked for as it is: Lucene takes terms of 32,766 bytes."""

TEXTS = ("title", "lead", "text")
NAMES = ("persons", "orgs", "places", "entities")


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called under a prefix."""

    prefix: str

    @property
    def alias(self) -> str:
        """The alias to read from: all the years."""
        return f"{self.prefix}-articles"

    @property
    def template(self) -> str:
        return f"{self.alias}-v{VERSION}"

    @property
    def trace(self) -> str:
        """The index of the trace store."""
        return f"{self.prefix}-trace"

    @property
    def revisions(self) -> str:
        """The index of the revision store."""
        return f"{self.prefix}-revisions"

    def index(self, partition: int) -> str:
        """The index of one year."""
        return f"{self.template}-{partition}"

    def partition(self, index: str) -> int:
        """The year of an index; raises `ValueError` for one of another version."""
        match = re.fullmatch(rf"{re.escape(self.template)}-(\d+)", index)
        if match is None:
            raise ValueError(f"{index} is not an index of version {VERSION}")
        return int(match[1])


def template(names: Names) -> dict[str, Any]:
    """The composable index template of the yearly indices."""
    return {
        "index_patterns": [f"{names.template}-*"],
        "priority": 500,
        "version": VERSION,
        "template": {"settings": _SETTINGS, "mappings": mappings(), "aliases": {names.alias: {}}},
    }


_SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    # One machine is green without a copy, two or more hold one.
    "auto_expand_replicas": "0-1",
    "codec": "best_compression",
    "analysis": analysis(),
}

_KEY = {"type": "keyword", "ignore_above": LONGEST_KEY}
_FACET = {"type": "keyword", "ignore_above": LONGEST_FACET}
_SHOWN = {"type": "keyword", "index": False, "doc_values": False}
_EXACT = {"type": "text", "analyzer": EXACT}
_PROSE = {"type": "text", "index": False}
_DATE = {"type": "date"}
_NUMBER = {"type": "long"}
_DOUBLE = {"type": "double", "index": False, "doc_values": False}
_POINT = {"type": "geo_point", "ignore_malformed": True}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "dynamic": "strict", "properties": properties}


def mappings() -> dict[str, Any]:
    """Strict: a field that is not named here is refused."""
    return {
        "dynamic": "strict",
        "_meta": {"rotative": VERSION},
        "_source": {"excludes": ["search"]},
        "properties": _DOCUMENT | {"search": _object(**_SEARCH)},
    }


_DOCUMENT: dict[str, Any] = {
    "id": _KEY,
    "revision": _NUMBER,
    "url": _KEY,
    "canonical_url": _KEY,
    "source": _FACET,
    "site": _KEY,
    "collections": _FACET,
    "title": _EXACT,
    "title_inferred": {"type": "boolean"},
    "lead": _EXACT,
    "text": _EXACT,
    "language": _KEY,
    "authors": _EXACT,
    "credits": _KEY,
    "sections": _KEY,
    "tags": _KEY,
    "published_at": _DATE,
    "published_precision": _KEY,
    "published_from": _KEY,
    "first_seen": _DATE,
    "fetched_at": _DATE,
    "indexed_at": _DATE,
    "summary": _PROSE,
    "keywords": _KEY,
    "topics": _object(id=_KEY, label=_KEY, score=_DOUBLE),
    "place": _object(name=_KEY, canonical=_KEY, country=_KEY, location=_POINT),
    "word_count": _NUMBER,
    "image": _SHOWN,
    "entities": _object(
        name=_KEY, label=_KEY, canonical=_KEY, forms=_KEY, count=_NUMBER, country=_KEY, location=_POINT
    ),
    "persons": _FACET,
    "orgs": _FACET,
    "places": _FACET,
    "quotes": _object(text=_PROSE, speaker=_KEY, cue=_KEY, start=_NUMBER, end=_NUMBER),
    "story": _KEY,
    "duplicate_of": _KEY,
    "quality": _object(verdict=_KEY, reasons=_KEY),
    # Keys of any name: which extractor and enrichers, and their versions.
    "versions": {"type": "object", "enabled": False},
}

_SEARCH: dict[str, Any] = {
    "moment": _DATE,
    "month": _KEY,
    "language": _KEY,
    "canonical": _KEY,
    "digest": _KEY,
    "source": _KEY,
    "collections": _KEY,
    "domains": _KEY,
    **dict.fromkeys(NAMES, _EXACT),
    **{text: _object(**{language: {"type": "text", "analyzer": language} for language in ANALYZERS}) for text in TEXTS},
}
