"""Takes articles out of every year. Raises the client's errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from pipeline.engines.elasticsearch.bulk import removal, removed
from pipeline.engines.elasticsearch.failures import BUSY, detail
from pipeline.engines.port import Removal, WriteResult, Written

SENT = 1000
"""Removals times years in one request."""

WORST = (Written.BUSY, Written.REFUSED, Written.OLDER, Written.STORED)
"""Of what the years say of one article, what counts first."""


def remove_all(client: Elasticsearch, indices: Sequence[str], removals: Sequence[Removal]) -> list[WriteResult]:
    """A result per removal, in order. An id doesn't tell its year, so it is removed from all of them; where it
    wasn't, the server remembers the removal for as long as it does where it was (`index.gc_deletes`, 60 s)."""
    at_once = max(1, SENT // max(1, len(indices)))
    groups = [removals[start : start + at_once] for start in range(0, len(removals), at_once)]
    return [result for group in groups for result in _removed(client, indices, group)]


def _removed(client: Elasticsearch, indices: Sequence[str], removals: Sequence[Removal]) -> list[WriteResult]:
    told: dict[str, list[WriteResult]] = {one.id: [] for one in removals}
    lines: list[bytes] = []
    for one in removals:
        try:
            lines += [removal(one, index) for index in indices]
        except ValueError as error:
            told[one.id].append(WriteResult(id=one.id, written=Written.REFUSED, detail=str(error)[:500]))
    for result in _sent(client, lines, removals):
        told[result.id].append(result)
    return [_worst(one.id, told[one.id]) for one in removals]


def _sent(client: Elasticsearch, lines: Sequence[Any], removals: Sequence[Removal]) -> list[WriteResult]:
    if not lines:
        return []
    try:
        return list(removed(client.bulk(operations=lines).body))
    except ApiError as error:
        if error.status_code not in BUSY:
            raise
        return [WriteResult(id=one.id, written=Written.BUSY, detail=detail(error)) for one in removals]


def _worst(id: str, results: Sequence[WriteResult]) -> WriteResult:
    nothing = WriteResult(id=id, written=Written.STORED)
    return min(results, key=lambda result: WORST.index(result.written), default=nothing)
