"""One bulk request: its lines, and what its answer says of each write. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.engines.elasticsearch.failures import BUSY, reason
from pipeline.engines.port import Write, WriteResult, Written

LARGEST = 90_000_000
"""Bytes of one request: a server takes 100 MB (`http.max_content_length`), and breaks off what is larger unanswered."""

STATUSES = {200: Written.STORED, 201: Written.STORED, 409: Written.OLDER, 413: Written.TOO_LARGE}


def action(write: Write, index: str) -> bytes:
    """The line before the document: external versions that may be equal, so that a repeated write does no harm."""
    target = {"_index": index, "_id": write.article.id, "version": write.version, "version_type": "external_gte"}
    return msgspec.json.encode({"index": target})


def results(answer: Mapping[str, Any]) -> Iterator[WriteResult]:
    """A result per document of the request, in its order."""
    for item in answer["items"]:
        yield _result(item["index"])


def all_alike(writes: Sequence[Write], written: Written, detail: str) -> list[WriteResult]:
    """The same for every write of a request that was answered as a whole."""
    return [WriteResult(id=write.article.id, written=written, detail=detail) for write in writes]


def _result(item: Mapping[str, Any]) -> WriteResult:
    said = reason(item["error"]) if "error" in item else ""
    return WriteResult(id=item["_id"], written=_written(item["status"], said), detail=said)


def _written(status: int, said: str) -> Written:
    """A write block (403, `cluster_block_exception`) and an index that has just gone (404) pass like a busy server."""
    if status in STATUSES:
        return STATUSES[status]
    passing = status in BUSY or status == 404 or said.startswith("cluster_block_exception")
    return Written.BUSY if passing else Written.REFUSED
