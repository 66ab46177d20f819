"""The records of a WARC file, in order, gone on with where one stopped."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecord

from pipeline.archive.places import BEGINNING, Broken, Place

CHUNK = 64 * 1024
FIRST = 256
WINDOW = 128 * 1024**2
MARK = 8
"""Bytes of a record's mark."""

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
ENDS = (b"\r\n\r\n", b"\n\n")
"""How a record ends, and how one does that was written with bare line feeds."""


def records(file: BinaryIO, place: Place = BEGINNING) -> Iterator[tuple[WarcRecord, Place]]:
    """The records behind a place, each with its own; a record can be read until the next one is asked for.

    A file that was appended to is gone on with; one that is another file than that of the place is read from its
    beginning. Where each record is packed by itself (or none is) the place is jumped to; where they are packed as a
    whole, all before it is unpacked again.

    :raises Broken: at the first fault; what comes before it was given.
    """
    found = _found(file, place)
    archive, place = (found[0], place) if found else (_archive(file, 0), BEGINNING)
    yield from _rest(archive, file, place)


def from_place(file: BinaryIO, place: Place) -> Iterator[tuple[WarcRecord, Place]]:
    """The records from the one of a place on, itself included; none where it isn't there. Raises `Broken`."""
    found = _found(file, place)
    if found is not None:
        archive, record = found
        yield record, place
        yield from _rest(archive, file, place)


def _rest(archive: ArchiveIterator, file: BinaryIO, place: Place) -> Iterator[tuple[WarcRecord, Place]]:
    try:
        for record in archive:
            if not (record.headers.get("Content-Length") or "").strip().isdigit():
                raise Broken("a record without its length", cut=True)
            place = place.evolve(offset=record.stream_pos, count=place.count + 1, mark=_mark(record), stamp="")
            yield record, place
        _refuse_cut_off(file, place.offset)
    except (OSError, ValueError, zlib.error) as error:
        raise Broken(str(error)) from error


def _archive(file: BinaryIO, start: int) -> ArchiveIterator:
    # In its quirks mode the reader takes bare line feeds, but also passes over what is no record without a word.
    quirks = _has_bare_feeds(file)
    file.seek(start)
    return ArchiveIterator(file, parse_http=False, quirks_mode=quirks)


def _has_bare_feeds(file: BinaryIO) -> bool:
    """Whether its lines end with line feeds alone, as some tools write them."""
    file.seek(0)
    line, feed, _ = _beginning(file.read(FIRST)).partition(b"\n")
    return bool(feed) and line.startswith(b"WARC/") and not line.endswith(b"\r")


def _beginning(packed: bytes) -> bytes:
    try:
        if packed.startswith(GZIP):
            return zlib.decompressobj(wbits=31).decompress(packed, FIRST)
        if packed.startswith(ZSTD):
            return zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(packed).read(FIRST)
    except (zlib.error, zstandard.ZstdError):
        return b""
    return packed


def _found(file: BinaryIO, place: Place) -> tuple[ArchiveIterator, WarcRecord] | None:
    """The record of a place, and the archive that goes on behind it; None: it isn't there."""
    if place.count == 0:
        return None
    # The places that an unpacking reader tells are the record's own only where that was packed by itself.
    for start, skipped in ((place.offset, 0), (0, place.count - 1)):
        archive = _archive(file, start)
        record = _after(archive, skipped)
        if record is not None and _mark(record) == place.mark:
            return archive, record
    return None


def _after(archive: ArchiveIterator, skipped: int) -> WarcRecord | None:
    """The record behind so many others, or None."""
    try:
        for number, record in enumerate(archive):
            if number == skipped:
                return record
    except (OSError, ValueError, zlib.error):
        pass
    return None


def _mark(record: WarcRecord) -> str:
    digest = hashlib.blake2b(digest_size=MARK)
    for name, value in record.headers.items_bytes():
        digest.update(name + b"\0" + value + b"\0")
    return digest.hexdigest()


def _refuse_cut_off(file: BinaryIO, place: int) -> None:
    """Raises `Broken` when the archive ends inside a record's head: the iterator takes that for its end.

    :param place: where the last whole record begins.
    """
    if _begins_with(file, GZIP, 0):
        # Where all records are in one member, no place inside it is the file's.
        file.seek(place if _begins_with(file, GZIP, place) else 0)
        whole = _ends_with_member(file)
    else:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - max(map(len, ENDS))))
        whole = size == 0 or file.read().endswith(ENDS) or _begins_with(file, ZSTD, 0)
    if not whole:
        raise Broken("cut off inside a record", cut=True)


def _ends_with_member(file: BinaryIO) -> bool:
    member = zlib.decompressobj(wbits=31)
    while chunk := file.read(CHUNK):
        while chunk:
            # Unpacked in small pieces: only its end matters.
            member.decompress(chunk, CHUNK)
            chunk = member.unconsumed_tail or member.unused_data
            if member.eof and chunk:
                member = zlib.decompressobj(wbits=31)
    return member.eof


def _begins_with(file: BinaryIO, magic: bytes, place: int) -> bool:
    file.seek(place)
    return file.read(len(magic)) == magic
