"""How a text becomes the terms that are indexed and looked for, in the article's language. Pure.

Two forms: `stemmed` finds a word in any inflection, `exact` is what phrases are made of. Tantivy has no
elision filter and its stemmers want accents that readers leave out, so the words are prepared here; the
stemmers themselves are Tantivy's (Snowball).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import tantivy

from pipeline.engines.derived import UNDETERMINED
from pipeline.engines.endings import ELIDED, PLURAL_VERB, PORTUGUESE_PLURAL
from pipeline.engines.tantivy.words import Word, folded, joined, lowered, plain

_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

_FOLDED_FIRST = frozenset({"de", "el", "en", "es", "fr", "it", "nl", "pt", "ru"})
"""Their stemmers do well without accents, so that a word written without them has the same stem. In the others
the marked letters are letters of their own, on which the endings depend."""

_FRENCH = frozenset(ELIDED)
_ITALIAN = frozenset(
    ["c", "d", "l", "m", "s", "t", "v", "un", "gl", "agl", "all", "coll", "dagl", "dall", "degl", "dell", "negl",
     "nell", "sugl", "sull"]
)  # fmt: skip
_CATALAN = frozenset(["d", "l", "m", "n", "s", "t"])
_ELIDED = {"fr": _FRENCH, "it": _ITALIAN, "ca": _CATALAN, UNDETERMINED: _FRENCH}
"""Articles and particles that stand elided before an apostrophe and are not part of the word."""

_FRENCH_PLURALS = (("ss", "ss"), ("eaux", "eau"), ("aux", "al"), ("s", ""), ("ux", "u"))
_FRENCH_FORMS = (("atrice", "ateur"), ("ateur", "ateur"), ("trice", "teu"), ("euse", "eu"), ("eur", "eu"))

_PLURAL_VERB = re.compile(PLURAL_VERB)
_PORTUGUESE_PLURAL = re.compile(PORTUGUESE_PLURAL)

_WRITTEN_UMLAUT = re.compile(r"(?:(?<![aeiouq])(u)|([ao]))e")
"""`Mueller` for `Müller`: what Lucene's German normalisation does."""

_SHORTEST = 3
"""Letters that a French stem keeps."""


class Term(NamedTuple):
    """What is indexed, and the slice of the text that it stands for (code points)."""

    text: str
    start: int
    end: int


def chain(language: str) -> str:
    """The analysis of a language: its own code, or `und` for those without one of their own."""
    return language if language in _STEMMERS or language in _ELIDED else UNDETERMINED


def exact(text: str) -> Iterator[Term]:
    """The words as written but for case, accents and typography."""
    for word in plain(text):
        yield Term(folded(word.text), word.start, word.end)


def stemmed(text: str, language: str) -> Iterator[Term]:
    """The words without elided articles, as stems of the language that `chain` names."""
    elided = _ELIDED.get(language, frozenset())
    for word in joined(text):
        core = _without_article(word, elided)
        yield Term(_stem(core.text, language), core.start, core.end)


def _without_article(word: Word, elided: frozenset[str]) -> Word:
    """`l’élection` → `élection`, `lorsqu’il` → `il`; `aujourd’hui` and `O’Brien` stay whole."""
    if word.text.isalnum():
        return word
    for place, char in enumerate(word.text[:8]):
        if char in "'’ʼ＇":
            head = word.text[:place].lower()
            return Word(word.text[place + 1 :], word.start + place + 1, word.end) if head in elided else word
    return word


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    if language == "en":
        word = _without_possessive(word)
    if language == "tr":
        word = word.replace("İ", "i").replace("I", "ı")
    if language not in _STEMMERS:
        return folded(word)
    if language in _FOLDED_FIRST:
        return _endings(language, folded(word), _snowball(language))
    return folded(_snowball(language)(lowered(word)))


def _without_possessive(word: str) -> str:
    return word[:-2] if word[-2:].lower() in ("'s", "’s", "ʼs", "＇s") else word


def _endings(language: str, word: str, snowball: Callable[[str], str]) -> str:
    """Evens out what a stemmer leaves apart for want of accents."""
    if language == "fr":
        return _french(word, snowball)
    if language == "de":
        word = _WRITTEN_UMLAUT.sub(r"\1\2", word)
    if language == "pt":
        word = _PORTUGUESE_PLURAL.sub(r"\1ao", word)
    return snowball(word)


def _french(word: str, snowball: Callable[[str], str]) -> str:
    """The rules of number and gender after folding, around Snowball's: `députée`, `deputes` → `deput`.

    Plural `-s` and `-ux`, feminine `-trice` and `-euse`, a verb's third person, a final `e` left over (`élue`), a
    doubled last letter: the steps of light French stemming (J. Savoy, 1999, "A stemming procedure and stopword
    list for general French corpora").
    """
    for ending, instead in _FRENCH_PLURALS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            word = word.removesuffix(ending) + instead
            break
    for ending, instead in _FRENCH_FORMS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            word = word.removesuffix(ending) + instead
            break
    stem = snowball(_PLURAL_VERB.sub(r"\1", word))
    while len(stem) > _SHORTEST and stem[-1] == "e":
        stem = stem[:-1]
    return stem[:-1] if len(stem) > _SHORTEST and stem[-1] == stem[-2] else stem


@cache
def _snowball(language: str) -> Callable[[str], str]:
    stemmer = tantivy.Filter.stemmer(_STEMMERS[language])
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(stemmer).build()

    def stem(word: str) -> str:
        return "".join(analyzer.analyze(word)) or word

    return stem
