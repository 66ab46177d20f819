"""Writes a batch of articles in one bulk request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from pipeline.engines.elasticsearch.bulk import LARGEST, action, all_alike, results
from pipeline.engines.elasticsearch.document import encoded
from pipeline.engines.elasticsearch.failures import BUSY, detail
from pipeline.engines.elasticsearch.template import Names
from pipeline.engines.port import Write, WriteResult, Written


def write_all(client: Elasticsearch, names: Names, writes: Sequence[Write]) -> list[WriteResult]:
    """A result per write, in order; one that can't be told as JSON is refused by itself."""
    lines: list[Any] = []
    sent: list[Write] = []
    refused: dict[int, WriteResult] = {}
    for place, write in enumerate(writes):
        try:
            lines += (action(write, names.index(write.partition)), encoded(write.article))
            sent.append(write)
        except ValueError as error:
            refused[place] = WriteResult(id=write.article.id, written=Written.REFUSED, detail=str(error)[:500])
    answered = iter(_send(client, lines, sent) if sent else ())
    return [refused.get(place) or next(answered) for place in range(len(writes))]


def _send(client: Elasticsearch, lines: Sequence[Any], writes: Sequence[Write]) -> list[WriteResult]:
    size = sum(map(len, lines))
    if size > LARGEST:
        return all_alike(writes, Written.TOO_LARGE, f"{size:,} bytes")
    try:
        return list(results(client.bulk(operations=lines).body))
    except ApiError as error:
        if error.status_code == 413:
            return all_alike(writes, Written.TOO_LARGE, detail(error))
        if error.status_code in BUSY:
            return all_alike(writes, Written.BUSY, detail(error))
        raise
