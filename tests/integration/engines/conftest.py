"""Both engines, real, each test with an index of its own; and a factory of articles."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.engines.elasticsearch.engine import ElasticsearchEngine
from pipeline.engines.port import Engine, Write
from pipeline.engines.tantivy.engine import TantivyEngine
from pipeline.records import Article
from pipeline.search.search import SearchAnswer, search

ENGINES = ("tantivy", "elasticsearch")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=ENGINES)
def open_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable]:
    """Opens engines on fresh, empty indices; closes them in the end."""
    opened: list[Engine] = []

    def opener() -> Engine:
        if request.param == "tantivy":
            engine: Engine = TantivyEngine(tmp_path_factory.mktemp("index"), writable=True)
        else:
            url = request.getfixturevalue("elasticsearch_url")
            engine = ElasticsearchEngine(url, f"t{uuid.uuid4().hex[:12]}")
        opened.append(engine)
        return engine

    yield opener
    for engine in opened:
        engine.close()


@pytest.fixture
def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def engine(open_engine: Callable[[], Engine]) -> Engine:
    """An engine that is prepared and empty."""
    made = open_engine()
    made.prepare()
    return made


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """An article with sensible defaults; `id` makes its URLs."""

    def make(id: str, **fields: Any) -> Article:
        url = f"https://www.journal.example/{id}"
        defaults = {"url": url, "canonical_url": url, "site": "www.journal.example", "first_seen": NOW}
        return Article.model_validate(defaults | {"fetched_at": NOW, "language": "fr"} | fields | {"id": id})

    return make


@pytest.fixture(scope="session")
def put() -> Callable[..., None]:
    """Writes articles (version 1, partition 2026 unless said) and makes them searchable."""

    def write(engine: Engine, *articles: Article, version: int = 1, partition: int = 2026) -> None:
        results = engine.write([Write(article=a, version=version, partition=partition) for a in articles])
        assert [result.written for result in results] == ["stored"] * len(articles), results
        engine.refresh()

    return write


@pytest.fixture(scope="session")
def find() -> Callable[..., SearchAnswer]:
    """Asks as a person does."""

    def ask(engine: Engine, text: str, **options: Any) -> SearchAnswer:
        return search(engine, text, now=NOW + timedelta(0), **options)

    return ask


@pytest.fixture(scope="session")
def ids(find: Callable[..., SearchAnswer]) -> Callable[..., set[str]]:
    """The ids of what a query finds."""

    def found(engine: Engine, text: str) -> set[str]:
        answer = find(engine, text, size=100)
        assert answer.total == len(answer.hits)
        return {hit.id for hit in answer.hits}

    return found
