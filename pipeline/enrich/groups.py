"""Mentions that are the same thing: first by spelling, then by what it is, then as parts of a fuller name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.enrich.folding import key, words
from pipeline.enrich.gazetteer import Gazetteer, Known
from pipeline.enrich.names import TRADES, gender
from pipeline.enrich.reading import Mention
from pipeline.enrich.tables import read_words
from pipeline.records import Label

_LEGAL_FORMS = read_words("kinds.txt", "legal form")
_MOST_NAMESAKES = 10
_BRACKET = re.compile(r"\s?\(\s?(?:l['’]|the )?")
_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.&-]{1,9}|[A-ZÀ-Þ][a-zà-ÿ]{2,8}")
"""«HCC», and «Anses» where it stands in brackets behind the words that it's made of."""


@dataclass(slots=True)
class Group:
    """Mentions of one thing, in the order of the text."""

    mentions: list[Mention]
    label: Label = Label.MISC
    known: Known | None = None
    surface: str = ""
    """The fullest of the spellings."""

    def add(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted([*self.mentions, *mentions], key=lambda mention: mention.start)
        self.surface = fullest(mention.surface for mention in self.mentions)

    @property
    def by_model(self) -> bool:
        return any(mention.by_model for mention in self.mentions)

    def known_to(self, gazetteer: Gazetteer) -> bool:
        return any(mention.known for mention in self.mentions) or bool(gazetteer.cities_named(self.surface))


def fullest(surfaces: Iterable[str]) -> str:
    """The longest spelling; one in capitals throughout only if there's no other of the same words."""
    ordered = list(dict.fromkeys(surfaces))
    best = max(ordered, key=lambda s: (len(words(s)), len(s)))
    same = [s for s in ordered if key(s) == key(best)]
    return next((s for s in same if not s.isupper()), best)


def by_spelling(mentions: Iterable[Mention]) -> list[Group]:
    """A group for every folded spelling."""
    spelled: dict[str, list[Mention]] = {}
    for mention in mentions:
        spelled.setdefault(key(mention.surface), []).append(mention)
    groups = [Group([]) for _ in spelled]
    for group, own in zip(groups, spelled.values(), strict=True):
        group.add(own)
    return groups


def join(groups: list[Group], document: str) -> list[Group]:
    """Joins the groups that are the same thing."""
    groups = _join_known(groups)
    groups = _join_acronyms(groups, document)
    groups = _join_people(groups)
    return _join_companies(groups)


def _merge(into: Group, other: Group) -> None:
    into.add(other.mentions)
    into.known = into.known or other.known


def _join_known(groups: list[Group]) -> list[Group]:
    joined: dict[object, Group] = {}
    for group in groups:
        identity = group.known or id(group)
        if identity in joined:
            _merge(joined[identity], group)
        else:
            joined[identity] = group
    return list(joined.values())


def _join_acronyms(groups: list[Group], document: str) -> list[Group]:
    """«Haut Conseil pour le climat (HCC)»: the two are one."""
    ends = {mention.end: group for group in groups for mention in group.mentions}
    gone: set[int] = set()
    for group in groups:
        full = _defined(group, ends, document)
        if full and full is not group and id(full) not in gone:
            _merge(full, group)
            ends.update({mention.end: full for mention in group.mentions})
            gone.add(id(group))
    return [group for group in groups if id(group) not in gone]


def _defined(group: Group, ends: dict[int, Group], document: str) -> Group | None:
    """The group whose name stands right before a bracket with this acronym in it."""
    if group.known or not all(_ACRONYM.fullmatch(m.surface) for m in group.mentions):
        return None
    for mention in group.mentions:
        opening = document.rfind("(", max(0, mention.start - 6), mention.start)
        closed = document[mention.end : mention.end + 1] in (")", ",")
        if opening > 0 and closed and _BRACKET.fullmatch(document[opening : mention.start]):
            full = ends.get(opening) or ends.get(opening - 1)
            if full and _spells(group.surface, full.surface):
                return full
    return None


def _spells(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym come in the name in that order, the first ones first."""
    letters = iter("".join(words(name)))
    return name[:1].lower() == acronym[:1].lower() and all(c in letters for c in key(acronym) if c.isalnum())


def is_part(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a short form stands for a full name: some of its words in a row, or initials and its last words."""
    if not short or len(short) > len(full) or short == full:
        return False
    size = len(short)
    if any(full[i : i + size] == short for i in range(len(full) - size + 1)):
        return any(len(word) > 2 for word in short)
    return size > 1 and short[-1] == full[-1] and full[0].startswith(short[0]) and _skips(short[:-1], full[:-1])


def _skips(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether each word of `short` is, or is the initial of, a word of `full`, in order."""
    rest = iter(full)
    return all(any(w == s or (len(s) == 1 and w.startswith(s)) for w in rest) for s in short)


def _join_people(groups: list[Group]) -> list[Group]:
    """«M. Guterres» goes to António Guterres: mention by mention, to the one named last before."""
    people: dict[str, list[Group]] = {}
    for group in groups:
        if group.label is Label.PER and len(words(group.surface)) > 1:
            for word in set(words(group.surface)):
                people.setdefault(word, []).append(group)
    for group in sorted(groups, key=lambda g: len(words(g.surface))):
        own = words(group.surface)
        if group.known or not own:
            continue
        fuller = [p for p in people.get(own[-1], ()) if p.mentions and is_part(own, words(p.surface))]
        if fuller and (group.label is Label.PER or _is_surname(group, fuller)):
            _share_out(group, fuller)
    return [group for group in groups if group.mentions]


def _is_surname(group: Group, people: list[Group]) -> bool:
    parts = words(group.surface)
    return any(words(p.surface)[-len(parts) :] == parts for p in people)


def _share_out(group: Group, fuller: list[Group]) -> None:
    """Gives each mention to the one of `fuller` that it fits and that is named last before it."""
    fuller = fuller[:_MOST_NAMESAKES]
    starts = {id(g): [m.start for m in g.mentions] for g in fuller}
    given: dict[int, list[Mention]] = {}
    for mention in group.mentions:
        fitting = [g for g in fuller if _gender_fits(mention, g)] or fuller
        target = max(fitting, key=lambda g: _last_before(starts[id(g)], mention.start))
        given.setdefault(id(target), []).append(mention)
    for one in fuller:
        one.add(given.get(id(one), ()))
    group.mentions = []


def _gender_fits(mention: Mention, group: Group) -> bool:
    own = gender(mention.title)
    theirs = {gender(m.title) for m in group.mentions[:50]} - {None}
    return own is None or not theirs or own in theirs


def _last_before(starts: list[int], place: int) -> tuple[int, int]:
    before = bisect_left(starts, place)
    return (starts[before - 1] if before else -1, -starts[0])


def _join_companies(groups: list[Group]) -> list[Group]:
    """«Acme» and «Acme Corporation», «Verdier» and «groupe Verdier», where no third one could be meant."""
    organisations = [g for g in groups if g.label is Label.ORG and not g.known]
    for group in [g for g in groups if not g.known and (g.label is not Label.LOC)]:
        own = words(group.surface)
        fuller = [g for g in organisations if g is not group and g.mentions and _is_short_for(own, words(g.surface))]
        if own and len(fuller) == 1:
            _merge(fuller[0], group)
            group.mentions = []
    return [group for group in groups if group.mentions]


def _is_short_for(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """A name without its legal form or what it is; of one word, any name that begins with it."""
    if full[: len(short)] == short and len(full) > len(short):
        return True
    return len(full) > 1 and full[1:] == short and full[0] in TRADES | _LEGAL_FORMS
