"""A question's tree as an Elasticsearch query: dictionaries only, no client. Pure.

A word is looked for in each language's sub-fields, in the analysis of each. An article has text in one language only,
so that all the words of a conjunction that split no further go into one clause per language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.engines.derived import WEIGHTS, digest, site_key, splits
from pipeline.engines.elasticsearch.document import NAME_FIELDS
from pipeline.engines.elasticsearch.template import TEXTS
from pipeline.engines.highlight import shown
from pipeline.engines.query import And, Everything, Field, Node, Not, Or, Phrase, Since, Until, Words

Clause = dict[str, Any]

EVERYTHING: Clause = {"match_all": {}}
NOTHING: Clause = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Compiler:
    """`analyzers`: those of the languages that the index holds."""

    analyzers: Sequence[str]

    def query(self, tree: Node) -> Clause:
        """The query for a tree."""
        match tree:
            case Everything():
                return EVERYTHING
            case Words() | Phrase():
                return self._leaf(tree)
            case Since(moment):
                return _filter({"range": {"search.moment": {"gte": moment.isoformat()}}})
            case Until(moment):
                return _filter({"range": {"search.moment": {"lt": moment.isoformat()}}})
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return _any(map(self.query, parts))
            case Not(part):
                return {"bool": {"must_not": [self.query(part)]}}

    def marking(self, tree: Node) -> Clause:
        """What to mark in the text of an article that the tree has found."""
        return _any(map(self.query, shown(tree)))

    def fields(self, text: str) -> list[str]:
        """The analysed forms of `title`, `lead` or `text`."""
        return [f"search.{text}.{analyzer}" for analyzer in self.analyzers]

    def _all(self, parts: Sequence[Node]) -> Clause:
        plain = [part for part in parts if isinstance(part, Words) and _is_plain(part)]
        must = [self.query(part) for part in parts if not isinstance(part, Not) and part not in plain]
        must_not = [self.query(part.part) for part in parts if isinstance(part, Not)]
        if plain:
            must.insert(0, self._words(" ".join(word.text for word in plain), TEXTS))
        return {"bool": {"must": must or [EVERYTHING], "must_not": must_not}}

    def _leaf(self, leaf: Words | Phrase) -> Clause:
        match leaf.field:
            case Field.LANG:
                return _filter({"term": {"search.language": leaf.text.lower()}})
            case Field.SOURCE:
                return _filter({"term": {"search.source": digest(leaf.text.casefold())}})
            case Field.COLLECTION:
                return _filter({"term": {"search.collections": digest(leaf.text.casefold())}})
            case Field.SITE:
                return _filter({"term": {"search.domains": site_key(leaf.text)}})
            case Field.AUTHOR:
                return _named("authors", leaf)
            case Field.PERSON | Field.ORG | Field.PLACE | Field.ENTITY:
                return _named(f"search.{NAME_FIELDS[leaf.field]}", leaf)
            case Field.TITLE:
                return self._text(leaf, ("title",))
            case None:
                return self._text(leaf, TEXTS)

    def _text(self, leaf: Words | Phrase, texts: Sequence[str]) -> Clause:
        if isinstance(leaf, Phrase):
            return _phrase(leaf.text, [_weighted(text, text) for text in texts])
        parts = leaf.text.split()
        clauses = [self._split_word(part, texts) for part in parts if splits(part)]
        if plain := [part for part in parts if not splits(part)]:
            clauses.append(self._words(" ".join(plain), texts))
        return _every(clauses)

    def _words(self, words: str, texts: Sequence[str]) -> Clause:
        """All the words, wherever they stand in the article, in the analysis of one language or another."""
        return _any(
            {"combined_fields": {"query": words, "operator": "and", "fields": _fields(texts, analyzer)}}
            for analyzer in self.analyzers
        )

    def _split_word(self, word: str, texts: Sequence[str]) -> Clause:
        """What a written word splits into stands together: `porte-parole`, a word in a script without spaces."""
        return _any(_phrase(word, _fields(texts, analyzer)) for analyzer in self.analyzers)


def _is_plain(word: Words) -> bool:
    return word.field is None and not splits(word.text)


def _fields(texts: Iterable[str], analyzer: str) -> list[str]:
    return [_weighted(text, f"search.{text}.{analyzer}") for text in texts]


def _weighted(text: str, field: str) -> str:
    return f"{field}^{WEIGHTS[text]:g}"


def _phrase(text: str, fields: Sequence[str]) -> Clause:
    return {"multi_match": {"query": text, "type": "phrase", "fields": list(fields)}}


def _named(field: str, leaf: Words | Phrase) -> Clause:
    parts = [leaf.text] if isinstance(leaf, Phrase) else leaf.text.split()
    return _every([{"match_phrase": {field: part}} for part in parts])


def _filter(clause: Clause) -> Clause:
    """Found or not, without a say in the score."""
    return {"bool": {"filter": [clause]}}


def _any(clauses: Iterable[Clause]) -> Clause:
    found = list(clauses)
    if len(found) < 2:
        return found[0] if found else NOTHING
    return {"bool": {"should": found, "minimum_should_match": 1}}


def _every(clauses: Sequence[Clause]) -> Clause:
    if len(clauses) < 2:
        return clauses[0] if clauses else NOTHING
    return {"bool": {"must": list(clauses)}}
