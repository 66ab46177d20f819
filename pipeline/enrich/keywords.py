"""Keywords: the words and short phrases that an article repeats, ranked by frequency, length and place.

A statistic in the manner of RAKE (Rose et al. 2010): stop words and marks part the phrases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.enrich.folding import words
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Reading
from pipeline.enrich.tables import read_words
from pipeline.enrich.verbs import FORMS
from pipeline.enrich.words import stop_words
from pipeline.records import Label

AT_MOST = 10
_READ = 12_000
_TOKEN = re.compile(r"[^\W\d_]+|[^\w ]|\n")
"""In folded text: words (hyphens are blanks there), marks and the ends of lines."""
_HAN = re.compile("[\u3400-\u9fff]+|[\u30a0-\u30ff]{2,}")
_UNSPACED = frozenset({"ja", "zh"})
_LINKS = {
    "fr": frozenset({"de", "du", "des", "d"}),
    "es": frozenset({"de", "del"}),
    "pt": frozenset({"de", "da", "do"}),
}
_SHORTEST, _LONGEST = 3, 40
_GENERIC = read_words("cues.txt", "generic") | read_words("cues.txt", "calendar") | FORMS


def find_keywords(reading: Reading, models: Models) -> dict[str, Any]:
    """`keywords`, at most ten, the best first, as they are written most often."""
    if reading.language in _UNSPACED:
        return {"keywords": tuple(_unspaced(reading.document[:_READ]))}
    return {"keywords": tuple(_ranked(reading))}


def _ranked(reading: Reading) -> list[str]:
    counts: Counter[str] = Counter()
    places: dict[str, list[tuple[int, int]]] = {}
    for phrase, start, end in _phrases(reading):
        counts[phrase] += 1
        places.setdefault(phrase, []).append((start, end))
    few = len(counts) < 3 * AT_MOST
    score: dict[str, float] = {}
    for phrase, count in counts.items():
        titled = places[phrase][0][0] < reading.offset
        if few or count > 1 or titled:
            score[phrase] = count * (1 + 0.6 * phrase.count(" ")) * (1.7 if titled else 1.0)
    best = _distinct(sorted(score, key=lambda phrase: -score[phrase]))
    return [_spelling(reading.document[start:end] for start, end in places[phrase]) for phrase in best]


def _names_of_people(reading: Reading) -> frozenset[str]:
    """Words that make no keyword, for they are entities already."""
    people = (e.name for e in reading.article.entities if e.label is Label.PER)
    return frozenset(word for name in people for word in words(name))


def _phrases(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Content words and the runs of two or three of them, folded, with their places."""
    stops, links = stop_words(reading.language), _LINKS.get(reading.language, frozenset())
    names = _names_of_people(reading)
    run: list[int] = []
    for token in _TOKEN.finditer(reading.folded, 0, _READ):
        word, end = token.group(), token.end()
        if len(word) >= _SHORTEST and word not in stops and word not in _GENERIC and word not in names:
            run.append(token.start())
            for start in run[-3:]:
                if end - start <= _LONGEST:
                    yield reading.folded[start:end], start, end
        elif not (run and (word in links or (word == "'" and links))):
            run = []


def _distinct(ranked: list[str]) -> list[str]:
    """Without phrases whose words a better one has."""
    kept: list[str] = []
    for phrase in ranked:
        padded = f" {phrase} "
        if not any(padded in f" {other} " or f" {other} " in padded for other in kept):
            kept.append(phrase)
        if len(kept) == AT_MOST:
            break
    return kept


def _spelling(forms: Iterable[str]) -> str:
    """The most frequent spelling, one without a capital before the others of the same number."""
    counts = Counter(" ".join(form.split()) for form in forms)
    return max(counts, key=lambda form: (counts[form], form.islower(), form))


def _unspaced(document: str) -> list[str]:
    """Chinese and Japanese: runs of two to four characters that come again, the longer first."""
    counts: Counter[str] = Counter()
    for run in _HAN.finditer(document):
        text = run.group()
        if text[0] >= "\u30a0" and text[0] <= "\u30ff":
            counts[text[:20]] += 1
            continue
        counts.update(text[i : i + size] for size in (2, 3, 4) for i in range(len(text) - size + 1))
    ranked = sorted((t for t in counts if counts[t] > 1), key=lambda t: (-counts[t] * (len(t) - 1), -len(t)))
    kept: list[str] = []
    for term in ranked[:200]:
        if not any(term in other or other in term for other in kept):
            kept.append(term)
    return kept[:AT_MOST]
