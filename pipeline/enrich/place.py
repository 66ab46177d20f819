"""Where the story happens: the place that the title, the dateline, the lead and the counts point to."""

from __future__ import annotations

from typing import Any

from pipeline.enrich.dateline import dateline
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Reading
from pipeline.records import Entity, Label, MainPlace

_LEAD = 500
_TITLE, _IN_DATELINE, _IN_LEAD, _NEARER = 3.0, 6.0, 2.0, 0.45
_COUNT_AT_MOST = 6


def find_place(reading: Reading, models: Models) -> dict[str, Any]:
    """`place`: the heaviest country, or the heaviest city or region of it if that has about half its weight."""
    weights = _weights(reading)
    if not weights:
        return {"place": None}
    best = max(weights, key=lambda entity: (weights[entity], -entity))
    entities = reading.article.entities
    nearer = [e for e in weights if _is_in(entities[e], entities[best]) and weights[e] >= _NEARER * weights[best]]
    chosen = entities[max(nearer, key=lambda e: weights[e], default=best)]
    return {
        "place": MainPlace(
            name=chosen.name, canonical=chosen.canonical, country=chosen.country, location=chosen.location
        )
    }


def _weights(reading: Reading) -> dict[int, float]:
    entities = reading.article.entities
    located = {i: e for i, e in enumerate(entities) if e.label is Label.LOC and (e.country or e.location)}
    weights = {i: float(min(e.count, _COUNT_AT_MOST)) for i, e in located.items()}
    sent_from = dateline(reading.document, reading.offset)
    title = reading.article.title or ""
    early: set[int] = {o.entity for o in reading.occurrences if o.start < _LEAD}
    for i, entity in located.items():
        weights[i] += _TITLE * any(form in title for form in entity.forms) + _IN_LEAD * (i in early)
        if sent_from and any(o.entity == i and o.start == sent_from[0] - reading.offset for o in reading.occurrences):
            weights[i] += _IN_DATELINE
    return weights


def _is_in(inner: Entity, outer: Entity) -> bool:
    """A city or a region of the country that `outer` is."""
    is_country = outer.location is None and outer.country is not None
    return is_country and inner.country == outer.country and inner.canonical != outer.canonical
