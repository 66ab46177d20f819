"""The trace store of an installation with Elasticsearch: one index of settled rows."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from elasticsearch import BadRequestError

from pipeline.engines.derived import digest
from pipeline.engines.elasticsearch.bulk import LARGEST
from pipeline.engines.elasticsearch.connection import Connection
from pipeline.engines.elasticsearch.failures import BUSY, SERVICE, reason, translated
from pipeline.engines.elasticsearch.template import Names
from pipeline.errors import Away, Misuse
from pipeline.ledger.records import SettledRow
from pipeline.outcomes import Outcome

MOST_DEAD = 10_000
"""Dead rows that are listed at most (`max_result_window`)."""
ASKED = 1000
"""Rows in one request."""
LARGEST_PAYLOAD = LARGEST // 2
"""Bytes of a payload that is kept: a larger one would not fit into a request, so its row goes in without it."""

_KEY = {"type": "keyword", "ignore_above": 8000}
_SHOWN = {"type": "keyword", "index": False, "doc_values": False}

_DATE = {"type": "date"}
_NUMBER = {"type": "long"}

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        **dict.fromkeys(("id", "kind", "outcome", "reason", "stage", "source", "keys"), _KEY),
        **dict.fromkeys(("url", "urls", "detail", "fingerprint"), _SHOWN),
        **dict.fromkeys(("first_seen", "settled_at"), _DATE),
        **dict.fromkeys(("attempts", "revision"), _NUMBER),
        "events": {"type": "object", "enabled": False},
        "payload": {"type": "binary"},
    },
}
"""`keys`: digests of the URLs under which a row was met, whatever their length."""


class ElasticsearchTraceStore:
    """Fills `pipeline.ledger.trace.TraceStore`. The index is made on the first `put`; before, there are no rows."""

    def __init__(self, url: str, prefix: str = "rotative") -> None:
        self._connection = Connection(url)
        self._index = Names(prefix).trace
        self._made = False

    def put(self, rows: Sequence[SettledRow]) -> None:
        """Stores or replaces; on the server's disk and to be found when it returns."""
        with translated():
            self._make()
            for lines in _requests(rows):
                self._bulk(lines)

    def get(self, ids: Sequence[str]) -> dict[str, SettledRow]:
        """The rows with these ids."""
        found: dict[str, SettledRow] = {}
        with translated():
            for start in range(0, len(ids), ASKED):
                some = list(ids[start : start + ASKED])
                answer = self._connection.client.mget(index=self._index, ids=some, source_excludes=["keys"])
                found |= {row["_id"]: _row(row["_source"]) for row in answer["docs"] if row.get("found")}
        return found

    def find(self, url: str) -> SettledRow | None:
        """The row that was met under this URL; of several, the one that settled last."""
        return next(iter(self._latest({"term": {"keys": digest(url)}}, 1)), None)

    def dead(self, size: int) -> list[SettledRow]:
        """Dead rows, the latest first, at most 10,000."""
        return self._latest({"term": {"outcome": Outcome.DEAD.value}}, min(size, MOST_DEAD))

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets rows."""
        with translated():
            if self._connection.client.indices.exists(index=self._index):
                for start in range(0, len(ids), ASKED):
                    self._bulk([msgspec.json.encode({"delete": {"_id": id}}) for id in ids[start : start + ASKED]])

    def close(self) -> None:
        """Lets go of the connections."""
        self._connection.close()

    def _latest(self, query: Mapping[str, Any], size: int) -> list[SettledRow]:
        with translated():
            answer = self._connection.client.search(
                index=self._index,
                ignore_unavailable=True,
                query=query,
                sort=[{"settled_at": "desc"}, {"id": "asc"}],
                size=size,
                source_excludes=["keys"],
            )
        return [_row(hit["_source"]) for hit in answer["hits"]["hits"]]

    def _make(self) -> None:
        if self._made:
            return
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "codec": "best_compression"}
        try:
            self._connection.client.indices.create(index=self._index, settings=settings, mappings=MAPPINGS)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        self._made = True

    def _bulk(self, lines: Sequence[Any]) -> None:
        if not lines:
            return
        answer = self._connection.client.bulk(index=self._index, operations=lines, refresh=True)
        for item in answer["items"]:
            (result,) = item.values()
            if "error" in result:
                said = reason(result["error"])
                raise Away(SERVICE, said) if result["status"] in BUSY else Misuse(f"the trace store refuses: {said}")


def _requests(rows: Sequence[SettledRow]) -> Iterator[list[bytes]]:
    """The lines of bulk requests, each of a size that the server takes."""
    lines: list[bytes] = []
    size = 0
    for row in rows:
        pair = [msgspec.json.encode({"index": {"_id": row.id}}), _line(row)]
        if lines and size + sum(map(len, pair)) > LARGEST:
            yield lines
            lines, size = [], 0
        lines += pair
        size += sum(map(len, pair))
    if lines:
        yield lines


def _line(row: SettledRow) -> bytes:
    document = row.model_dump(mode="json", exclude={"payload"})
    document["keys"] = sorted({digest(url) for url in (row.url, *row.urls)})
    if row.payload and len(row.payload) <= LARGEST_PAYLOAD:
        document["payload"] = base64.b64encode(row.payload).decode()
    return msgspec.json.encode(document)


def _row(source: Mapping[str, Any]) -> SettledRow:
    return SettledRow.model_validate({**source, "payload": base64.b64decode(source.get("payload", ""))})
