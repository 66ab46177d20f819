"""Verbs that report speech («souligne», «a-t-il ajouté», "said"), in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.enrich.tables import read_words

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CLITICS = ("s", "l", "m", "n", "t", "d")


def _first_conjugation(infinitive: str) -> Iterator[str]:
    stem = infinitive.removesuffix("r").removesuffix("e")
    soft = f"{stem}e" if stem.endswith("g") else stem
    yield from (f"{stem}e", f"{stem}ent", f"{stem}erent", f"{stem}es", f"{stem}ee", f"{stem}ees")
    yield from (f"{soft}ait", f"{soft}aient", f"{soft}ant", f"{soft}a")
    if re.search(r"(?:el|et)$", stem):
        yield from (f"{stem}{stem[-1]}e", f"{stem}{stem[-1]}ent")


def _regular(infinitive: str) -> Iterator[str]:
    if infinitive.endswith("y") and infinitive[-2] not in "aeo":
        stem = infinitive[:-1] + "ie"
        yield from (infinitive, f"{stem}s", f"{stem}d")
        return
    yield from (infinitive, f"{infinitive}s", f"{infinitive}es", f"{infinitive.removesuffix('e')}ed")
    yield f"{infinitive}{infinitive[-1]}ed"
    yield f"{infinitive.removesuffix('e')}ing"


def _all_forms() -> frozenset[str]:
    french = {form for verb in read_words("cues.txt", "fr er") for form in _first_conjugation(verb)}
    english = {form for verb in read_words("cues.txt", "en regular") for form in _regular(verb)}
    return frozenset(french | english | read_words("cues.txt", "fr") | read_words("cues.txt", "en"))


FORMS = _all_forms()


def speech_verbs(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Start and end of each verb of speech in a stretch of folded text; an elided pronoun is no part of it."""
    for word in _WORD.finditer(folded, start, len(folded) if end is None else end):
        clitic, mark, rest = word.group().partition("'")
        plain, offset = (rest, len(clitic) + 1) if mark and clitic in _CLITICS else (clitic, 0)
        if plain in FORMS:
            yield word.start() + offset, word.start() + offset + len(plain)
