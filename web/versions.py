"""The versions of an article: the one that is searched, and those that it replaced."""

from __future__ import annotations

from pipeline.engines.revisions import MOST
from pipeline.errors import Unknown
from pipeline.index.changes import Paragraph, changes, counted
from pipeline.records import Article, Moment, Record
from web import library
from workers.parts import Parts


class Revision(Record):
    """One version in the list: `added` and `removed` count words against the version before it; None: the first one
    there is."""

    revision: int
    indexed_at: Moment | None
    title: str | None
    word_count: int
    added: int | None = None
    removed: int | None = None


class Change(Record):
    """What one version changed in the one before it."""

    id: str
    before: int
    after: int
    added: int
    removed: int
    paragraphs: tuple[Paragraph, ...]


def listed(parts: Parts, id: str) -> list[Revision]:
    """The versions, the latest first, at most 101.

    :raises Unknown: there is no such article.
    :raises Away: the index or the revision store can't be reached.
    """
    versions = _versions(parts, library.by_id(parts, id))
    before = [*versions[1:], None]
    return [_listed(version, earlier) for version, earlier in zip(versions, before, strict=True)]


def one(parts: Parts, id: str, revision: int) -> Article:
    """One version; raises as `listed` does, and `Unknown` when it isn't kept."""
    current = library.by_id(parts, id)
    found = current if revision == current.revision else _kept(parts, id, revision, current)
    if found is None:
        raise Unknown(f"no version {revision} of {id!r}: the latest is {current.revision}")
    return found


def change(parts: Parts, id: str, revision: int | None = None) -> Change:
    """What a version (the latest, unless named) changed; raises as `one` does, and `Unknown` when there is none
    before it."""
    current = library.by_id(parts, id)
    versions = _versions(parts, current)
    after = current if revision is None else one(parts, id, revision)
    before = next((version for version in versions if version.revision < after.revision), None)
    if before is None:
        raise Unknown(f"no version of {id!r} before {after.revision} is kept")
    added, removed = counted(before, after)
    return Change(
        id=id,
        before=before.revision,
        after=after.revision,
        added=added,
        removed=removed,
        paragraphs=tuple(changes(before, after)),
    )


def _versions(parts: Parts, current: Article) -> list[Article]:
    # A version is kept before the next one is written: until then it is in both places.
    earlier = [version for version in parts.revision_store.of(current.id) if version.revision < current.revision]
    return [current, *earlier[:MOST]]


def _kept(parts: Parts, id: str, revision: int, current: Article) -> Article | None:
    return parts.revision_store.get(id, revision) if 0 < revision < current.revision else None


def _listed(version: Article, earlier: Article | None) -> Revision:
    added, removed = counted(earlier, version) if earlier else (None, None)
    return Revision(
        revision=version.revision,
        indexed_at=version.indexed_at,
        title=version.title,
        word_count=version.word_count,
        added=added,
        removed=removed,
    )
