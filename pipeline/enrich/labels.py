"""One label for a name in an article: the model's votes, weighed against the gazetteer and the context."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.enrich.folding import fold, words
from pipeline.enrich.gazetteer import Countries, Gazetteer, Known, Name, Organisation, Place
from pipeline.enrich.groups import Group
from pipeline.enrich.names import TITLES, is_given_name
from pipeline.enrich.tables import read_words
from pipeline.records import Label

_ORGANISATION_WORDS = read_words("kinds.txt", "organisation")
_PLACE_WORDS = read_words("kinds.txt", "place")
_LOCATIVE = re.compile(r"\b(?:a|en|vers|depuis|pres de|habitants de|in|at|near|from|outside|across)[ ']$")
_PLAINLY_IN = re.compile(r"\b(?:pres de|near|habitants de|village de|town of|city of)[ ']$")
_ORGANISATION_BEFORE = re.compile(
    r"\b(?:societe|groupe|entreprise|association|ong|constructeur|banque|fabricant|syndicat|parti|club|start up"
    r"|collectif|agence|chaine|journal|quotidien|hebdomadaire|magazine|institut|cabinet|laboratoire|operateur|geant|fondation"
    r"|federation|company|firm|group|union|airline|charity|newspaper|broadcaster|retailer|bank|lender|club|team|party)"
    r"(?: [a-z]{3,})? $"
)
_ORGANISATION_AFTER = re.compile(
    r"(?:'s)? (?:shares?|stock|plc|union|newspaper|group|bank|company|magazine|party|chief executive|ceo"
    r"|spokes[a-z]+)\b"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:ville|village|region|province|commune|quartier|ile|departement|banlieue|capitale|aeroport"
    r"|city|town|village|region|province|district|island|suburb|port)(?: [a-z]{3,})? (?:de |d'|of )?$"
)
_PLACE_AFTER = re.compile(
    r" (?:province|county|district|city|region|state|village|island|valley|peninsula|river|airport)\b"
)
_PERSON_AFTER = re.compile(r",? \(?\d{2}(?: ans)?[,)]|,? aged \d{2}\b|, (?:qui|who)\b")
_BESIDE_NAME = re.compile(r",? \(?([A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+){0,2})")
_ACRONYM = re.compile(r"[A-ZÀ-Þ]{2,5}")
_PEOPLES = re.compile(r"\b(?:les|des|aux|un|une|le|la|de|l'|d') ?$")
_PEOPLE_ENDING = re.compile(
    r"(?:ais|aise|aises|ois|oise|oises|ien|iens|ienne|iennes|ains?|aines?|eens?|eennes?|ols|ole|oles)$"
)

# Votes. The model's mentions share two; the others are what outweighs it and by how much.
_MODEL, _TITLED, _KIND, _BESIDE = 2.0, 3.0, 3.0, 3.0
_KNOWN = {"": 5.0, "~": 2.5, "^": 1.0}
_CITY, _BIG_PLACE, _IN_PLACE = 0.5, 1.75, 1.75
_PART_OF_PERSON = 5.0
_PERSON_BESIDE, _GIVEN_NAME, _LOOKS_LIKE_ACRONYM = 2.5, 2.5, 2.25


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole article says: words of people's full names and the last ones of them, countries, language."""

    document: str
    folded: str
    gazetteer: Gazetteer
    language: str
    people: Collection[str]
    surnames: Collection[str]
    countries: Collection[str]


def identify(group: Group, context: Context) -> None:
    """Sets the group's label and, where the gazetteer knows it, what it is."""
    names = tuple(dict.fromkeys(name for mention in group.mentions for name in mention.known))
    cities = context.gazetteer.cities_named(group.surface) if group.by_model else ()
    votes = _model_votes(group)
    _vote_by_gazetteer(votes, names, cities, group, context)
    _vote_by_context(votes, group, context)
    if not any(name.mark == "" for name in names):
        _vote_by_shape(votes, group, context)
    group.label = max(votes, key=lambda label: votes[label])
    group.known = _known(group, names, cities, context)


def _model_votes(group: Group) -> defaultdict[Label, float]:
    votes: defaultdict[Label, float] = defaultdict(float)
    for mention in group.mentions:
        votes[mention.label] += _MODEL / len(group.mentions)
        if mention.title:
            votes[Label.PER if mention.title in TITLES else Label.ORG] += _TITLED / len(group.mentions)
    return votes


