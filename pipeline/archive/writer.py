"""The archive of what was fetched: WARC 1.1, one gzip member a record, a new file for each day and size."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pipeline.archive import capture
from pipeline.errors import Away
from pipeline.records import Page

OPEN = ".open"
"""The ending of a file that is being written."""

SYNC_EVERY = 10.0
"""Seconds after which what was written is forced to the disk, with the next page."""


class Archive:
    """Writes pages; one in a process, safe to use from several threads.

    Each page is handed to the system before `write` returns: it survives the death of the process. It is forced to
    the disk (fsync) at most `SYNC_EVERY` seconds apart and when a file is closed, so that a power cut can take the
    pages of these last seconds; they can be fetched again, and a record cut in half is passed over in reading.

    A file is locked (flock) while it is written. One that carries `.open` and that nobody holds was left by a process
    of this host that died; it is closed (renamed) when another one begins to write.

    :param size: bytes of a file after which a new one is begun.
    :param name: how the files' names begin.
    :param software: told in each file's first record.
    """

    def __init__(
        self,
        folder: Path,
        size: int,
        name: str,
        software: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder, self._size, self._name, self._software = folder, size, name, software
        self._clock, self._lock, self._number = clock, threading.Lock(), 0
        self._host = re.sub(r"[^A-Za-z0-9.]+", "-", socket.gethostname())[:60] or "host"
        self._file: IO[bytes] | None = None
        self._path, self._info, self._day, self._synced = Path(), "", "", 0.0

    def write(self, page: Page, id: str) -> None:
        """Appends one page; raises `Away("archive")` when it can't be written: the work then waits."""
        try:
            with self._lock:
                file = self._opened()
                _append(file, capture.of_page(page, id, self._info))
                if time.monotonic() - self._synced > SYNC_EVERY:
                    self._sync(file)
                if file.tell() >= self._size:
                    self._close()
        except OSError as error:
            raise Away("archive", f"{self._folder} cannot be written to: {error}") from error

    def close(self) -> None:
        """Ends the file that is open; the next page begins another."""
        with self._lock:
            self._close()

    def _opened(self) -> IO[bytes]:
        day = self._clock().strftime("%Y-%m-%d")
        if self._file is not None and (self._day != day or not self._path.exists()):
            self._close()
        if self._file is None:
            if not self._number:
                close_left(self._folder, self._name, self._host)
            self._file, self._day = self._begun(), day
        return self._file

    def _begun(self) -> IO[bytes]:
        """A new file with its first record, held by this process."""
        while True:
            path = self._next_path()
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists() or path.with_suffix("").exists():
                continue
            file = path.open("xb", buffering=0)
            # Between its making and its locking somebody may have taken it for one that was left.
            if _held(file) and path.exists():
                break
            file.close()
        self._path = path
        filename = path.name.removesuffix(OPEN)
        self._info, first = capture.info(
            {
                "software": self._software,
                "format": "WARC File Format 1.1",
                "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                "hostname": self._host,
                "filename": filename,
            }
        )
        _append(file, first)
        self._sync(file)
        return file

    def _next_path(self) -> Path:
        now = self._clock()
        self._number += 1
        moment = f"{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03}"
        name = f"{self._name}-{moment}-{self._host}-{os.getpid()}-{self._number}.warc.gz{OPEN}"
        return self._folder / f"{now:%Y}" / f"{now:%m}" / name

    def _sync(self, file: IO[bytes]) -> None:
        os.fsync(file.fileno())
        self._synced = time.monotonic()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        try:
            self._sync(file)
            # Renamed while it is held: nobody else can take it for one that was left.
            if self._path.exists():
                self._path.rename(self._path.with_suffix(""))
        finally:
            file.close()


def _append(file: IO[bytes], data: bytes) -> None:
    """All of it or, on a disk that is full, nothing: what is written later must not stand behind half a record."""
    start, left = file.tell(), memoryview(data)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError:
        with contextlib.suppress(OSError):
            file.truncate(start)
            file.seek(start)
        raise


def close_left(folder: Path, name: str, host: str) -> list[Path]:
    """Renames the files that dead processes of this host left open; gives their new names."""
    closed: list[Path] = []
    for path in sorted(folder.glob(f"*/*/{name}-*-{host}-*.warc.gz{OPEN}")):
        try:
            with path.open("rb") as file:
                if _held(file) and path.exists():
                    closed.append(path.rename(path.with_suffix("")))
        except FileNotFoundError:
            continue
    return closed


def _held(file: IO[bytes]) -> bool:
    """Whether this process holds the file now, alone, until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
