"""One label for a name in an article: the model's votes, weighed against the gazetteer and the context."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.enrich.folding import fold, words
from pipeline.enrich.gazetteer import Gazetteer, Known, Name, Organisation, Place
from pipeline.enrich.groups import Group
from pipeline.enrich.tables import read_words
from pipeline.records import Label

_ORGANISATION_WORDS = read_words("kinds.txt", "organisation")
_PLACE_WORDS = read_words("kinds.txt", "place")
_LOCATIVE = re.compile(
    r"\b(?:a|en|vers|depuis|pres de|pres d'|habitants de|ville de|in|at|near|from|outside|across|city of|town of)[ ']$"
)
_PEOPLES = re.compile(r"\b(?:les|des|aux|un|une|le|la|de|l'|d') ?$")
_PEOPLE_ENDING = re.compile(
    r"(?:ais|aise|aises|ois|oise|oises|ien|iens|ienne|iennes|ains?|aines?|eens?|eennes?|ols|ole|oles)$"
)

# Votes. The model's mentions share two; the others are what outweighs it and by how much.
_MODEL, _KNOWN, _AMBIGUOUS, _TITLED, _KIND = 2.0, 5.0, 1.0, 3.0, 3.0
_CITY, _BIG_PLACE, _IN_PLACE = 0.5, 1.75, 1.5
_PART_OF_PERSON = 4.0


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole article says: words of full names of people, countries named, language."""

    document: str
    gazetteer: Gazetteer
    language: str
    people: Collection[str]
    countries: Collection[str]


def identify(group: Group, context: Context) -> None:
    """Sets the group's label and, where the gazetteer knows it, what it is."""
    names = {name for mention in group.mentions for name in mention.known}
    cities = context.gazetteer.cities_named(group.surface) if group.by_model else ()
    votes = _model_votes(group)
    _vote_by_gazetteer(votes, names, cities, group, context)
    _vote_by_shape(votes, group, context)
    group.label = max(votes, key=lambda label: votes[label])
    group.known = _known(group, names, cities, context)


def _model_votes(group: Group) -> defaultdict[Label, float]:
    votes: defaultdict[Label, float] = defaultdict(float)
    for mention in group.mentions:
        votes[mention.label] += _MODEL / len(group.mentions)
        if mention.title:
            votes[Label.PER] += _TITLED / len(group.mentions)
    return votes


def _vote_by_gazetteer(
    votes: defaultdict[Label, float], names: Collection[Name], cities: Collection[Place], group: Group, context: Context
) -> None:
    for label in {_label(name.means) for name in names}:
        sure = any(not name.ambiguous and _label(name.means) is label for name in names)
        votes[label] += _KNOWN if sure else _AMBIGUOUS
    if cities:
        big = any(place.big for place in cities)
        votes[Label.LOC] += _CITY + (_BIG_PLACE if big else 0) + _IN_PLACE * _locative(group, context)


def _vote_by_shape(votes: defaultdict[Label, float], group: Group, context: Context) -> None:
    parts = words(group.surface)
    edges = {parts[0], parts[-1]} if len(parts) > 1 else set()
    if edges & _PLACE_WORDS:
        votes[Label.LOC] += _KIND
    elif edges & _ORGANISATION_WORDS:
        votes[Label.ORG] += _KIND
    if len(parts) == 1 and parts[0] in context.people and (votes[Label.PER] or not group.known_to(context.gazetteer)):
        votes[Label.PER] += _PART_OF_PERSON
    if _is_people(group, context):
        votes[Label.MISC] += _KIND


def _locative(group: Group, context: Context) -> float:
    """The share of mentions behind «à», «en», "in"…"""
    found = 0
    for mention in group.mentions:
        before = fold(context.document[max(0, mention.start - 14) : mention.start])
        found += bool(_LOCATIVE.search(before))
    return found / len(group.mentions)


def _is_people(group: Group, context: Context) -> bool:
    """«les Français», «des Maliens»: the inhabitants, not the country."""
    if context.language != "fr" or not _PEOPLE_ENDING.search(fold(group.surface)):
        return False
    if " " in group.surface or any(mention.known for mention in group.mentions):
        return False
    mention = group.mentions[0]
    return bool(_PEOPLES.search(fold(context.document[max(0, mention.start - 5) : mention.start])))


def _label(known: Known) -> Label:
    return Label.ORG if isinstance(known, Organisation) else Label.LOC


def _known(group: Group, names: Collection[Name], cities: Collection[Place], context: Context) -> Known | None:
    if group.label is Label.ORG:
        return next((name.means for name in names if isinstance(name.means, Organisation)), None)
    if group.label is not Label.LOC:
        return None
    places = [name.means for name in names if isinstance(name.means, Place)] + list(cities)
    if not places:
        return None
    return context.gazetteer.choose(group.surface, places, context.countries, context.language)
