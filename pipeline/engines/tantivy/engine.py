"""The embedded engine: Tantivy in a folder. One process writes, any number read, all see what was committed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import tantivy

from pipeline.engines.bounds import bounded, nothing
from pipeline.engines.derived import digest
from pipeline.engines.port import MOST_COPIES, Answer, Removal, Stored, Write, WriteResult, Written
from pipeline.engines.query import Question
from pipeline.engines.tantivy.finder import Finder, article, matching
from pipeline.engines.tantivy.folder import Folder
from pipeline.engines.tantivy.schema import document
from pipeline.records import Article

SEVERAL = 10
"""Owners of one thing among which the smallest id is named."""


REMEMBERED = 10_000
"""Removals, the latest, that an older write can't undo."""


class TantivyEngine:
    """Fills `pipeline.engines.port.Engine`. The index is made on the first write; before, it is empty.

    With `writable`, the first write takes the lock and keeps it until `close`; `Away` when another has it.
    """

    name = "tantivy"

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        self._folder = Folder(folder, writable=writable)
        self._removed: dict[str, int] = {}

    def prepare(self) -> None:
        """Makes the index when it is to be written; raises `Misuse` when one of another version is there."""
        self._folder.prepare()

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        """One commit, on disk when this returns. Older versions are left out, equal ones written again."""
        if not writes:
            return []
        with self._folder.writing() as writer:
            stored = self._removed | self._versions([write.article.id for write in writes])
            return [_put(writer, write, stored) for write in writes]

    def remove(self, removals: Sequence[Removal]) -> list[WriteResult]:
        """One commit, on disk when this returns. What was removed is remembered by the one process that writes."""
        if not removals:
            return []
        with self._folder.writing() as writer:
            stored = self._versions([removal.id for removal in removals])
            results = [_taken(writer, removal, stored.get(removal.id, 0)) for removal in removals]
        gone = zip(removals, results, strict=True)
        self._remember({removal.id: removal.version for removal, told in gone if told.written is Written.STORED})
        return results

    def _remember(self, removed: dict[str, int]) -> None:
        for id, latest in removed.items():
            self._removed[id] = max(latest, self._removed.pop(id, 0))
        for id in list(self._removed)[:-REMEMBERED]:
            del self._removed[id]

    def refresh(self) -> None:
        """Nothing to do: what is committed is searchable, and every question looks for new commits."""

    def get(self, ids: Sequence[str]) -> dict[str, Stored]:
        """The articles with these ids."""
        found = map(_stored, self._by_id(ids))
        return {stored.article.id: stored for stored in found}

    def owners(self, canonical_urls: Sequence[str]) -> dict[str, str]:
        """Canonical URL to the id of its article, of a few the smallest."""
        keys = {digest(url): url for url in canonical_urls}
        return {keys[key]: id for key, id in self._owners("canonical", list(keys)).items()}

    def owners_of_text(self, digests: Sequence[str]) -> dict[str, str]:
        """Digest of a text to the id of an article with it, of a few the smallest."""
        return self._owners("digest", digests)

    def copies(self, id: str) -> list[Article]:
        """The articles whose `duplicate_of` is this one."""
        searcher = self._folder.searcher()
        found = matching(searcher, "duplicate_of", [id], MOST_COPIES) if searcher else ()
        return [article(made).evolve(text="", entities=(), quotes=()) for made in found]

    def search(self, question: Question) -> Answer:
        """Raises `Misuse` when the page is out of bounds."""
        bounded(question)
        started = time.perf_counter()
        searcher = self._folder.searcher()
        answer = Finder(searcher).answer(question) if searcher else nothing(question)
        return answer.evolve(took_ms=round(1000 * (time.perf_counter() - started)))

    def count(self) -> int:
        """How many articles there are."""
        searcher = self._folder.searcher()
        return searcher.num_docs if searcher else 0

    def everything(self) -> Iterator[Article]:
        """All articles as they were when this began, month by month, so that no list of all is held."""
        searcher = self._folder.searcher()
        if searcher is None:
            return
        for month, _ in searcher.terms_with_prefix("facet_month", ""):
            yield from map(article, matching(searcher, "facet_month", [month], searcher.num_docs))

    def health(self) -> dict[str, str]:
        """Always green: what can't be read raises `Away`."""
        detail = f"{self.count()} articles in {self._folder.path}"
        return {"engine": self.name, "version": version("tantivy"), "status": "green", "detail": detail}

    def close(self) -> None:
        """Lets go of the lock."""
        self._folder.close()

    def _by_id(self, ids: Sequence[str]) -> Iterator[tantivy.Document]:
        searcher = self._folder.searcher()
        return matching(searcher, "id", ids, len(ids)) if searcher and ids else iter(())

    def _owners(self, field: str, keys: Sequence[str]) -> dict[str, str]:
        searcher = self._folder.searcher()
        if searcher is None:
            return {}
        owners = {key: [made["id"][0] for made in matching(searcher, field, [key], SEVERAL)] for key in keys}
        return {key: min(ids) for key, ids in owners.items() if ids}

    def _versions(self, ids: Sequence[str]) -> dict[str, int]:
        return {made["id"][0]: made["version"][0] for made in self._by_id(ids)}


def _taken(writer: tantivy.IndexWriter, removal: Removal, stored: int) -> WriteResult:
    """Takes the article out, unless a newer version is there."""
    if removal.version < stored:
        return WriteResult(id=removal.id, written=Written.OLDER, detail=f"version {stored} is there")
    writer.delete_documents_by_term("id", removal.id)
    return WriteResult(id=removal.id, written=Written.STORED)


def _put(writer: tantivy.IndexWriter, write: Write, stored: dict[str, int]) -> WriteResult:
    """Replaces the article, unless a newer version is there; `stored` takes note of it."""
    id = write.article.id
    if write.version < stored.get(id, 0):
        return WriteResult(id=id, written=Written.OLDER, detail=f"version {stored[id]} is there, or was removed")
    try:
        made = document(write)
    except ValueError as error:
        return WriteResult(id=id, written=Written.REFUSED, detail=str(error)[:500])
    writer.delete_documents_by_term("id", id)
    writer.add_document(made)
    stored[id] = write.version
    return WriteResult(id=id, written=Written.STORED)


def _stored(made: tantivy.Document) -> Stored:
    return Stored(article=article(made), version=made["version"][0], partition=made["partition"][0])
