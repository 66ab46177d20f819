"""The revision store: the earlier versions of articles that have changed. The index holds the latest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.records import Article

MOST = 100
"""Earlier versions of one article that are told at once, the latest: a page that counts visitors has thousands."""


class RevisionStore(Protocol):
    """Adapters: `pipeline.engines.sqlite.revisions` (embedded), `pipeline.engines.elasticsearch.revisions`. All
    methods raise `Away`."""

    def keep(self, articles: Sequence[Article]) -> None:
        """Stores or replaces versions, each under its id and revision; durable on return."""

    def of(self, id: str) -> list[Article]:
        """The versions kept of an article, the latest first, at most `MOST`."""

    def get(self, id: str, revision: int) -> Article | None:
        """One version."""

    def remove(self, ids: Sequence[str]) -> None:
        """Forgets all versions of these articles; none is left on return."""

    def close(self) -> None:
        """Lets go of connections."""
