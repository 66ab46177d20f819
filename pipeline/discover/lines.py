"""A file of JSON lines that is followed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from pipeline.discover import files, followed
from pipeline.discover.followed import Following, Kept
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Source

WHOLE = "file"
"""The key of the one place there is."""


def read(
    source: Source, places: Mapping[str, str], limit: int, *, clock: Callable[[], float] = time.time
) -> Iterator[Kept]:
    """The lines behind the places, each as an arrival with the places to keep once it was accepted.

    Lines that were appended are gone on with. A last line that has no end is left for the next check while the file
    was written to within the last minute.

    :param limit: bytes of one line.
    :raises Rejected: `missing-file`, `unreadable-file`: the file itself.
    """
    path = files.path_of(source.url)
    try:
        yield from followed.lines(path, WHOLE, places.get(WHOLE), Following.of(source, limit, clock()))
    except FileNotFoundError:
        raise Rejected(Reason.MISSING_FILE, f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        raise Rejected(Reason.UNREADABLE_FILE, f"{path} cannot be read: {error}") from None
