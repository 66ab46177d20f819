"""What every test may ask for: the real services, and a prefix of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from pipeline.errors import Misuse
from tests.services.elasticsearch.choice import Server, new_server
from tests.services.missing import ServiceMissing
from tests.services.redis import RedisServer


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--full`: the long forms of tests that have two, such as those of chaos."""
    parser.addoption("--full", action="store_true", help="run the long forms of tests that have a short one")


@contextmanager
def needed() -> Iterator[None]:
    """A service that can't run here skips its tests on a laptop, and fails them on a CI machine."""
    try:
        yield
    except (ServiceMissing, Misuse) as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@contextmanager
def elasticsearch(password: str | None = None) -> Iterator[Server]:
    """A server that isn't started yet; its data is gone in the end."""
    with needed():
        server = new_server(password)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The Redis that the tests of a run share; a test that kills one starts its own."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    try:
        with needed():
            server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """URL of a real Redis, append-only and without eviction; `ROTATIVE_TEST_REDIS_URL` names another."""
    given = os.environ.get("ROTATIVE_TEST_REDIS_URL")
    return given or request.getfixturevalue("redis_server").url


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    """A client of an empty database."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """URL of a real Elasticsearch without security; `ROTATIVE_TEST_ELASTICSEARCH_URL` names another."""
    given = os.environ.get("ROTATIVE_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    with elasticsearch() as server:
        with needed():
            server.start()
        yield server.url


@pytest.fixture
def own_elasticsearch() -> Iterator[Server]:
    """A server of one test's own that isn't started yet, to be killed and started again."""
    with elasticsearch() as server:
        yield server


@pytest.fixture(scope="module")
def secured_elasticsearch_url() -> Iterator[str]:
    """URL, with user and password, of a real Elasticsearch that asks for them; a module's, for the memory it takes."""
    with elasticsearch(password=uuid.uuid4().hex) as server:
        with needed():
            server.start()
        yield server.url


@pytest.fixture
def prefix() -> str:
    """A prefix of keys and indices that no other test has, valid as `ROTATIVE_PREFIX`."""
    return f"t{uuid.uuid4().hex[:12]}"
