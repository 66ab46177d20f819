"""Who and what an article names: one row per entity, with one label and one canonical name."""

from __future__ import annotations

import unicodedata
from typing import Any

from pipeline.enrich.echoes import add_echoes
from pipeline.enrich.folding import words
from pipeline.enrich.gazetteer import Place
from pipeline.enrich.groups import Group, by_spelling, fullest, join
from pipeline.enrich.labels import Context, identify
from pipeline.enrich.mentions import collect
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Occurrence, Reading
from pipeline.enrich.tagging import tag
from pipeline.enrich.unmodelled import sure_hits
from pipeline.records import Entity, Label, Location

MOST_ENTITIES = 200
_MOST_FORMS = 20
_MOST_SPELLINGS = 300
"""Names compared with one another; what comes after is a list of names, not an article."""


def find_entities(reading: Reading, models: Models) -> dict[str, Any]:
    """`entities`, `persons`, `orgs` and `places`; leaves the occurrences in the text for later enrichers."""
    groups = sorted(_groups(reading, models), key=lambda g: (-len(g.mentions), g.mentions[0].start))
    groups = groups[:MOST_ENTITIES]
    entities = tuple(_row(group) for group in groups)
    reading.occurrences = _occurrences(reading, groups)
    return {
        "entities": entities,
        "persons": _flat(entities, Label.PER),
        "orgs": _flat(entities, Label.ORG),
        "places": _flat(entities, Label.LOC),
    }


def _groups(reading: Reading, models: Models) -> list[Group]:
    document, language = reading.document, reading.language
    hits = models.scan(language, document, reading.folded)
    model = models.languages.get(language)
    if model is None:
        hits, spans = sure_hits(document, hits, language), []
    else:
        spans = tag(document, model.nlp)
    reading.mentions = collect(reading, spans, hits, models)
    groups = by_spelling(reading.mentions)[:_MOST_SPELLINGS]
    names = _full_names(groups)
    context = Context(
        document,
        reading.folded,
        models.gazetteer,
        language,
        people=frozenset(word for name in names for word in name),
        surnames=frozenset(name[-1] for name in names),
        countries=_countries(groups),
    )
    for group in groups:
        identify(group, context)
    groups = _without_headline(join(groups, document), reading)
    add_echoes(groups, document)
    return groups


def _without_headline(groups: list[Group], reading: Reading) -> list[Group]:
    """Without what only the model sees and only in the title, whose capitals mislead it."""
    return [
        group
        for group in groups
        if any(mention.start >= reading.title_end for mention in group.mentions) or _stands_alone(group)
    ]


def _stands_alone(group: Group) -> bool:
    """An organisation, a country or a region that the gazetteer knows; cities have the names of too many things."""
    return group.known is not None and not (isinstance(group.known, Place) and group.known.kind == "city")


def _full_names(groups: list[Group]) -> list[tuple[str, ...]]:
    """The words of each name of more than one word that the model takes for a person."""
    people = (g for g in groups if g.mentions[0].label is Label.PER and not g.mentions[0].known)
    return [words(g.surface) for g in people if len(words(g.surface)) > 1]


def _countries(groups: list[Group]) -> frozenset[str]:
    """Countries that the article names by their names or by their regions'."""
    known = (name.means for g in groups for m in g.mentions for name in m.known if not name.mark)
    return frozenset(place.country for place in known if isinstance(place, Place) and place.country)


def _row(group: Group) -> Entity:
    forms = tuple(dict.fromkeys(mention.surface for mention in group.mentions))
    name = fullest(forms)
    place = group.known if isinstance(group.known, Place) else None
    located = place is not None and place.lat is not None and place.lon is not None
    return Entity(
        name=name,
        label=group.label,
        canonical=group.known.canonical if group.known else _canonical(name, group.label),
        forms=forms[:_MOST_FORMS],
        count=len(group.mentions),
        country=place.country if place else None,
        location=Location(lat=place.lat, lon=place.lon) if located else None,  # type: ignore[union-attr, arg-type]
    )


def _canonical(name: str, label: Label) -> str:
    """NFC, one kind of apostrophe, single blanks; a surname in capitals («Emmanuel MACRON») as it's pronounced."""
    plain = " ".join(unicodedata.normalize("NFC", name).replace("’", "'").split())
    parts = plain.split(" ")
    if label is Label.PER and len(parts) > 1:
        parts = [part.title() if part.isupper() and len(part) > 3 and "." not in part else part for part in parts]
    return " ".join(parts)


def _flat(entities: tuple[Entity, ...], label: Label) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entity.canonical for entity in entities if entity.label is label))


def _occurrences(reading: Reading, groups: list[Group]) -> list[Occurrence]:
    found = [
        Occurrence(mention.start - reading.offset, mention.end - reading.offset, place, mention.title)
        for place, group in enumerate(groups)
        for mention in group.mentions
        if mention.start >= reading.offset
    ]
    return sorted(found, key=lambda occurrence: occurrence.start)
