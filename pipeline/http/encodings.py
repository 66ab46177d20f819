"""Content codings undone within bounds: a few kilobytes can be made to unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

from pipeline.errors import Failed, Rejected
from pipeline.outcomes import Reason

ACCEPTED = "gzip, deflate, br, zstd"
"""What we can undo (RFC 9110, 8.4.1; RFC 7932; RFC 8878)."""

MOST_CODINGS = 3
WINDOW = 8 * 1024**2
"""Bytes of window that a zstd answer may ask for (RFC 9659)."""


def unpacked(body: bytes, codings: str, limit: int) -> bytes:
    """The body without its content codings.

    :param codings: the value of Content-Encoding, in the order in which they were applied.
    :param limit: bytes that it may unpack to.
    :raises Rejected: `too-large`, before more than that is unpacked.
    :raises Failed: `broken-answer`: it isn't what it says.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > MOST_CODINGS:
        raise Failed(Reason.BROKEN_ANSWER, f"{len(names)} content codings")
    for name in reversed(names):
        body = _undo(name, body, limit)
    return body


def _undo(name: str, body: bytes, limit: int) -> bytes:
    undo = _DECODERS.get(name)
    if undo is None:
        raise Failed(Reason.BROKEN_ANSWER, f"unknown content coding {name[:40]!r}")
    if not body:
        return body
    try:
        plain = undo(body, limit + 1)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise Failed(Reason.BROKEN_ANSWER, f"not {name}: {error}") from None
    if len(plain) > limit:
        raise Rejected(Reason.TOO_LARGE, f"unpacks to more than {limit} bytes")
    return plain


def _identity(body: bytes, most: int) -> bytes:
    return body[:most]


def _gzip(body: bytes, most: int) -> bytes:
    plain = bytearray()
    while body and len(plain) < most:
        member = zlib.decompressobj(wbits=31)
        plain += member.decompress(body, most - len(plain))
        if not member.eof and len(plain) < most:
            raise EOFError("cut off")
        body = member.unused_data if member.unused_data[:2] == b"\x1f\x8b" else b""
    return bytes(plain)


def _deflate(body: bytes, most: int) -> bytes:
    # Said to be zlib (RFC 9110, 8.4.1.2), but some servers send the bare stream.
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        return zlib.decompressobj(wbits=-15).decompress(body, most)


def _brotli(body: bytes, most: int) -> bytes:
    decoder, plain = brotli.Decompressor(), bytearray()
    plain += decoder.process(body, output_buffer_limit=most)
    while not decoder.is_finished() and len(plain) < most:
        more = decoder.process(b"", output_buffer_limit=most - len(plain))
        if not more:
            raise EOFError("cut off")
        plain += more
    return bytes(plain)


def _zstd(body: bytes, most: int) -> bytes:
    decoder = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    with decoder.stream_reader(body, read_across_frames=True) as reader:
        return reader.read(most)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
