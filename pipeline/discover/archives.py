"""Web archives that are followed: a WARC file, or a list of them as collections of news are published (CC-NEWS)."""

from __future__ import annotations

import gzip
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from pipeline.archive.places import Place
from pipeline.discover import files, followed, inputs
from pipeline.discover.followed import Following, Kept
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Source

LISTS = tuple(f"{ending}{packing}" for ending in (".txt", ".paths", ".list") for packing in ("", ".gz"))
MOST = 10_000
"""Archives of one list."""

LONGEST_LINE = 8_000
MISSING, REMOTE = "missing", "remote"
"""Stamps of members that can't be read: each is told once. Missing ones are looked for again."""


def read(
    source: Source, places: Mapping[str, str], limit: int, *, clock: Callable[[], float] = time.time
) -> Iterator[Kept]:
    """The pages behind the places, each as an arrival with the places to keep once it was accepted.

    The source is a WARC file (packed in any way) or a list: `.txt`, `.paths` or `.list`, also `.gz`, with one path or
    file URL a line, relative to the list's folder; `#` begins a comment. What can be read of a broken archive is
    read, then it is refused with the place, and the next goes on. One that was appended to is gone on with; while it
    was written to within the last minute a record that is cut off at its end is left for the next check. An archive
    on the web is refused: it has to be downloaded first.

    :param limit: bytes of one page, unpacked.
    :raises Rejected: `missing-file`, `unreadable-file`, `too-large`, `unsupported-type`: the archive or the
        list itself.
    """
    given, path = Following.of(source, limit, clock()), _path(source.url)
    try:
        members = _listed(path) if path.name.lower().endswith(LISTS) else None
        if members is None:
            key = followed.key_of(path.name)
            yield from followed.archive(path, key, places.get(key), given)
            return
    except FileNotFoundError:
        raise Rejected(Reason.MISSING_FILE, f"there is no file {path}") from None
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise Rejected(Reason.UNREADABLE_FILE, f"{path} cannot be read: {error}") from None
    for name in members:
        yield from _member(path.parent, name, places.get(followed.key_of(name)), given)
    listed = set(map(followed.key_of, members))
    yield from ((None, {key: ""}) for key in places if key not in listed)


def _path(url: str) -> Path:
    if inputs.is_address(url):
        raise Rejected(Reason.UNSUPPORTED_TYPE, "an archive on the web is not read there: download it first")
    return files.path_of(url)


def _listed(path: Path) -> dict[str, None]:
    """The lines of a list, each once, in order."""
    listed: dict[str, None] = {}
    with _opened(path) as file:
        while line := file.readline(LONGEST_LINE):
            name = os.fsdecode(line.removeprefix(b"\xef\xbb\xbf").strip())
            if name and not name.startswith("#"):
                listed[name] = None
            if len(listed) > MOST:
                raise Rejected(Reason.TOO_LARGE, f"{path} lists more than {MOST} archives")
    return listed


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if path.name.lower().endswith(".gz") else path.open("rb")


def _member(folder: Path, name: str, kept: str | None, given: Following) -> Iterator[Kept]:
    """What is new in one archive of a list."""
    if inputs.SCHEME.match(name) and not name.lower().startswith("file:"):
        if Place.of(kept).stamp != REMOTE:
            yield _refused(Path(name), name, Reason.UNSUPPORTED_TYPE, "download it first", REMOTE, given)
        return
    path = folder / files.path_of(name)
    try:
        yield from followed.archive(path, followed.key_of(name), kept, given)
    except FileNotFoundError:
        if Place.of(kept).stamp != MISSING:
            yield _refused(path, name, Reason.MISSING_FILE, f"there is no file {path}", MISSING, given)
    except (OSError, ValueError) as error:
        if Place.of(kept).stamp != MISSING:
            yield _refused(path, name, Reason.UNREADABLE_FILE, f"{path} cannot be read: {error}", MISSING, given)


def _refused(path: Path, name: str, reason: Reason, detail: str, stamp: str, given: Following) -> Kept:
    return files.refused(path, reason, detail, given.origin), {followed.key_of(name): str(Place(stamp=stamp))}
