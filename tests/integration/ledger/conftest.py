"""Ledgers on a real Redis, and short hands for what tests offer to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Arrival, Books, Claim
from pipeline.ledger.sqlite import SqliteTraceStore
from pipeline.records import Kind, Stage

MANY, LARGE = 1000, 10**9


@dataclass(frozen=True)
class Desk:
    """Makes ledgers on one prefix: other workers, later moments, other limits."""

    redis: Redis
    prefix: str

    def ledger(self, worker: str = "w1", at: float = 0.0, store: Any = None, **limits: Any) -> Ledger:
        return Ledger(self.redis, self.prefix, Limits(**limits), worker, clock_offset=at, store=store)

    def key(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))

    def row(self, id: str) -> dict[str, str]:
        found = self.redis.hgetall(self.key("row", id))
        return {name.decode(): value.decode() for name, value in found.items()}

    def has_payload(self, id: str) -> bool:
        return bool(self.redis.exists(self.key("payload", id)))


@pytest.fixture
def desk(redis_client: Redis, prefix: str) -> Desk:
    return Desk(redis_client, prefix)


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    return desk.ledger()


@pytest.fixture
def trace_store(tmp_path: Path) -> Iterator[SqliteTraceStore]:
    store = SqliteTraceStore(tmp_path / "trace.sqlite")
    yield store
    store.close()


@pytest.fixture
def arrival() -> Callable[..., Arrival]:
    """An arrival of `id`, at clean unless told otherwise."""

    def make(id: str, stage: Stage = Stage.CLEAN, host: str = "a.example", **fields: Any) -> Arrival:
        given = {"url": f"https://{host}/{id}", "payload": b"payload of " + id.encode(), "host": host}
        return Arrival(id=id, stage=stage, **(given | fields))

    return make


@pytest.fixture
def claim_all() -> Callable[[Ledger, Stage], Claim | None]:
    return lambda ledger, stage: ledger.claim(stage, MANY, LARGE)


@pytest.fixture
def books_of() -> Callable[..., Books]:
    """The books of one kind; all kinds must balance."""

    def read(ledger: Ledger, kind: Kind = Kind.NEW) -> Books:
        books = ledger.books()
        assert all(book.balanced for book in books.values()), books
        return books[kind]

    return read
