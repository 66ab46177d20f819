"""A question's tree as a Tantivy query. Pure but for the schema it is made for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from pipeline.engines.derived import WEIGHTS, digest, site_key
from pipeline.engines.query import And, Everything, Field, Node, Not, Or, Phrase, Since, Until, Words
from pipeline.engines.tantivy.schema import NAMES, STEMMED, as_written, stems, within_range, words


@dataclass(frozen=True, slots=True)
class Compiler:
    """`chains`: the analyses of the languages that the index holds; a word is looked for in each of them."""

    schema: Schema
    chains: Sequence[str]

    def query(self, tree: Node) -> Query:
        """The query for a tree."""
        match tree:
            case Everything():
                return Query.const_score_query(Query.all_query(), 1.0)
            case Words() | Phrase():
                return self._leaf(tree)
            case Since(moment):
                return self._range(lower_bound=within_range(moment))
            case Until(moment):
                return self._range(upper_bound=within_range(moment), include_upper=False)
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return _any(self.query(part) for part in parts)
            case Not():
                return self._all((tree,))

    def _all(self, parts: Sequence[Node]) -> Query:
        """All parts; a conjunction of negations alone starts from everything."""
        wanted = [(Occur.Must, self.query(part)) for part in parts if not isinstance(part, Not)]
        unwanted = [(Occur.MustNot, self.query(part.part)) for part in parts if isinstance(part, Not)]
        return Query.boolean_query([*(wanted or [(Occur.Must, self.query(Everything()))]), *unwanted])

    def _leaf(self, leaf: Words | Phrase) -> Query:
        match leaf.field:
            case Field.LANG:
                return self._key("facet_language", leaf.text.lower())
            case Field.SOURCE:
                return self._key("source_key", digest(leaf.text.casefold()))
            case Field.COLLECTION:
                return self._key("collection_key", digest(leaf.text.casefold()))
            case Field.SITE:
                return self._key("domain", site_key(leaf.text))
            case Field.AUTHOR:
                return self._sequence("authors", words(leaf.text))
            case Field.PERSON | Field.ORG | Field.PLACE | Field.ENTITY:
                return self._sequence(NAMES[leaf.field], words(leaf.text))
            case Field.TITLE:
                return self._text(leaf, ("title",))
            case None:
                return self._text(leaf, STEMMED)

    def _text(self, leaf: Words | Phrase, fields: Iterable[str]) -> Query:
        if isinstance(leaf, Phrase):
            terms = words(leaf.text)
            return _any(self._weighted(name, as_written(name), terms, self._sequence) for name in fields)
        parts = [part for part in leaf.text.split() if words(part)]
        return _every([self._word(part, fields) for part in parts])

    def _word(self, word: str, fields: Iterable[str]) -> Query:
        """One written word, in any of the fields and languages; what it splits into stands together."""
        found = [(name, stems(word, chain)) for chain in self.chains for name in fields]
        return _any(self._weighted(name, name, terms, self._sequence) for name, terms in found)

    def _weighted(self, name: str, field: str, terms: list[str], make: Callable[[str, list[str]], Query]) -> Query:
        return Query.boost_query(make(field, terms), WEIGHTS[name])

    def _sequence(self, field: str, terms: list[str]) -> Query:
        if not terms:
            return Query.empty_query()
        if len(terms) == 1:
            return Query.term_query(self.schema, field, terms[0], "freq")
        return Query.phrase_query(self.schema, field, list(terms))

    def _key(self, field: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self.schema, field, value, "basic"), 0.0)

    def _range(self, **bounds: Any) -> Query:
        query = Query.range_query(self.schema, "moment", FieldType.Date, **bounds)
        return Query.const_score_query(query, 0.0)


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _every(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries]) if queries else Query.empty_query()
