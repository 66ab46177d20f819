"""Where the reading of a file stopped, as one short string that can be kept anywhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from pipeline.records import Record

WORDS = ("offset", "count", "pages", "direct", "mark", "stamp")


class Place(Record):
    """Behind the last record (or line) that was read.

    `offset`: in bytes, where that record begins, or that line ends. `count`: how many were read up to there; `pages`:
    those of them that were pages, `direct`: pages as a server sent them. `mark`: a digest of what was read last, by
    which it is known again. `stamp`: the file as it was when its end was reached; empty: it was not.
    """

    offset: int = 0
    count: int = 0
    pages: int = 0
    direct: int = 0
    mark: str = ""
    stamp: str = ""

    def __str__(self) -> str:
        return ":".join(str(getattr(self, word)) for word in WORDS)

    @classmethod
    def of(cls, text: str | None) -> Self:
        """The place in a string; the beginning for anything else than one."""
        words = (text or "").split(":")
        try:
            place = cls.model_validate(dict(zip(WORDS, words, strict=True)))
        except (ValueError, ValidationError):
            return cls()
        return place if min(place.offset, place.count, place.pages, place.direct) >= 0 else cls()


BEGINNING = Place()


class Broken(Exception):
    """The file can't be read further. `cut`: it ends in the middle, as one does that is being written."""

    def __init__(self, detail: str, *, cut: bool = False) -> None:
        super().__init__(detail)
        self.cut = cut


def stamp_of(status: os.stat_result) -> str:
    """Another one whenever the file was written to: its size and when it was changed."""
    return f"{status.st_size:x}-{status.st_mtime_ns:x}"


def age_of(status: os.stat_result, now: float) -> float:
    """Seconds since the file was last written to, or came to its name.

    By the change of its inode, which only the system sets: a copy may have the modification time of its original.
    """
    # A clock that was set back is no reason to wait.
    return abs(now - status.st_ctime)


def regular(path: Path) -> os.stat_result:
    """The status of a file; raises `OSError`, also for a pipe, a socket or a device: those may never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is no file but a folder, a pipe, a socket or a device")
    return status
