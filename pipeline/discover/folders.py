"""A folder that is watched: what is new or changed in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.archive.places import Place, age_of, regular, stamp_of
from pipeline.discover import files, followed
from pipeline.discover.followed import Following, Kept
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Source

SETTLED = 2.0
"""Seconds without a change after which nobody is writing a file any more."""

MOST = 10_000
"""Files that are remembered; what is in others is still known by the ledger, but has to be read for that."""

CLOSED = "closed"
"""The stamp of what can't be looked at: it is told once."""


def read(
    source: Source, places: Mapping[str, str], limit: int, *, clock: Callable[[], float] = time.time
) -> Iterator[Kept]:
    """What is new or changed since the places, each as an arrival with the places to keep once it was accepted.

    Only the state of a file is looked at, until that is another one than before. Files that were written to within
    the last two seconds are left for the next check, hidden and temporary ones always; so are links to folders. JSON
    lines and WARC files are gone on with where they were appended to.

    :param places: by path from the folder on.
    :param limit: bytes of one file, or of one page in it.
    :raises Rejected: `missing-file`, `unreadable-file`: the folder itself.
    """
    folder, given = files.path_of(source.url), Following.of(source, limit, clock())
    there, remembered = set[str](), set(places)
    for path, error in _walk(folder):
        key = followed.key_of(str(path.relative_to(folder)))
        there.add(key)
        for arrival, kept in _file(path, key, places.get(key), error, given):
            if len(remembered) < MOST:
                remembered.add(key)
            yield arrival, kept if key in remembered else {}
    yield from ((None, {key: ""}) for key in places if key not in there)


def _walk(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """The files that may be read, in order; a folder that is closed, with the error."""
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith((".", "~")) and files.reader_of(path) is not None:
                yield path, None
    for error in closed:
        if Path(error.filename) == folder:
            raise _unreadable(folder, error)
        yield Path(error.filename), error


def _unreadable(folder: Path, error: OSError) -> Rejected:
    if isinstance(error, FileNotFoundError):
        return Rejected(Reason.MISSING_FILE, f"there is no folder {folder}")
    return Rejected(Reason.UNREADABLE_FILE, f"{folder} cannot be read: {error}")


def _file(path: Path, key: str, kept: str | None, error: OSError | None, given: Following) -> Iterator[Kept]:
    """What is new in a file; one that can't be read is told once for each of its states."""
    stamp = CLOSED
    try:
        if error is not None:
            raise error
        status = regular(path)
        stamp, settled = stamp_of(status), age_of(status, given.now) >= SETTLED
        resumed = _resumed(path)
        if resumed is not None and (settled or kept):
            yield from resumed(path, key, kept, given)
        elif resumed is None and settled and Place.of(kept).stamp != stamp:
            yield from _whole(path, key, stamp, given)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as problem:
        if Place.of(kept).stamp != stamp:
            refused = files.refused(path, Reason.UNREADABLE_FILE, f"{path} cannot be read: {problem}", given.origin)
            yield refused, {key: str(Place(stamp=stamp))}


def _resumed(path: Path) -> Callable[[Path, str, str | None, Following], Iterator[Kept]] | None:
    name = path.name.lower()
    if name.endswith(files.ARCHIVES):
        return followed.archive
    return followed.lines if name.endswith(files.LINES) else None


def _whole(path: Path, key: str, stamp: str, given: Following) -> Iterator[Kept]:
    for arrival in files.read(path, given.origin, given.limit):
        yield arrival, {key: str(Place(stamp=stamp))}
