"""What lies where in archives: the newest page of each article, learned once from each file and kept in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipeline.archive import reading
from pipeline.archive.places import Place, regular, stamp_of
from pipeline.archive.reading import Kept
from pipeline.archive.writer import OPEN
from pipeline.records import Page, Record

TABLES = """
CREATE TABLE IF NOT EXISTS files (file TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (id TEXT PRIMARY KEY, url TEXT NOT NULL, final_url TEXT NOT NULL, source TEXT,
    fetched_at REAL NOT NULL, file TEXT NOT NULL, number INTEGER NOT NULL, place TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_in_order ON pages (file, number);
CREATE INDEX IF NOT EXISTS pages_by_final_url ON pages (final_url);
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, file TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID;
"""

NEWEST = """
INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    url = excluded.url, final_url = excluded.final_url, source = excluded.source, fetched_at = excluded.fetched_at,
    file = excluded.file, number = excluded.number, place = excluded.place
WHERE excluded.fetched_at >= pages.fetched_at
"""

BATCH = 500
"""Pages that are noted in one transaction."""

Learned = Callable[[int], None]
"""Told how many pages were learned so far."""


class Choice(Record):
    """Which pages; `since` and `until` (exclusive) by when they were fetched. `ids`: empty for all."""

    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    ids: tuple[str, ...] = ()


class Spot(NamedTuple):
    """Where a page lies, in the order of reading: the file, and the number of its last record there."""

    file: str
    number: int


class Catalogue:
    """For one process at a time; what it learned is learned again when it is lost."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._db.executescript(TABLES)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def learn(self, archives: Sequence[Path], learned: Learned = lambda count: None) -> None:
        """Notes what is new in these archives; those that are gone are forgotten with all that was learned.

        :raises OSError: one can't be read.
        """
        there = {reading.key_of(path) for path in archives}
        if any(file not in there for (file,) in self._db.execute("SELECT file FROM files")):
            # Which page is the newest without those in them, only the others can tell.
            self._db.executescript("DELETE FROM files; DELETE FROM pages;")
        count = 0
        for path in archives:
            for batch in self._unread(path):
                count += batch
                learned(count)

    def _unread(self, path: Path) -> Iterator[int]:
        file, status = reading.key_of(path), regular(path)
        row = self._db.execute("SELECT place FROM files WHERE file = ?", (file,)).fetchone()
        place = Place.of(row[0] if row else None)
        if place.stamp == stamp_of(status):
            return
        batch: list[tuple[object, ...]] = []
        for kept in reading.pages(path, place):
            batch.append(_row(kept, file))
            place = kept.end
            if len(batch) == BATCH:
                self._note(batch, file, place)
                yield len(batch)
                batch = []
        self._note(batch, file, place.evolve(stamp=stamp_of(status)))
        yield len(batch)

    def _note(self, rows: Iterable[tuple[object, ...]], file: str, place: Place) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(NEWEST, rows)
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (file, str(place)))
        self._db.execute("COMMIT")

    def find(self, name: str) -> str | None:
        """The id of an article by its id, or by a URL under which its page was asked for or answered."""
        sql = "SELECT id FROM pages WHERE id = ?1 UNION ALL SELECT id FROM pages WHERE final_url = ?1 LIMIT 1"
        row = self._db.execute(sql, (name,)).fetchone()
        return row[0] if row else None

    def count(self, choice: Choice, after: Spot | None = None) -> int:
        """How many articles there are to choose from."""
        where, values = _where(choice, after)
        return int(self._db.execute(f"SELECT count(*) FROM pages WHERE {where}", values).fetchone()[0])  # noqa: S608

    def pages(self, choice: Choice, after: Spot | None = None) -> Iterator[tuple[str, Page, Spot]]:
        """The newest page of each article with its id, file by file; those in a file that went away are missing."""
        where, values = _where(choice, after)
        sql = f"SELECT id, file, number, place FROM pages WHERE {where} ORDER BY file, number"  # noqa: S608
        for file, rows in groupby(self._db.execute(sql, values), key=lambda row: str(row[1])):
            yield from _read(file, {row[2]: (row[0], Place.of(row[3])) for row in rows})

    def left_off(self, run: str) -> Spot | None:
        """Where a run was broken off; None: it was not."""
        row = self._db.execute("SELECT file, number FROM runs WHERE run = ?", (run,)).fetchone()
        return Spot(*row) if row else None

    def keep(self, run: str, spot: Spot | None) -> None:
        """Notes how far a run has come; None: it is over."""
        if spot is None:
            self._db.execute("DELETE FROM runs WHERE run = ?", (run,))
        else:
            self._db.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (run, *spot))


def _row(kept: Kept, file: str) -> tuple[object, ...]:
    page, number = kept.page, kept.end.count
    moment = page.fetched_at.timestamp()
    return kept.id, page.url, page.final_url, page.source, moment, file, number, str(kept.start)


def _where(choice: Choice, after: Spot | None) -> tuple[str, list[object]]:
    """The condition in SQL, made of fixed parts only, and its values."""
    parts: list[str] = ["1"]
    values: list[object] = []
    for part, value in (
        ("fetched_at >= ?", choice.since.timestamp() if choice.since else None),
        ("fetched_at < ?", choice.until.timestamp() if choice.until else None),
        ("source = ?", choice.source),
    ):
        if value is not None:
            parts.append(part)
            values.append(value)
    if choice.ids:
        parts.append(f"id IN ({','.join('?' * len(choice.ids))})")
        values += choice.ids
    if after is not None:
        parts.append("(file, number) > (?, ?)")
        values += after
    return " AND ".join(parts), values


def _read(file: str, wanted: dict[int, tuple[str, Place]]) -> Iterator[tuple[str, Page, Spot]]:
    path = Path(file) if Path(file).exists() else Path(file + OPEN)
    first, last = min(wanted), max(wanted)
    try:
        for kept in reading.pages(path, wanted[first][1], at=True):
            if kept.end.count in wanted:
                yield wanted[kept.end.count][0], kept.page, Spot(file, kept.end.count)
            if kept.end.count >= last:
                return
    except FileNotFoundError:
        return
