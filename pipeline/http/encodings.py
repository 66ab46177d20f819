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
MOST_MEMBERS = 1_000
"""Members that a gzip answer may have: honest ones have one, and each costs time though it may hold nothing."""

WINDOW = 8 * 1024**2
"""Bytes of window that a zstd answer may ask for (RFC 9659)."""

MOST_FRAMES = 100
"""The same of a zstd answer."""

CHUNK = 64 * 1024

Undone = tuple[bytes, bool]
"""What was unpacked, and whether its end was there."""


def unpacked(body: bytes, codings: str, limit: int, *, cut: bool = False) -> bytes:
    """The body without its content codings.

    :param codings: the value of Content-Encoding, in the order in which they were applied.
    :param limit: bytes that it may unpack to, in each coding.
    :param cut: the beginning is enough: no more than `limit` bytes of it, and nothing has to be whole.
    :raises Rejected: `too-large`, before more than that is unpacked.
    :raises Failed: `broken-answer`: it isn't what it says, or not whole.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > MOST_CODINGS:
        raise Failed(Reason.BROKEN_ANSWER, f"{len(names)} content codings")
    for name in reversed(names):
        body = _undo(name, body, limit, cut) if body else body
    return body[:limit] if cut else body


def _undo(name: str, body: bytes, limit: int, cut: bool) -> bytes:
    undo = _DECODERS.get(name)
    if undo is None:
        raise Failed(Reason.BROKEN_ANSWER, f"unknown content coding {name[:40]!r}")
    try:
        plain, whole = undo(body, limit + 1)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Failed(Reason.BROKEN_ANSWER, f"not {name}: {error}") from None
    if len(plain) > limit and not cut:
        raise Rejected(Reason.TOO_LARGE, f"unpacks to more than {limit} bytes")
    if not whole and not cut:
        raise Failed(Reason.BROKEN_ANSWER, f"{name}, cut off")
    return plain


def _identity(body: bytes, most: int) -> Undone:
    return body[:most], True


def _gzip(body: bytes, most: int) -> Undone:
    view, plain, at, members = memoryview(body), bytearray(), 0, 0
    # What follows a member and is none is padding.
    while at < len(body) and body[at] == 0x1F and len(plain) < most:
        if (members := members + 1) > MOST_MEMBERS:
            raise zlib.error(f"more than {MOST_MEMBERS} members")
        more, end = _inflate(view[at:], 31, most - len(plain))
        plain += more
        if end is None:
            return bytes(plain), False
        at += end
    if members == 0:
        raise zlib.error("no header")
    return bytes(plain), True


def _deflate(body: bytes, most: int) -> Undone:
    # Said to be zlib (RFC 9110, 8.4.1.2), but some servers send the bare stream.
    try:
        plain, end = _inflate(memoryview(body), 15, most)
    except zlib.error:
        plain, end = _inflate(memoryview(body), -15, most)
    return plain, end is not None


def _inflate(data: memoryview, wbits: int, most: int) -> tuple[bytes, int | None]:
    """What one stream unpacks to, up to `most` bytes, and how long it is; None: its end isn't there."""
    stream, plain = zlib.decompressobj(wbits), bytearray()
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        plain += stream.decompress(piece, most - len(plain))
        if stream.eof:
            return bytes(plain), start + len(piece) - len(stream.unused_data)
        if len(plain) >= most:
            return bytes(plain), len(data)
    return bytes(plain), None


def _brotli(body: bytes, most: int) -> Undone:
    decoder = brotli.Decompressor()
    plain = bytearray(decoder.process(body, output_buffer_limit=most))
    while not decoder.is_finished() and len(plain) < most:
        more = decoder.process(b"", output_buffer_limit=most - len(plain))
        if not more:
            return bytes(plain), False
        plain += more
    return bytes(plain[:most]), True


def _zstd(body: bytes, most: int) -> Undone:
    decoder = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    with decoder.stream_reader(body, read_across_frames=True) as reader:
        plain = reader.read(most)
    # The reader says nothing of a missing end. Unpacking whole is safe now that it is known to be small.
    return plain, len(plain) >= most or _is_whole(decoder, body)


def _is_whole(decoder: zstandard.ZstdDecompressor, body: bytes) -> bool:
    for _ in range(MOST_FRAMES):
        frame = decoder.decompressobj()
        frame.decompress(body)
        if not frame.eof or not frame.unused_data:
            return frame.eof
        body = frame.unused_data
    raise zstandard.ZstdError(f"more than {MOST_FRAMES} frames")


_DECODERS: dict[str, Callable[[bytes, int], Undone]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
