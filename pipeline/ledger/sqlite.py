"""The trace store of one machine: SQLite, used by several processes at once."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Away
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import SettledRow

SCHEMA = """
CREATE TABLE IF NOT EXISTS rows (
    id TEXT PRIMARY KEY, outcome TEXT NOT NULL, settled_at REAL NOT NULL, packed BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dead_rows ON rows (settled_at) WHERE outcome = 'dead';
CREATE TABLE IF NOT EXISTS urls (
    digest BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY (digest, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS urls_of ON urls (id);
"""

BUSY_TIMEOUT = 30.0
"""Seconds to wait for another process that is writing."""

BATCH = 500
"""Ids in one statement; SQLite takes at least 999 parameters."""


class SqliteTraceStore:
    """A `TraceStore` in one file. Safe in threads (one at a time), and opened anew in each process.

    Write-ahead log, so that readers don't wait for the writer; `synchronous=FULL`, so that a row is on the disk
    when `put` returns (sqlite.org/pragma.html). All methods raise `Away("trace store")`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inherited: list[sqlite3.Connection] = []
        with _told_apart():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begin()

    def _begin(self) -> None:
        self._process, self._lock = os.getpid(), threading.Lock()
        self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(SCHEMA)
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _told_apart():
            self._leave_parent()
            with self._lock, self._connection:
                yield self._connection

    def _leave_parent(self) -> None:
        if self._process != os.getpid():
            # A connection must not be used, nor closed, across a fork (sqlite.org/howtocorrupt.html, 2.6).
            self._inherited.append(self._connection)
            self._begin()

    def put(self, rows: Sequence[SettledRow]) -> None:
        """Stores or replaces; on the disk when it returns."""
        with self._transaction() as db:
            _forget(db, [row.id for row in rows])
            db.executemany(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)",
                [(row.id, row.outcome.value, row.settled_at.timestamp(), pack(row)) for row in rows],
            )
            db.executemany(
                "INSERT OR IGNORE INTO urls VALUES (?, ?)",
                [(_digest(url), row.id) for row in rows for url in (row.url, *row.urls)],
            )

    def get(self, ids: Sequence[str]) -> dict[str, SettledRow]:
        """The rows with these ids."""
        with self._transaction() as db:
            found = [row for batch in _batches(ids) for row in db.execute(_select(batch), batch)]
        return {id: unpack(SettledRow, packed) for id, packed in found}

    def find(self, url: str) -> SettledRow | None:
        """The row that was met under this URL; of several, the one that settled last."""
        statement = "SELECT packed FROM urls JOIN rows USING (id) WHERE digest = ? ORDER BY settled_at DESC, id LIMIT 1"
        with self._transaction() as db:
            found = db.execute(statement, [_digest(url)]).fetchone()
        return unpack(SettledRow, found[0]) if found else None

    def dead(self, size: int) -> list[SettledRow]:
        """Dead rows, the latest first."""
        statement = "SELECT packed FROM rows WHERE outcome = 'dead' ORDER BY settled_at DESC LIMIT ?"
        with self._transaction() as db:
            found = db.execute(statement, [size]).fetchall()
        return [unpack(SettledRow, packed) for (packed,) in found]

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets rows."""
        with self._transaction() as db:
            _forget(db, ids)

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()


def _select(ids: Sequence[str]) -> str:
    return f"SELECT id, packed FROM rows WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608 (only marks)


def _forget(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    db.executemany("DELETE FROM rows WHERE id = ?", [(id,) for id in ids])
    db.executemany("DELETE FROM urls WHERE id = ?", [(id,) for id in ids])


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _digest(url: str) -> bytes:
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=16).digest()


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise Away("trace store", str(error)) from error
