"""Copies: every text of a set of near duplicates points to the earliest of them.

The representative is the member with the smallest `(published_at or first_seen, id)`, whatever the order of
arrival: sets are the connected components of «is a copy of», which no order changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redis import Redis

from pipeline.cluster import near
from pipeline.cluster.signature import sign
from pipeline.records import Article

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clustered:
    """The article, its `duplicate_of` set, and the new `duplicate_of` of the other articles that it changed."""

    article: Article
    changed: dict[str, str | None] = field(default_factory=dict)


def cluster(article: Article, redis: Redis, prefix: str, *, token: int) -> Clustered:
    """Folds the article among its copies of the last 30 days; `token` is the claim's.

    The caller indexes the `changed` again. The same article again changes nothing, and is told the same
    `changed` for an hour, so that a worker's death between the two loses nothing; a revised text leaves its old
    set first; an older token than the last changes nothing. Raises `Away("redis")`.
    """
    copy_of, changed = near.place(redis, prefix, article.id, token, _moment(article), sign(article.text))
    return Clustered(article.evolve(duplicate_of=copy_of), changed)


def forget(id: str, redis: Redis, prefix: str, *, token: int) -> dict[str, str | None]:
    """Takes a text out of its set for good; gives the new `duplicate_of` of each copy that this changes.

    A mark of the token stays, so that a worker that clustered the text and was stopped can't bring it back; a
    later token can. The same again is told the same for an hour. Raises `Away("redis")`.
    """
    return near.place(redis, prefix, id, token, 0, None)[1]


def first_of(copies: Sequence[Article]) -> str:
    """The id of the one that represents these; the rule of the scripts, for copies that they know no longer."""
    return min(copies, key=lambda copy: (_moment(copy), copy.id)).id


def representative(redis: Redis, prefix: str, ids: Sequence[str]) -> dict[str, str | None]:
    """For each id that is known: the representative of its set, None when it is its own; raises `Away("redis")`."""
    return near.stand(redis, prefix, ids)


def _moment(article: Article) -> int:
    """Milliseconds since 1970."""
    return ((article.published_at or article.first_seen) - _EPOCH) // timedelta(milliseconds=1)
