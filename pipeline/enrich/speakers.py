"""Who speaks: names, pronouns and roles beside a quotation, resolved to the article's people and organisations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from pipeline.enrich.bounds import sentence_before
from pipeline.enrich.folding import fold, words
from pipeline.enrich.names import gender, given_gender
from pipeline.enrich.reading import Occurrence, Reading
from pipeline.enrich.tables import read_words
from pipeline.records import Label

_ADDRESSEE = re.compile(
    r"\b(?:a|au|aux|aupres de|aupres du|sur|dans|par|devant|avec|(?<!according )to|told|with|by|on|asked)\s"
    r"(?:la\s|le\s|les\s|l'|the\s)?$"
)
_OTHER_CLAUSE = re.compile(r"\b(?:que|qui|dont|avant|apres|alors que|tandis|who|whose|after|before|while|whom|as)\b")
_OF = re.compile(r"\b(?:de|du|des|d'|of|for|pour|chez|at)\s?(?:la\s|le\s|les\s|l'|the\s)?$")
_ROLE = re.compile(
    r"\b(?:l[ea]s?\s|l'|the\s|ce\s|cette\s|son\s|sa\s|leur\s|this\s|his\s|her\s)"
    r"(?:(?:ancien|ancienne|ex|jeune|nouveau|nouvelle|futur|future|vice|former|young|new|deputy|current)\s)?([a-z]{4,})"
)
_FEMININE = re.compile(r",?\s*(?:la|une)\s|,?\s*[a-z]+(?:trice|iere|euse|enne|presidente|deputee|woman)\b")
_PERSONS_ROLE = re.compile(
    r"(?:eur|euse|trice|iste|ien|ienne|ier|iere|ogue|ant|ante|aire|taine|homme|femme|maire|depute|avocat|elu|eleve"
    r"|er|or|ist|ian|man|woman|president|presidente|deputee|captain|coach|official|chief)$"
)
"""Roles of persons by their endings; what else they let through («le communique») has no verb of speech."""
_INSTITUTIONS = read_words("kinds.txt", "organisation") | read_words("kinds.txt", "place")
_TITLES_OF = {"avocat": ("me", "maitre"), "avocate": ("me", "maitre"), "lawyer": ("attorney",)}
_SUBJECTS = re.compile(r"(?:^|(?<=[.!?,;:] )|(?<=\n))(il|elle|he|she)\b")
_OFTEN = 3
_BESIDE_BEFORE, _BESIDE_AFTER = 60, 80
_LOOK_BACK = 6000

Fits = Callable[[Occurrence], bool]


class Speakers:
    """The people and organisations of one article, by where they stand in its text.

    `quoted` are the spans between quotation marks: what is named there is spoken of and doesn't speak.
    """

    def __init__(self, reading: Reading, quoted: Sequence[tuple[int, int]]) -> None:
        self._text, self._entities = reading.text, reading.article.entities
        self._folded = fold(self._text)
        inside = _Spans(quoted)
        self._outside = [o for o in reading.occurrences if not inside.contain(o.start)]
        self._starts = [o.start for o in self._outside]
        self._genders: dict[int, str | None] = {}

    def label(self, occurrence: Occurrence) -> Label:
        return self._entities[occurrence.entity].label

    def name(self, entity: int) -> str:
        return self._entities[entity].name

    def between(self, start: int, end: int) -> list[Occurrence]:
        """The people and organisations named in a stretch of text."""
        found = self._outside[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [o for o in found if o.end <= end and self.label(o) in (Label.PER, Label.ORG)]

    def after_cue(self, cue: int, end: int) -> int | None:
        """The subject that follows its verb («a déclaré à l'AFP le ministre Jean Petit», "said Ms Chen")."""
        named = [o for o in self.between(cue, end) if not self._is_addressee(o, cue)]
        named = [o for o in named if not _OTHER_CLAUSE.search(self._folded, cue, o.start)]
        person = next((o for o in named if self.label(o) is Label.PER), None)
        if person:
            return person.entity
        return next((o.entity for o in named if not _OF.search(self._folded, cue, o.start)), None)

    def before_cue(self, start: int, cue: int) -> int | None:
        """The subject that comes before its verb: the last person, else the last organisation."""
        named = [o for o in self.between(start, cue) if not self._is_addressee(o, start)]
        for label in (Label.PER, Label.ORG):
            if fitting := [o for o in named if self.label(o) is label]:
                return fitting[-1].entity
        return None

    def by_pronoun(self, pronoun: str, before: int) -> int | None:
        """Whom «il», «elle», "he" or "she" fits: of the last sentence that names such a person, the first."""
        wanted = "she" if pronoun in ("elle", "she") else "he"
        last = self._last(before, lambda o: self._is_person(o, wanted))
        if last is None:
            return None
        if self._text.rfind("\n\n", last.end, before) >= 0 and (hero := self._hero(last, wanted)) is not None:
            return hero
        start = sentence_before(self._text, last.start)
        return next(o.entity for o in self.between(start, last.end) if self._is_person(o, wanted))

    def by_role(self, phrase: str, before: int) -> int | None:
        """The one last introduced as what `phrase` (folded) says: «le ministre», "the company"."""
        found = _ROLE.search(phrase)
        if not found:
            return None
        role = found.group(1)
        introduced = self._last(before, lambda o: self._has_role(o, role))
        return introduced.entity if introduced else self._only_person(role, before)

    def _hero(self, last: Occurrence, wanted: str) -> int | None:
        """Whom a whole article is about, where the person named last, a paragraph ago, is only named once."""
        if self._entities[last.entity].count > 1:
            return None
        fitting = {o.entity for o in self._outside if self._is_person(o, wanted)}
        best = max(fitting, key=lambda entity: self._entities[entity].count)
        return best if self._entities[best].count >= _OFTEN else None

    def implied(self, opening: int) -> int | None:
        """Of words that nothing attributes: the one person of whom their paragraph has spoken so far."""
        start = self._text.rfind("\n\n", 0, opening) + 1
        people = {o.entity for o in self.between(start, opening) if self.label(o) is Label.PER}
        if people:
            return people.pop() if len(people) == 1 else None
        pronouns = _SUBJECTS.findall(self._folded, start, opening)
        return self.by_pronoun(pronouns[-1], start) if pronouns else None

    def is_persons_role(self, phrase: str) -> bool:
        """Whether `phrase` (folded) names a person by what he does: «le militaire», "the striker"."""
        found = _ROLE.search(phrase)
        return bool(found and _is_persons(found.group(1)))

    def _only_person(self, role: str, before: int) -> int | None:
        """«l'attaquant portugais»: of somebody not introduced so, if this paragraph and the last name one person."""
        if not _is_persons(role):
            return None
        start = self._text.rfind("\n\n", 0, max(0, self._text.rfind("\n\n", 0, before)))
        people = {o.entity for o in self.between(max(0, start), before) if self.label(o) is Label.PER}
        return people.pop() if len(people) == 1 else None

    def _is_person(self, occurrence: Occurrence, pronoun: str) -> bool:
        return self.label(occurrence) is Label.PER and self._gender(occurrence.entity) in (pronoun, None)

    def _last(self, before: int, fits: Fits) -> Occurrence | None:
        for place in range(bisect_left(self._starts, before) - 1, -1, -1):
            occurrence = self._outside[place]
            if before - occurrence.start > _LOOK_BACK:
                return None
            if fits(occurrence):
                return occurrence
        return None

    def _is_addressee(self, occurrence: Occurrence, start: int) -> bool:
        return bool(_ADDRESSEE.search(self._folded, max(start, occurrence.start - 20), occurrence.start))

    def _gender(self, entity: int) -> str | None:
        if entity not in self._genders:
            own = [o for o in self._outside if o.entity == entity][:50]
            told = [gender(o.title) for o in own]
            told.append(given_gender(self._entities[entity].name))
            told += ["she" for o in own if _FEMININE.match(self._folded, o.end, o.end + 40)]
            self._genders[entity] = next((g for g in told if g), None)
        return self._genders[entity]

    def _has_role(self, occurrence: Occurrence, role: str) -> bool:
        if self.label(occurrence) is Label.ORG:
            return role in words(self.name(occurrence.entity))
        if self.label(occurrence) is not Label.PER:
            return False
        line = self._text.rfind("\n", 0, occurrence.start) + 1
        before = self._folded[max(line, occurrence.start - _BESIDE_BEFORE) : occurrence.start]
        after = self._folded[occurrence.end : occurrence.end + _BESIDE_AFTER].split("\n")[0].split(".")[0]
        if occurrence.title == role or occurrence.title in _TITLES_OF.get(role, ()):
            return True
        return bool(re.search(rf"\b{re.escape(role)}\b", f"{before} | {after}"))


def _is_persons(role: str) -> bool:
    return bool(_PERSONS_ROLE.search(role)) and role not in _INSTITUTIONS


class _Spans:
    """Whether a place is inside one of some spans that don't overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def contain(self, place: int) -> bool:
        found = bisect_left(self._starts, place + 1) - 1
        return found >= 0 and place < self._spans[found][1]
