"""Keywords: the words and short phrases that an article repeats, ranked by frequency, length and place.

A statistic in the manner of RAKE (Rose et al. 2010): stop words and marks part the phrases.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pipeline.enrich.folding import fold
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Reading
from pipeline.enrich.tables import read_words
from pipeline.enrich.words import stop_words
from pipeline.records import Label

AT_MOST = 10
_READ = 12_000
_TOKEN = re.compile(r"[^\W\d_]+(?:[-·][^\W\d_]+)*|[^\w\s'’]|['’]")
_HAN = re.compile("[\u3400-\u9fff]+|[\u30a0-\u30ff]{2,}")
_UNSPACED = frozenset({"ja", "zh"})
_LINKS = {
    "fr": frozenset({"de", "du", "des", "d"}),
    "es": frozenset({"de", "del"}),
    "pt": frozenset({"de", "da", "do"}),
}
_SHORTEST, _LONGEST = 3, 40
_GENERIC = read_words("cues.txt", "generic") | read_words("cues.txt", "en") | read_words("cues.txt", "fr")


def find_keywords(reading: Reading, models: Models) -> dict[str, Any]:
    """`keywords`, at most ten, the best first, as they are written most often."""
    document = reading.document[:_READ]
    if reading.language in _UNSPACED:
        return {"keywords": tuple(_unspaced(document))}
    names = {
        part
        for entity in reading.article.entities
        if entity.label is Label.PER
        for part in re.findall(r"\w+", fold(entity.name))
    }
    return {"keywords": tuple(_ranked(document, reading.language, names, reading.offset))}


def _ranked(document: str, language: str, names: set[str], offset: int) -> list[str]:
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    titled: set[str] = set()
    for phrase, place in _phrases(document, language, names):
        folded = fold(phrase)
        counts[folded] += 1
        written.setdefault(folded, Counter())[phrase] += 1
        if place < offset:
            titled.add(folded)
    once = len(counts) < 3 * AT_MOST

    def score(phrase: str) -> float:
        length = 1 + 0.6 * (len(phrase.split()) - 1)
        return counts[phrase] * length * (1.7 if phrase in titled else 1.0)

    ranked = sorted((p for p in counts if once or counts[p] > 1 or p in titled), key=lambda p: -score(p))
    return [_spelling(written[phrase]) for phrase in _distinct(ranked)]


def _phrases(document: str, language: str, names: set[str]) -> list[tuple[str, int]]:
    """Content words, and the runs of two or three of them, with their places."""
    stops, links = stop_words(language), _LINKS.get(language, frozenset())
    found: list[tuple[str, int]] = []
    run: list[tuple[str, int, int]] = []
    for token in _TOKEN.finditer(document):
        word, folded = token.group(), fold(token.group())
        content = len(word) >= _SHORTEST and folded not in stops and folded not in names and folded not in _GENERIC
        if content:
            found.append((word, token.start()))
            found += [(document[s : token.end()], s) for _, s, _ in run[-2:]]
            run.append((word, token.start(), token.end()))
        elif not (run and (folded in links or (word in "'’" and links))):
            run = []
    return [
        (" ".join(phrase.split()), place) for phrase, place in found if len(phrase) <= _LONGEST and "\n" not in phrase
    ]


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


def _spelling(forms: Counter[str]) -> str:
    """The most frequent spelling, without the capital that a sentence's start gives where there's one without."""
    return max(forms, key=lambda form: (forms[form] + (0.5 if form.islower() else 0), form))


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
