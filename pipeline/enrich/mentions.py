"""Brings together what the model tagged and what the gazetteer knows: one list of names, none overlapping."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set

from pipeline.enrich.acronyms import defined
from pipeline.enrich.credits import in_credit
from pipeline.enrich.dateline import dateline
from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Gazetteer, Organisation
from pipeline.enrich.names import begins_sentence, trim
from pipeline.enrich.reading import Mention
from pipeline.enrich.scanner import Hit
from pipeline.enrich.tables import read_words
from pipeline.enrich.tagging import Span
from pipeline.enrich.words import stop_words
from pipeline.records import Label

_LONGEST, _MOST_WORDS = 80, 9
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_WORD_BEFORE = re.compile(r"([\w'’-]+)[ \xa0]$")
_CAPITAL_AFTER = re.compile(r"[ \xa0\-][A-ZÀ-ÖØ-Þ][\w'’]")
_CONTRACTED = frozenset({"au", "aux", "du", "des"})
_INSTITUTIONS = read_words("kinds.txt", "organisation")


def collect(
    document: str, text_at: int, spans: Iterable[Span], hits: Sequence[Hit], gazetteer: Gazetteer, language: str
) -> list[Mention]:
    """The names in `document`, in its order. `spans` are the model's, `hits` the gazetteer's."""
    common = stop_words(language) | _small_words(document)
    tagged = [m for span in spans for m in _tagged(document, span, gazetteer, common)]
    tagged = _replaced(tagged, [*_places_sent_from(document, text_at, gazetteer), *_defined(document)])
    mentions = _with_hits(document, tagged, hits)
    return [mention for mention in mentions if not in_credit(document, mention)]


def _places_sent_from(document: str, text_at: int, gazetteer: Gazetteer) -> list[Mention]:
    place = dateline(document, text_at)
    if not place or not gazetteer.cities_named(document[slice(*place)]):
        return []
    return [Mention(*place, document[slice(*place)], Label.LOC)]


def _defined(document: str) -> list[Mention]:
    return [Mention(start, end, document[start:end], Label.ORG) for start, end in defined(document)]


def _replaced(tagged: list[Mention], better: list[Mention]) -> list[Mention]:
    """`better`, and those of `tagged` that none of it overlaps."""
    kept = [m for m in tagged if not any(b.start < m.end and m.start < b.end for b in better)]
    return sorted([*kept, *better], key=lambda mention: mention.start)


def _small_words(document: str) -> frozenset[str]:
    """The words that the document also writes without a capital, folded."""
    return frozenset(fold(word) for word in _WORD.findall(document) if word[0].islower())


def _tagged(document: str, span: Span, gazetteer: Gazetteer, common: Set[str]) -> list[Mention]:
    start, end, label = span
    name = trim(document, start, end, gazetteer.knows)
    surface = document[name.start : name.end]
    if not _is_name(document, name.start, surface, common):
        return []
    return [Mention(name.start, name.end, surface, label, name.title)]


def _is_name(document: str, start: int, surface: str, common: Set[str]) -> bool:
    words = surface.split()
    if not words or len(surface) > _LONGEST or len(words) > _MOST_WORDS or not _LETTER.search(surface):
        return False
    if len(surface) == 1 or (len(words) == 1 and _is_common(document, start, surface, common)):
        return False
    if surface[0].islower():
        return not surface.islower() and (words[0] in _INSTITUTIONS or not words[0].isalpha())
    return True


def _is_common(document: str, start: int, surface: str, common: Set[str]) -> bool:
    """A word that has its capital from the sentence only: a stop word, or one that the text also has without."""
    return fold(surface) in common and not surface.isupper() and begins_sentence(document, start)


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
