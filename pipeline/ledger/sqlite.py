"""The trace store of one machine: SQLite, used by several processes at once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.database import BATCH, Database
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


class SqliteTraceStore:
    """A `TraceStore` in one file. All methods raise `Away("trace store")`."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, "trace store")

    def put(self, rows: Sequence[SettledRow]) -> None:
        """Stores or replaces; on the disk when it returns."""
        with self._database.transaction() as db:
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
        with self._database.transaction() as db:
            found = [row for batch in _batches(ids) for row in db.execute(_select(batch), batch)]
        return {id: unpack(SettledRow, packed) for id, packed in found}

    def find(self, url: str) -> SettledRow | None:
        """The row that was met under this URL; of several, the one that settled last."""
        statement = "SELECT packed FROM urls JOIN rows USING (id) WHERE digest = ? ORDER BY settled_at DESC, id LIMIT 1"
        with self._database.transaction() as db:
            found = db.execute(statement, [_digest(url)]).fetchone()
        return unpack(SettledRow, found[0]) if found else None

    def dead(self, size: int) -> list[SettledRow]:
        """Dead rows, the latest first."""
        statement = "SELECT packed FROM rows WHERE outcome = 'dead' ORDER BY settled_at DESC LIMIT ?"
        with self._database.transaction() as db:
            found = db.execute(statement, [size]).fetchall()
        return [unpack(SettledRow, packed) for (packed,) in found]

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets rows."""
        with self._database.transaction() as db:
            _forget(db, ids)

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()


def _select(ids: Sequence[str]) -> str:
    return f"SELECT id, packed FROM rows WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608 (only marks)


def _forget(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    db.executemany("DELETE FROM rows WHERE id = ?", [(id,) for id in ids])
    db.executemany("DELETE FROM urls WHERE id = ?", [(id,) for id in ids])


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _digest(url: str) -> bytes:
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=16).digest()
