"""Brings together what the model tagged and what the gazetteer knows: one list of names, none overlapping."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.enrich.acronyms import defined
from pipeline.enrich.civilities import titled
from pipeline.enrich.credits import in_credit
from pipeline.enrich.dateline import dateline
from pipeline.enrich.edges import mend
from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Gazetteer, Organisation
from pipeline.enrich.models import Models
from pipeline.enrich.names import begins_sentence, trim
from pipeline.enrich.plausible import Plausible
from pipeline.enrich.reading import Mention, Reading
from pipeline.enrich.scanner import Hit
from pipeline.enrich.tagging import Span
from pipeline.records import Label

_WORD_BEFORE = re.compile(r"([\w'’-]+)[ \xa0]$")
_CAPITAL_AFTER = re.compile(r"[ \xa0\-][A-ZÀ-ÖØ-Þ][\w'’]")
_CONTRACTED = frozenset({"au", "aux", "du", "des"})


def collect(reading: Reading, spans: list[Span], hits: Sequence[Hit], models: Models) -> list[Mention]:
    """The names in the document, in its order. `spans` are the model's, `hits` the gazetteer's."""
    document, model = reading.document, models.languages.get(reading.language)
    plausible = Plausible(document, reading.folded, models.gazetteer, model, reading.language)
    spans = mend(document, spans, reading.title_end, model.common if model else frozenset())
    tagged = [m for span in spans for m in _tagged(document, span, models.gazetteer, plausible)]
    tagged = _replaced(tagged, [*_places_sent_from(document, reading.offset, models.gazetteer), *_defined(document)])
    mentions = _with_hits(document, tagged, hits)
    if model:
        mentions = _with_titled(document, mentions)
    return [mention for mention in mentions if not in_credit(document, mention)]


def _places_sent_from(document: str, text_at: int, gazetteer: Gazetteer) -> list[Mention]:
    place = dateline(document, text_at)
    if not place or not (document[slice(*place)].isupper() or gazetteer.cities_named(document[slice(*place)])):
        return []
    return [Mention(*place, document[slice(*place)], Label.LOC)]


def _defined(document: str) -> list[Mention]:
    return [Mention(start, end, document[start:end], Label.ORG) for start, end in defined(document)]


def _replaced(tagged: list[Mention], better: list[Mention]) -> list[Mention]:
    """`better`, and those of `tagged` that none of it overlaps."""
    kept = [m for m in tagged if not any(b.start < m.end and m.start < b.end for b in better)]
    return sorted([*kept, *better], key=lambda mention: mention.start)


def _with_titled(document: str, mentions: list[Mention]) -> list[Mention]:
    """With the people whom only a title gives away."""
    starts = [mention.start for mention in mentions]
    ends = [mention.end for mention in mentions]
    added = [
        Mention(start, end, document[start:end], Label.PER, title)
        for start, end, title in titled(document)
        if bisect_right(ends, start) == bisect_left(starts, end)
    ]
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def _tagged(document: str, span: Span, gazetteer: Gazetteer, plausible: Plausible) -> list[Mention]:
    start, end, label = span
    name = trim(document, start, end, gazetteer.knows)
    if not plausible(name.start, name.end):
        return []
    return [Mention(name.start, name.end, document[name.start : name.end], label, name.title)]


def _with_hits(document: str, tagged: list[Mention], hits: Sequence[Hit]) -> list[Mention]:
    """The tagged names, each with what the gazetteer knows of it, and the known names the model missed."""
    starts = [mention.start for mention in tagged]
    ends = [mention.end for mention in tagged]
    replaced: dict[int, Mention | None] = {}
    added: list[Mention] = []
    for hit in hits:
        first, last = bisect_right(ends, hit.start), bisect_left(starts, hit.end)
        if first == last:
            added += _untagged(document, hit)
        elif hit.start <= starts[first] and ends[last - 1] <= hit.end:
            replaced |= dict.fromkeys(range(first, last))
            replaced[first] = _covering(hit, tagged[first])
        elif last - first == 1:
            added += _split(document, hit, tagged[first])
    kept = [replaced.get(place, mention) for place, mention in enumerate(tagged)]
    return sorted([*filter(None, kept), *added], key=lambda mention: mention.start)


def _covering(hit: Hit, mention: Mention) -> Mention:
    title = mention.title if hit.start == mention.start else None
    return Mention(hit.start, hit.end, hit.surface, mention.label, title, hit.names)


def _split(document: str, hit: Hit, mention: Mention) -> list[Mention]:
    """«l'ONU António Guterres» taken for one name: an acronym and a person."""
    rest = document[hit.end : mention.end].strip()
    if hit.start != mention.start or not hit.surface.isupper() or len(rest.split()) < 2:
        return []
    if mention.label is not Label.PER or len(hit.surface) < 2:
        return []
    mention.start = mention.end - len(rest)
    mention.surface = rest
    return [Mention(hit.start, hit.end, hit.surface, Label.ORG, None, hit.names, by_model=False)]


def _untagged(document: str, hit: Hit) -> list[Mention]:
    """A known name that the model didn't tag, if nothing speaks against it."""
    names = tuple(n for n in hit.names if not n.mark or _in_context(document, hit, n.spelling))
    if not names or _beside_capital(document, hit) or _in_capitals(document, hit):
        return []
    label = Label.ORG if isinstance(names[0].means, Organisation) else Label.LOC
    return [Mention(hit.start, hit.end, hit.surface, label, None, names, by_model=False)]


def _in_context(document: str, hit: Hit, spelling: str) -> bool:
    """«lit Le Monde», «au Monde»: the capital, within a sentence, of a name that starts with an article."""
    if hit.surface != spelling or begins_sentence(document, hit.start):
        return False
    before = _WORD_BEFORE.search(document, max(0, hit.start - 12), hit.start)
    return " " in spelling or bool(before and fold(before.group(1)) in _CONTRACTED)


def _beside_capital(document: str, hit: Hit) -> bool:
    """Part of a longer name that nobody knows («Jordan Bardella», «Bank of Mali»)."""
    if not hit.surface[0].isupper() or " " in hit.surface:
        return False
    if _CAPITAL_AFTER.match(document, hit.end) and not hit.surface.isupper():
        return True
    before = _WORD_BEFORE.search(document, max(0, hit.start - 30), hit.start)
    return bool(
        before and before.group(1)[0].isupper() and not begins_sentence(document, hit.start - len(before.group()))
    )


def _in_capitals(document: str, hit: Hit) -> bool:
    """A short acronym in a line of capitals may be any word («UN HOMME TUÉ»)."""
    if not hit.surface.isupper() or len(hit.surface) > 3:
        return False
    around = document[max(0, hit.start - 25) : hit.start] + document[hit.end : hit.end + 25]
    return sum(c.isupper() for c in around) > sum(c.islower() for c in around)
