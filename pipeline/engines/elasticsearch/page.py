"""One page of an answer: the request for it, and what is read out of the server's response. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.engines.bounds import FACETS
from pipeline.engines.elasticsearch.compiler import Compiler
from pipeline.engines.elasticsearch.languages import analyzer
from pipeline.engines.highlight import PIECES, READ, WIDTH, head
from pipeline.engines.port import Answer, FacetValue, Hit, Snippet
from pipeline.engines.query import Question, Sort
from pipeline.records import Article

_FACET_FIELDS = {
    "language": "search.language",
    "source": "source",
    "collection": "collections",
    "person": "persons",
    "org": "orgs",
    "place": "places",
    "month": "search.month",
}
_MOST_RECENT = {"search.moment": "desc"}
_BY_ID = {"id": "asc"}


class Marks:
    """A pair of marks that no text can hold by chance or on purpose: they are drawn anew for each request."""

    def __init__(self) -> None:
        nonce = secrets.token_hex(8)
        self.start, self.end = f"[{nonce}[", f"]{nonce}]"
        self._either = re.compile(f"({re.escape(self.start)}|{re.escape(self.end)})")

    def snippet(self, fragment: str) -> Snippet:
        """The fragment without its marks, and where they stood."""
        text, marks, start, length = [], [], 0, 0
        for piece in self._either.split(fragment):
            if piece == self.start:
                start = length
            elif piece == self.end:
                marks.append((start, length))
            else:
                text.append(piece)
                length += len(piece)
        return Snippet(text="".join(text), marks=tuple(marks))


def languages_request() -> dict[str, Any]:
    """Which languages there are: the server keeps the answer until something changes."""
    return {"size": 0, "aggs": {"languages": {"terms": {"field": "search.language", "size": 1000}}}}


def analyzers(response: Mapping[str, Any]) -> list[str]:
    """The analyzers of the languages there are."""
    languages = _values(response.get("aggregations", {}).get("languages"))
    return sorted({analyzer(language.value) for language in languages})


def request(question: Question, used: Sequence[str], marks: Marks) -> dict[str, Any]:
    """The body of the search, in the analyzers `used`."""
    compiler = Compiler(used)
    body: dict[str, Any] = {
        "query": compiler.query(question.tree),
        "size": question.size,
        "from": question.offset,
        "sort": [_MOST_RECENT, _BY_ID] if question.sort is Sort.NEWEST else ["_score", _MOST_RECENT, _BY_ID],
        "track_total_hits": True,
        "highlight": _highlight(question, compiler, marks),
    }
    return body | {"aggs": _aggregations(question.facet_size)} if question.facets else body


def copies_request(ids: Sequence[str]) -> dict[str, Any]:
    """How many articles are copies of each of these."""
    counted = {"terms": {"field": "duplicate_of", "size": len(ids), "include": list(ids)}}
    return {"size": 0, "query": {"terms": {"duplicate_of": list(ids)}}, "aggs": {"copies": counted}}


def copies(response: Mapping[str, Any]) -> dict[str, int]:
    """Id to number of copies."""
    return {value.value: value.count for value in _values(response.get("aggregations", {}).get("copies"))}


def answer(question: Question, response: Mapping[str, Any], copied: Mapping[str, int], marks: Marks) -> Answer:
    """The page, read out of the response."""
    facets = response.get("aggregations", {})
    return Answer(
        total=response["hits"]["total"]["value"],
        took_ms=response["took"],
        hits=tuple(_hit(row, copied, marks) for row in response["hits"]["hits"]),
        facets={name: tuple(_values(facets.get(name))) for name in FACETS} if question.facets else {},
    )


def ids(response: Mapping[str, Any]) -> list[str]:
    """The ids of a response's hits."""
    return [row["_id"] for row in response["hits"]["hits"]]


def _highlight(question: Question, compiler: Compiler, marks: Marks) -> dict[str, Any]:
    """The text as it stands, with what matched in it in the analysis of any language."""
    return {
        "type": "unified",
        "number_of_fragments": PIECES,
        "fragment_size": WIDTH,
        "max_analyzed_offset": READ,
        "pre_tags": [marks.start],
        "post_tags": [marks.end],
        "highlight_query": compiler.marking(question.tree),
        "fields": {text: {"matched_fields": compiler.fields(text)} for text in ("text", "lead")},
    }


def _aggregations(size: int) -> dict[str, Any]:
    """The commonest values; of months the latest."""
    requests: dict[str, Any] = {name: {"terms": {"field": _FACET_FIELDS[name], "size": size}} for name in FACETS}
    requests["month"]["terms"]["order"] = {"_key": "desc"}
    return requests


def _values(aggregation: Mapping[str, Any] | None) -> Iterator[FacetValue]:
    for bucket in (aggregation or {}).get("buckets", ()):
        yield FacetValue(value=bucket["key"], count=bucket["doc_count"])


def _hit(row: Mapping[str, Any], copied: Mapping[str, int], marks: Marks) -> Hit:
    article = Article.model_validate(row["_source"])
    found = row.get("highlight", {})
    fragments = found.get("text") or found.get("lead") or ()
    return Hit(
        article=article,
        score=row.get("_score") or 0.0,
        copies=copied.get(article.id, 0),
        snippets=tuple(map(marks.snippet, fragments)) or head(article),
    )
