"""The API over parts that live in memory: no service, no network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from config.settings import Settings
from pipeline.engines.port import Answer, FacetValue, Hit, Snippet, Stored
from pipeline.errors import Away
from pipeline.ledger.records import Arrival, Block, Receipt, Trace
from pipeline.outcomes import Outcome
from pipeline.records import Article
from web.app import create

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARTICLE = Article(
    id="ab12",
    url="https://example.org/1",
    canonical_url="https://example.org/1",
    title="L’élection",
    text="Le maire <script>alert(1)</script>",
    first_seen=NOON,
    fetched_at=NOON,
)


EARLIER = ARTICLE.evolve(revision=1, title="La campagne", text="Le maire hésite")
ARTICLE = ARTICLE.evolve(revision=2)


class Engine:
    """Holds one article."""

    name = "fake"
    away = False

    def search(self, question: Any) -> Answer:
        hit = Hit(article=ARTICLE, score=1.0, snippets=(Snippet(text="L’élection", marks=((2, 10),)),))
        return Answer(total=1, took_ms=1, hits=(hit,), facets={"language": (FacetValue(value="fr", count=1),)})

    def get(self, ids: list[str]) -> dict[str, Stored]:
        return {id: Stored(article=ARTICLE, version=1, partition=2026) for id in ids if id == ARTICLE.id}

    def owners(self, canonical_urls: list[str]) -> dict[str, str]:
        return {url: ARTICLE.id for url in canonical_urls if url == ARTICLE.canonical_url}

    def health(self) -> dict[str, str]:
        if self.away:
            raise Away("elasticsearch", "connection refused")
        return {"engine": "fake", "version": "1", "status": "green", "detail": ""}


class Ledger:
    """Takes everything in and remembers it."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.barred: dict[str, Block] = {}
        self.error: Exception | None = None

    def accept(self, arrivals: list[Arrival]) -> list[Receipt]:
        if self.error is not None:
            raise self.error
        self.arrivals += arrivals
        return [_receipt(arrival) for arrival in arrivals]

    def wake(self, stage: object) -> bool:
        return False

    def trace(self, url_or_id: str) -> Trace | None:
        if self.error is not None:
            raise self.error
        known = url_or_id in (ARTICLE.id, ARTICLE.url)
        return Trace(id=ARTICLE.id, url=ARTICLE.url, outcome=Outcome.INDEXED) if known else None

    def block(self, id: str, url: str, reason: str, names: list[str]) -> Block:
        self.barred[id] = Block(id=id, url=url, reason=reason, at=NOON)
        return self.barred[id]

    def blocks(self, most: int) -> list[Block]:
        return list(self.barred.values())[:most]

    def unblock(self, names: list[str]) -> str | None:
        return next((name for name in names if self.barred.pop(name, None)), None)

    def check(self) -> list[object]:
        if self.error is not None:
            raise self.error
        return []


def _receipt(arrival: Arrival) -> Receipt:
    outcome = Outcome.REJECTED if arrival.refused else Outcome.IN_FLIGHT
    return Receipt(id=arrival.id, url=arrival.url, outcome=outcome, reason=arrival.refused)


class TraceStore:
    """Remembers nothing."""

    def get(self, ids: list[str]) -> dict[str, Any]:
        return {}

    def find(self, url: str) -> None:
        return None


class RevisionStore:
    """Keeps one earlier version."""

    def of(self, id: str) -> list[Article]:
        return [EARLIER] if id == EARLIER.id else []

    def get(self, id: str, revision: int) -> Article | None:
        return EARLIER if (id, revision) == (EARLIER.id, 1) else None


@pytest.fixture
def fake_parts() -> SimpleNamespace:
    settings = Settings(redis_url="redis://127.0.0.1:1/0")
    return SimpleNamespace(
        settings=settings,
        ledger=Ledger(),
        engine=Engine(),
        trace_store=TraceStore(),
        revision_store=RevisionStore(),
    )


Connect = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def api(fake_parts: SimpleNamespace) -> Connect:
    """Gives a client of the API; keyword arguments are settings."""

    @asynccontextmanager
    async def connect(**given: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = create(Settings(redis_url="redis://127.0.0.1:1/0", **given), fake_parts)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client,
        ):
            yield client

    return connect
