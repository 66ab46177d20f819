"""An extractive summary: at most three sentences of the text, in its order, the first ones preferred."""

from __future__ import annotations

from itertools import islice
from typing import Any

from pipeline.enrich.folding import fold
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Reading
from pipeline.enrich.sentences import sentences

SENTENCES = 3
_READ, _READ_AT_MOST = 60, 20_000
_SHORTEST, _COMFORTABLE = 40, 320


def summarise(reading: Reading, models: Models) -> dict[str, Any]:
    """`summary`: sentences that stand early and hold the article's keywords and main names."""
    text = reading.text
    candidates = [(a, b) for a, b in islice(sentences(text[:_READ_AT_MOST]), _READ) if b - a >= _SHORTEST]
    if not candidates:
        return {"summary": " ".join(text[:300].split()) or None}
    topics = _topics(reading)
    scored = sorted(range(len(candidates)), key=lambda i: -_score(text[slice(*candidates[i])], i, topics))
    chosen = sorted(scored[:SENTENCES])
    return {"summary": " ".join(" ".join(text[slice(*candidates[i])].split()) for i in chosen)}


def _topics(reading: Reading) -> list[str]:
    names = [entity.name for entity in reading.article.entities[:8]]
    return [fold(term) for term in (*reading.article.keywords, *names)]


def _score(sentence: str, place: int, topics: list[str]) -> float:
    folded = fold(sentence)
    about = sum(topic in folded for topic in topics) / max(len(topics), 1)
    long = max(0.0, (len(sentence) - _COMFORTABLE) / _COMFORTABLE)
    spoken = 0.3 if sentence[0] in '«“"‘„-–—' else 0.0
    return 1.6 / (1 + place) + 1.5 * about - long - spoken
