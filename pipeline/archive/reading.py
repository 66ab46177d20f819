"""Pages read back from archives: our own, whole, and those of others, as far as they are pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import WarcRecordType

from pipeline.archive import capture
from pipeline.archive.places import BEGINNING, Broken, Place
from pipeline.archive.records import from_place, records
from pipeline.archive.writer import OPEN
from pipeline.records import Page

NAMES = ("*.warc", "*.warc.gz", "*.warc.zst", f"*.warc.gz{OPEN}")
LARGEST = 64 * 1024**2
"""Bytes of one page: far above every size limit under which it can have been fetched."""


class Kept(NamedTuple):
    """An archived page: its article's id; where it begins (`start`), and the place to go on behind it (`end`)."""

    id: str
    page: Page
    start: Place
    end: Place


def files(path: Path) -> list[Path]:
    """The archives that a path names: itself, or those in the folder, the oldest first; those being written too."""
    if not path.is_dir():
        return [path]
    return sorted({found for name in NAMES for found in path.rglob(name)}, key=key_of)


def key_of(path: Path) -> str:
    """The name of an archive, whether it is being written or not."""
    return str(path).removesuffix(OPEN)


def pages(path: Path, place: Place = BEGINNING, *, at: bool = False, limit: int = LARGEST) -> Iterator[Kept]:
    """The pages in one archive behind a place, or from it on (`at`).

    What is broken ends the archive: a half record at the end, left by a process that died, is nothing.

    :raises OSError: it can't be opened.
    """
    with path.open("rb") as file:
        told, waiting, start = None, "", place
        try:
            for record, here in from_place(file, place) if at else records(file, place):
                if (found := capture.about(record, limit)) is not None:
                    told, waiting, start = found, capture.answered(record), here
                elif record.record_type is WarcRecordType.response:
                    ours = told if waiting == capture.id_of(record) else None
                    read = capture.page_of(record, ours, limit)
                    if read is not None:
                        yield Kept(*read, start if ours is not None else here, here)
                    told, waiting = None, ""
        except Broken:
            return
