"""Which of the model's spans are names at all."""

from __future__ import annotations

import re

from pipeline.enrich.folding import fold, words
from pipeline.enrich.gazetteer import Gazetteer
from pipeline.enrich.language_models import LanguageModel
from pipeline.enrich.names import begins_sentence, is_given_name
from pipeline.enrich.tables import read_words
from pipeline.enrich.words import stop_words

_LONGEST, _MOST_WORDS = 80, 9
_WORD = re.compile(r"[^\W\d_]+")
_INSTITUTIONS = read_words("kinds.txt", "organisation")
_CALENDAR = read_words("cues.txt", "calendar")
_PORTFOLIO_BEFORE = re.compile(
    r"\b(?:minist(?:res?|eres?|er|ry)|secretaires? d'etat|secretary|department|departement) (?:[a-z-]+ )?"
    r"(?:de la |de l'|des |du |a la |a l'|aux |au |of |for |of the )$"
)
_PORTFOLIO_AFTER = re.compile(r" (?:secretary|minister|ministry|department|committee)\b")


class Plausible:
    """Judges names in one document."""

    def __init__(self, document: str, folded: str, gazetteer: Gazetteer, model: LanguageModel | None, language: str):
        self._document, self._folded, self._gazetteer = document, folded, gazetteer
        self._common = model.common if model else frozenset[str]()
        self._small = stop_words(language) | _small_words(document)

    def __call__(self, start: int, end: int) -> bool:
        """Whether the span is a name."""
        surface = self._document[start:end]
        parts = surface.split()
        if not _has_shape(surface, parts):
            return False
        if len(words(surface)) == 1 and self._is_word(start, end, surface):
            return False
        if self._is_portfolio(start, surface, parts):
            return False
        if surface[0].islower():
            return not surface.islower() and (parts[0] in _INSTITUTIONS or not parts[0].isalpha())
        return True

    def _is_portfolio(self, start: int, surface: str, parts: list[str]) -> bool:
        """«ministre égyptien des Affaires étrangères»: a capital on the first word only, as French writes it."""
        if len(parts) < 2 or not all(part.islower() for part in parts[1:]) or self._gazetteer.knows(surface):
            return False
        return _PORTFOLIO_BEFORE.search(self._folded, max(0, start - 60), start) is not None

    def _is_word(self, start: int, end: int, surface: str) -> bool:
        """A day, a minister's portfolio, or a word that has its capital from the sentence only."""
        word = fold(surface)
        if word in _CALENDAR:
            return True
        if surface.isupper() or self._gazetteer.knows(surface):
            return False
        if word in _INSTITUTIONS:
            return True
        if _PORTFOLIO_BEFORE.search(self._folded, max(0, start - 40), start):
            return True
        if _PORTFOLIO_AFTER.match(self._folded, end) and word in self._common:
            return True
        if not begins_sentence(self._document, start):
            return False
        return word in self._small or (word in self._common and self._is_never_inside(surface))

    def _is_never_inside(self, surface: str) -> bool:
        """No given name, and nowhere written with its capital within a sentence."""
        if is_given_name(surface):
            return False
        found = re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", self._document)
        return all(begins_sentence(self._document, match.start()) for match in found)


def _has_shape(surface: str, parts: list[str]) -> bool:
    """Neither too long nor without letters, nor one word and a score («Mené 2-0»)."""
    if not parts or len(surface) == 1 or len(surface) > _LONGEST or len(parts) > _MOST_WORDS:
        return False
    return any(c.isalpha() for c in surface) and not re.search(r"\d[-–:]\d", surface)


def _small_words(document: str) -> frozenset[str]:
    """The words that the document also writes without a capital, folded."""
    return frozenset(fold(word) for word in _WORD.findall(document) if word[0].islower())
