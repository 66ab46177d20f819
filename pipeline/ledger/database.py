"""A SQLite file that several processes use at once."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Away

BUSY_TIMEOUT = 30.0
"""Seconds to wait for another process that is writing."""

BATCH = 500
"""Parameters in one statement; SQLite takes at least 999."""


class Database:
    """One file. Safe in threads (one at a time), and opened anew in each process.

    Write-ahead log, so that readers don't wait for the writer; `synchronous=FULL`, so that what was written is on
    the disk when its transaction ends (sqlite.org/pragma.html).

    :param schema: statements that make what is missing.
    :param service: what is away when the file can't be used; all methods raise `Away` with it.
    """

    def __init__(self, path: Path, schema: str, service: str) -> None:
        self._path, self._schema, self._service = path, schema, service
        self._inherited: list[sqlite3.Connection] = []
        with self._told_apart():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begin()

    def _begin(self) -> None:
        self._process, self._lock = os.getpid(), threading.Lock()
        self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(self._schema)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Whole or not at all; committed at the end."""
        with self._told_apart():
            self._leave_parent()
            with self._lock, self._connection:
                yield self._connection

    def _leave_parent(self) -> None:
        if self._process != os.getpid():
            # A connection must not be used, nor closed, across a fork (sqlite.org/howtocorrupt.html, 2.6).
            self._inherited.append(self._connection)
            self._begin()

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise Away(self._service, str(error)) from error