def _vote_by_gazetteer(
    votes: defaultdict[Label, float],
    names: Collection[Name],
    cities: Collection[Place],
    group: Group,
    context: Context,
) -> None:
    for label in {_label(name.means) for name in names}:
        votes[label] += max(_KNOWN[name.mark] for name in names if _label(name.means) is label)
    if cities:
        big = any(place.big for place in cities)
        located = _share(group, context, before=_LOCATIVE)
        votes[Label.LOC] += _CITY + (_BIG_PLACE if big else 0) + _IN_PLACE * min(1.0, 3 * located)


def _vote_by_context(votes: defaultdict[Label, float], group: Group, context: Context) -> None:
    """«la société X», "X shares", «le village de X», "X province": one mention in two is enough."""
    organisation = _share(group, context, before=_ORGANISATION_BEFORE, after=_ORGANISATION_AFTER)
    place = _share(group, context, before=_PLACE_BEFORE, after=_PLACE_AFTER)
    votes[Label.ORG] += _BESIDE * min(1.0, 2 * organisation)
    votes[Label.LOC] += _BESIDE * min(1.0, 2 * place)
    if not any(mention.known for mention in group.mentions):
        votes[Label.PER] += _PERSON_BESIDE * (_share(group, context, after=_PERSON_AFTER) > 0)
        votes[Label.LOC] += _IN_PLACE * (_share(group, context, before=_PLAINLY_IN) > 0.5)


def _vote_by_shape(votes: defaultdict[Label, float], group: Group, context: Context) -> None:
    parts = words(group.surface)
    edges = {parts[0], parts[-1]} if len(parts) > 1 else set()
    if edges & _PLACE_WORDS:
        votes[Label.LOC] += _KIND
    elif edges & _ORGANISATION_WORDS:
        votes[Label.ORG] += _KIND
    if _ACRONYM.fullmatch(group.surface):
        votes[Label.ORG] += _LOOKS_LIKE_ACRONYM
    if _is_surname(parts, votes, group, context):
        votes[Label.PER] += _PART_OF_PERSON
    if len(parts) in (2, 3) and is_given_name(parts[0]) and not edges & _ORGANISATION_WORDS:
        votes[Label.PER] += _GIVEN_NAME
    if _is_people(group, context):
        votes[Label.MISC] += _KIND


def _is_surname(parts: tuple[str, ...], votes: defaultdict[Label, float], group: Group, context: Context) -> bool:
    """A word of somebody's full name, if it's his last one or if nothing else has that name."""
    if len(parts) != 1 or parts[0] not in context.people:
        return False
    if votes[Label.PER] or not group.known_to(context.gazetteer):
        return True
    return parts[0] in context.surnames and _share(group, context, before=_LOCATIVE) == 0


def _share(
    group: Group, context: Context, before: re.Pattern[str] | None = None, after: re.Pattern[str] | None = None
) -> float:
    """The share of mentions that stand behind or before such words."""
    found = 0
    for mention in group.mentions:
        ahead = context.folded[max(0, mention.start - 36) : mention.start]
        found += bool((before and before.search(ahead)) or (after and after.match(context.folded, mention.end)))
    return found / len(group.mentions)


def _is_people(group: Group, context: Context) -> bool:
    """«les Français», «des Maliens»: the inhabitants, not the country."""
    if context.language != "fr" or not _PEOPLE_ENDING.search(fold(group.surface)):
        return False
    if " " in group.surface or any(mention.known for mention in group.mentions):
        return False
    mention = group.mentions[0]
    return bool(_PEOPLES.search(context.folded[max(0, mention.start - 5) : mention.start]))


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
    countries = Countries(context.countries, _countries_beside(group, context))
    return context.gazetteer.choose(group.surface, places, countries, context.language)


def _countries_beside(group: Group, context: Context) -> frozenset[str]:
    """Of «Geneva, New York» and «Tripoli (Liban)»."""
    found = (_BESIDE_NAME.match(context.document, mention.end) for mention in group.mentions[:5])
    names = (name.means for match in found if match for name in context.gazetteer.find(match.group(1).strip()))
    return frozenset(place.country for place in names if isinstance(place, Place) and place.country)
