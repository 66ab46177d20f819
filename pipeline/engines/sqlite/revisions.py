"""The revision store of one machine: SQLite, used by several processes at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.engines.revisions import MOST
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.database import Database
from pipeline.records import Article

SCHEMA = """
CREATE TABLE IF NOT EXISTS revisions (
    id TEXT NOT NULL, revision INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (id, revision)
) WITHOUT ROWID;
PRAGMA secure_delete = ON;
"""
"""What was removed for a court is overwritten, not only left out (sqlite.org/pragma.html#pragma_secure_delete)."""


class SqliteRevisionStore:
    """Fills `pipeline.engines.revisions.RevisionStore` in one file. All methods raise `Away("revision store")`."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, "revision store")

    def keep(self, articles: Sequence[Article]) -> None:
        """Stores or replaces versions; on the disk when it returns."""
        if not articles:
            return
        with self._database.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO revisions VALUES (?, ?, ?)",
                [(article.id, article.revision, pack(article)) for article in articles],
            )

    def of(self, id: str) -> list[Article]:
        """The versions kept of an article, the latest first."""
        statement = "SELECT packed FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT ?"
        with self._database.transaction() as db:
            found = db.execute(statement, [id, MOST]).fetchall()
        return [unpack(Article, packed) for (packed,) in found]

    def get(self, id: str, revision: int) -> Article | None:
        """One version."""
        with self._database.transaction() as db:
            found = db.execute("SELECT packed FROM revisions WHERE id = ? AND revision = ?", [id, revision]).fetchone()
        return unpack(Article, found[0]) if found else None

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets all versions of these articles."""
        if not ids:
            return
        with self._database.transaction() as db:
            db.executemany("DELETE FROM revisions WHERE id = ?", [(id,) for id in ids])

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()
