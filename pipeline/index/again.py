"""A known article that has been read again: what becomes of the document that is stored. Pure."""

from __future__ import annotations

from typing import Any

from pipeline.records import Article, Kind

UNTOLD = {"indexed_at", "fetched_at"}
"""What differs between two runs that found the same."""


def again(article: Article, stored: Article, kind: Kind) -> Article:
    """The document that takes the place of the stored one.

    Another title, lead or text makes a new revision: the stored number and one. Without one, a `revision` leaves
    all as it stands but whose copy it is, and a `reprocess` brings what enrichment finds by now.
    """
    known = _as_first_seen(article, stored)
    if words(article) != words(stored):
        return known.evolve(revision=stored.revision + 1)
    if kind is Kind.REVISION:
        return stored.evolve(duplicate_of=article.duplicate_of, story=article.story)
    return known.evolve(revision=stored.revision)


def words(article: Article) -> tuple[str | None, str | None, str]:
    """What a reader reads: when it changes, there is a new revision."""
    return article.title, article.lead, article.text


def same(one: Article, other: Article) -> bool:
    """Whether two documents tell the same."""
    return _told(one) == _told(other)


def _as_first_seen(article: Article, stored: Article) -> Article:
    """What was settled when the article was first accepted stays, though its row may have left Redis since."""
    return article.evolve(
        url=stored.url,
        first_seen=stored.first_seen,
        source=stored.source or article.source,
        collections=article.collections or stored.collections,
    )


def _told(article: Article) -> dict[str, Any]:
    return article.model_dump(exclude=UNTOLD)
