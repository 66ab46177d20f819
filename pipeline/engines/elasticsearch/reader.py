"""Reads articles by id, by what they own, and all of them. Raises the client's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from pipeline.engines.elasticsearch.bulk import LONGEST_ID
from pipeline.engines.port import MOST_COPIES, Stored
from pipeline.records import Article

ASKED = 1000
"""Things asked for in one request: ids times years, or keys."""
STREAMED = 200
"""Articles in one response when all are read."""

T = TypeVar("T")


def found(client: Elasticsearch, indices: Sequence[str], ids: Sequence[str]) -> dict[str, Stored]:
    """The articles with these ids, as last written. An id is asked for in every year: it doesn't tell its own."""
    asked = [
        {"_index": index, "_id": id}
        for id in dict.fromkeys(ids)
        for index in indices
        if 0 < len(id.encode("utf-8", "replace")) <= LONGEST_ID
    ]
    stored: dict[str, Stored] = {}
    for docs in _chunks(asked, ASKED):
        for row in client.mget(docs=docs).body["docs"]:
            if row.get("found"):
                stored[row["_id"]] = _newer(_stored(row), stored.get(row["_id"]))
    return stored


def owners(client: Elasticsearch, alias: str, field: str, keys: Sequence[str]) -> dict[str, str]:
    """Key to the smallest id of an article that has it in `field`."""
    owned: dict[str, str] = {}
    for some in _chunks(keys, ASKED):
        response = client.search(
            index=alias,
            ignore_unavailable=True,
            query={"terms": {field: list(some)}},
            collapse={"field": field},
            sort=[{"id": "asc"}],
            size=len(some),
            source=False,
        )
        owned |= {row["fields"][field][0]: row["_id"] for row in response["hits"]["hits"]}
    return owned


def copies(client: Elasticsearch, alias: str, id: str) -> list[Article]:
    """The articles that are copies of this one, without what is large in them."""
    response = client.search(
        index=alias,
        ignore_unavailable=True,
        query={"term": {"duplicate_of": id}},
        sort=[{"id": "asc"}],
        size=MOST_COPIES,
        source_excludes=["text", "entities", "quotes"],
    )
    return [Article.model_validate(row["_source"]) for row in response["hits"]["hits"]]


def articles(client: Elasticsearch, indices: Sequence[str]) -> Iterator[Article]:
    """All articles of one point in time."""
    if not indices:
        return
    pit = client.open_point_in_time(index=",".join(indices), keep_alive="5m")["id"]
    try:
        after: dict[str, Any] = {}
        while rows := _next(client, pit, after):
            yield from (Article.model_validate(row["_source"]) for row in rows)
            after = {"search_after": rows[-1]["sort"]}
    finally:
        client.close_point_in_time(id=pit)


def _next(client: Elasticsearch, pit: str, after: Mapping[str, Any]) -> list[dict[str, Any]]:
    response = client.search(
        pit={"id": pit, "keep_alive": "5m"},
        sort=["_shard_doc"],
        size=STREAMED,
        track_total_hits=False,
        **after,
    )
    return response["hits"]["hits"]


def _stored(row: Mapping[str, Any]) -> Stored:
    partition = int(row["_index"].rpartition("-")[2])
    return Stored(article=Article.model_validate(row["_source"]), version=row["_version"], partition=partition)


def _newer(one: Stored, other: Stored | None) -> Stored:
    return one if other is None or one.version >= other.version else other


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
