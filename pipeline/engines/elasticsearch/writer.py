"""Writes a batch of articles in one bulk request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from elasticsearch import ApiError, Elasticsearch

from pipeline.engines.elasticsearch.bulk import LARGEST, action, overweight, results
from pipeline.engines.elasticsearch.document import encoded
from pipeline.engines.elasticsearch.failures import BUSY, detail
from pipeline.engines.elasticsearch.template import Names
from pipeline.engines.port import Write, WriteResult, Written


class Line(NamedTuple):
    """One article of a request: what to do, and the document."""

    id: str
    action: bytes
    document: bytes


def write_all(client: Elasticsearch, names: Names, writes: Sequence[Write]) -> list[WriteResult]:
    """A result per write, in order; one that can't be told as JSON is refused by itself."""
    lines: list[Line] = []
    refused: dict[int, WriteResult] = {}
    for place, write in enumerate(writes):
        try:
            lines.append(_line(write, names))
        except ValueError as error:
            refused[place] = WriteResult(id=write.article.id, written=Written.REFUSED, detail=str(error)[:500])
    answered = iter(_send(client, lines) if lines else ())
    return [refused.get(place) or next(answered) for place in range(len(writes))]


def _line(write: Write, names: Names) -> Line:
    return Line(write.article.id, action(write, names.index(write.partition)), encoded(write.article))


def _send(client: Elasticsearch, lines: Sequence[Line]) -> list[WriteResult]:
    size = sum(len(line.document) for line in lines)
    if size > LARGEST:
        return _all(lines, Written.TOO_LARGE, f"{size:,} bytes")
    operations: list[Any] = [part for line in lines for part in (line.action, line.document)]
    try:
        found = results(client.bulk(operations=operations).body)
    except ApiError as error:
        return [overweight(result, size) for result in _all(lines, _whole(error), detail(error))]
    return [overweight(result, len(line.document)) for result, line in zip(found, lines, strict=True)]


def _all(lines: Sequence[Line], written: Written, said: str) -> list[WriteResult]:
    return [WriteResult(id=line.id, written=written, detail=said) for line in lines]


def _whole(error: ApiError) -> Written:
    """What became of a request that was answered as a whole; raises the error when it says something else."""
    if error.status_code == 413:
        return Written.TOO_LARGE
    if error.status_code in BUSY:
        return Written.BUSY
    raise error
