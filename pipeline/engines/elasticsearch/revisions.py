"""The revision store of an installation with Elasticsearch: one index of earlier versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from elasticsearch import BadRequestError, NotFoundError

from pipeline.engines.derived import digest
from pipeline.engines.elasticsearch.bulk import LARGEST
from pipeline.engines.elasticsearch.connection import Connection
from pipeline.engines.elasticsearch.failures import BUSY, SERVICE, reason, translated
from pipeline.engines.elasticsearch.template import Names
from pipeline.engines.revisions import MOST
from pipeline.errors import Away, Misuse
from pipeline.records import Article

SETTINGS: dict[str, Any] = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "codec": "best_compression"}

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": {"type": "keyword", "ignore_above": 8000},
        "revision": {"type": "long"},
        "indexed_at": {"type": "date"},
        # Kept, and never looked into: no change of a document's fields ever concerns this index.
        "article": {"type": "object", "enabled": False},
    },
}

ASKED = 1000
"""Versions that are removed in one request."""


class ElasticsearchRevisionStore:
    """Fills `pipeline.engines.revisions.RevisionStore`. The index is made on the first `keep`."""

    def __init__(self, url: str, prefix: str = "rotative") -> None:
        self._connection = Connection(url)
        self._index = Names(prefix).revisions
        self._made = False

    def keep(self, articles: Sequence[Article]) -> None:
        """Stores or replaces versions; on the server's disk when it returns. One too large for any request is left
        out: it would stop all others."""
        if not articles:
            return
        with translated():
            self._make()
            for lines in _requests(articles):
                self._bulk(lines)

    def of(self, id: str) -> list[Article]:
        """The versions kept of an article, the latest first."""
        with translated():
            answer = self._search({"term": {"id": id}}, MOST, sort=[{"revision": "desc"}])
        return [Article.model_validate(hit["_source"]["article"]) for hit in answer]

    def get(self, id: str, revision: int) -> Article | None:
        """One version."""
        with translated():
            try:
                answer = self._connection.client.get(index=self._index, id=_key(id, revision))
            except NotFoundError:
                return None
        return Article.model_validate(answer["_source"]["article"])

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets all versions of these articles."""
        if not ids:
            return
        with translated():
            while found := self._search({"terms": {"id": list(ids)}}, ASKED, source=False):
                self._bulk([msgspec.json.encode({"delete": {"_id": hit["_id"]}}) for hit in found])

    def close(self) -> None:
        """Lets go of the connections."""
        self._connection.close()

    def _search(self, query: dict[str, Any], size: int, **more: Any) -> list[dict[str, Any]]:
        """What is there by now: reading is rare, so readers refresh and not each write."""
        client, index = self._connection.client, self._index
        client.indices.refresh(index=index, ignore_unavailable=True)
        answer = client.search(index=index, ignore_unavailable=True, query=query, size=size, **more)
        return list(answer["hits"]["hits"])

    def _make(self) -> None:
        if self._made:
            return
        try:
            self._connection.client.indices.create(index=self._index, settings=SETTINGS, mappings=MAPPINGS)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        self._made = True

    def _bulk(self, lines: Sequence[Any]) -> None:
        answer = self._connection.client.bulk(index=self._index, operations=lines)
        for item in answer["items"]:
            (result,) = item.values()
            if "error" in result:
                said = reason(result["error"])
                raise Away(SERVICE, said) if result["status"] in BUSY else Misuse(f"the revision store refuses: {said}")


def _key(id: str, revision: int) -> str:
    """The id of a version's document, whatever the length of the article's."""
    return f"{digest(id)}-{revision}"


def _requests(articles: Sequence[Article]) -> Iterator[list[bytes]]:
    """The lines of bulk requests, each of a size that the server takes."""
    lines: list[bytes] = []
    size = 0
    for article in articles:
        pair = [msgspec.json.encode({"index": {"_id": _key(article.id, article.revision)}}), _line(article)]
        weight = sum(map(len, pair))
        if weight > LARGEST:
            continue
        if lines and size + weight > LARGEST:
            yield lines
            lines, size = [], 0
        lines += pair
        size += weight
    if lines:
        yield lines


def _line(article: Article) -> bytes:
    document = article.document()
    told = {name: document[name] for name in ("id", "revision", "indexed_at")}
    return msgspec.json.encode(told | {"article": document})
