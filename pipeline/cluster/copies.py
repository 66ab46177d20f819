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
    moment = _milliseconds(article.published_at or article.first_seen)
    copy_of, changed = near.place(redis, prefix, article.id, token, moment, sign(article.text))
    return Clustered(article.evolve(duplicate_of=copy_of), changed)


def representative(redis: Redis, prefix: str, ids: Sequence[str]) -> dict[str, str | None]:
    """For each id that is known: the representative of its set, None when it is its own; raises `Away("redis")`."""
    return near.stand(redis, prefix, ids)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
