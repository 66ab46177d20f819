"""One bulk request: its lines, and what its answer says of each write. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pipeline.engines.elasticsearch.failures import BUSY, reason
from pipeline.engines.port import Removal, Write, WriteResult, Written

LARGEST = 90_000_000
"""Bytes of one request: a server takes 100 MB (`http.max_content_length`), and breaks off what is larger unanswered."""

HEAVY = 10_000_000
"""Bytes that any server takes when it isn't busy: with 512 MB of heap it takes documents of 13 MB (four times the size
of a document must fit into a tenth of the heap, `indexing_pressure.memory.limit`)."""

REJECTIONS = ("es_rejected_execution_exception", "circuit_breaking_exception")

LONGEST_ID = 512
"""Bytes that the id of a document may have."""

STATUSES = {200: Written.STORED, 201: Written.STORED, 409: Written.OLDER, 413: Written.TOO_LARGE}


def action(write: Write, index: str) -> bytes:
    """The line before the document: external versions that may be equal, so that a repeated write does no harm.

    Raises `ValueError` for an id that no document can have: one would spoil the whole request.
    """
    return msgspec.json.encode({"index": _target(write.article.id, write.version, index)})


def removal(removal: Removal, index: str) -> bytes:
    """The line that removes a document, with the fence of a write; raises `ValueError` as `action` does."""
    return msgspec.json.encode({"delete": _target(removal.id, removal.version, index)})


def _target(id: str, version: int, index: str) -> dict[str, Any]:
    if not 0 < len(id.encode()) <= LONGEST_ID:
        raise ValueError(f"an id has 1 to {LONGEST_ID} bytes")
    return {"_index": index, "_id": id, "version": version, "version_type": "external_gte"}


def results(answer: Mapping[str, Any]) -> Iterator[WriteResult]:
    """A result per document of the request, in its order."""
    for item in answer["items"]:
        yield _result(item["index"])


def removed(answer: Mapping[str, Any]) -> Iterator[WriteResult]:
    """A result per removal of the request, in its order: what was not there (404) is not there now."""
    for item in answer["items"]:
        told = item["delete"]
        gone = told["status"] == 404 and "error" not in told
        yield WriteResult(id=told["_id"], written=Written.STORED) if gone else _result(told)


def overweight(result: WriteResult, size: int) -> WriteResult:
    """What a server with little memory rejects for its `size` (bytes) alone would be rejected for ever: too large."""
    rejected = result.written is Written.BUSY and result.detail.startswith(REJECTIONS)
    return result.evolve(written=Written.TOO_LARGE) if rejected and size > HEAVY else result


def _result(item: Mapping[str, Any]) -> WriteResult:
    said = reason(item["error"]) if "error" in item else ""
    return WriteResult(id=item["_id"], written=_written(item["status"], said), detail=said)


def _written(status: int, said: str) -> Written:
    """A write block (403, `cluster_block_exception`) and an index that has just gone (404) pass like a busy server."""
    if status in STATUSES:
        return STATUSES[status]
    passing = status in BUSY or status == 404 or said.startswith("cluster_block_exception")
    return Written.BUSY if passing else Written.REFUSED
