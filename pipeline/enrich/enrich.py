"""Reads an article once and fills in what it is about: the enrichers, in the order in which they run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.enrich.entities import find_entities
from pipeline.enrich.keywords import find_keywords
from pipeline.enrich.language import detect
from pipeline.enrich.models import Models, load
from pipeline.enrich.place import find_place
from pipeline.enrich.quotes import find_quotes
from pipeline.enrich.reading import Reading, start_reading
from pipeline.enrich.summary import summarise
from pipeline.records import Article

__all__ = ["ENRICHERS", "Enricher", "Models", "enrich", "load"]

_log = logging.getLogger(__name__)

_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a text nobody thought of may raise in an enricher; a time limit or a lack of memory is another matter."""


@dataclass(frozen=True, slots=True)
class Enricher:
    """`run` takes the reading and the models and gives fields of the article; a new `version` makes old ones stale."""

    name: str
    version: str
    run: Callable[[Reading, Models], dict[str, Any]]


def _find_language(reading: Reading, models: Models) -> dict[str, Any]:
    declared = reading.article.language
    return {"language": detect(reading.document, models.detector, declared)}


ENRICHERS = (
    Enricher("language", "1", _find_language),
    Enricher("entities", "1", find_entities),
    Enricher("quotes", "1", find_quotes),
    Enricher("keywords", "1", find_keywords),
    Enricher("summary", "1", summarise),
    Enricher("place", "1", find_place),
)
"""In order: each may use what the ones before it have filled in."""


def enrich(article: Article, models: Models) -> Article:
    """`article` with language, entities, quotes, keywords, summary, place and versions.

    What `article.language` declares breaks ties. Never raises on any text; an enricher that a text breaks
    leaves its fields empty and has no entry in `versions`, so that it can be found and redone.
    """
    reading = start_reading(article)
    done = {}
    for enricher in ENRICHERS:
        try:
            reading.article = reading.article.evolve(**enricher.run(reading, models))
            done[enricher.name] = _version(enricher, reading, models)
        except _FAULTS:
            _log.exception("enricher %s failed on article %s", enricher.name, article.id)
    return reading.article.evolve(versions={**_others(article), **done})


def _version(enricher: Enricher, reading: Reading, models: Models) -> str:
    """The enricher's own version, with the language model's where it has tagged the text."""
    model = models.languages.get(reading.language)
    return f"{enricher.version}+{model.version}" if model and enricher.run is find_entities else enricher.version


def _others(article: Article) -> dict[str, str]:
    """The versions of what others have done (extraction)."""
    own = {enricher.name for enricher in ENRICHERS}
    return {name: version for name, version in article.versions.items() if name not in own}
