"""The folder of the embedded index: who may write, and what readers see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from pipeline.engines.tantivy import schema
from pipeline.errors import Away, Misuse

HEAP = 64_000_000
"""Bytes of memory that the writer may fill before it flushes a segment."""


class Folder:
    """The index in `root`, in a folder of its own per schema version. A reader may come before the first writer."""

    def __init__(self, root: Path, *, writable: bool) -> None:
        self.path = root / f"articles-v{schema.VERSION}"
        self._writable = writable
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None

    def prepare(self) -> None:
        """Makes the index when it is to be written; raises `Misuse` when one of another version is there."""
        self._refuse_other_versions()
        if self._writable:
            self._make()

    def searcher(self) -> tantivy.Searcher | None:
        """What is committed by now, whoever did it; None before the first write."""
        if self._index is None and not (self.path / "meta.json").exists():
            return None
        with _away():
            index = self._index or self._open()
            index.reload()
            return index.searcher()

    @contextmanager
    def writing(self) -> Iterator[tantivy.IndexWriter]:
        """The writer; what was written is committed at the end, or rolled back when anything fails."""
        writer = self._lock()
        try:
            yield writer
            with _away():
                writer.commit()
        except BaseException:
            self._abandon()
            raise

    def close(self) -> None:
        """Lets go of the lock."""
        writer, self._writer, self._index = self._writer, None, None
        if writer is not None:
            with _away():
                writer.wait_merging_threads()

    def _refuse_other_versions(self) -> None:
        others = [path for path in self.path.parent.glob("articles-v*") if path.name != self.path.name]
        if others and not self.path.exists():
            raise Misuse(
                f"{others[0]} was written by another version of Rotative: use that version, or another data folder"
            )

    def _make(self) -> tantivy.Index:
        with _away():
            self.path.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(schema.build(), str(self.path), reuse=True)
        except ValueError as error:
            if "schema" in str(error).lower():
                raise Misuse(f"{self.path} holds an index with other fields: use another data folder") from error
            raise Away("index", str(error)) from error
        self._index.config_reader("manual")
        return self._index

    def _open(self) -> tantivy.Index:
        self._index = tantivy.Index.open(str(self.path))
        self._index.config_reader("manual")
        return self._index

    def _lock(self) -> tantivy.IndexWriter:
        if not self._writable:
            raise Misuse("this index was opened to be read only")
        if self._writer is None:
            index = self._index or self._make()
            with _away():
                self._writer = index.writer(HEAP, 1)
        return self._writer

    def _abandon(self) -> None:
        """Gives the writer up, and with it all that it did not commit; the next write opens another."""
        self._writer = None


@contextmanager
def _away() -> Iterator[None]:
    """Tantivy says everything by `ValueError`: a lock that is held, a full disk, a missing file."""
    try:
        yield
    except (ValueError, OSError) as error:
        held = "LockBusy" in str(error)
        raise Away("index", "another process writes to it" if held else str(error)) from error
