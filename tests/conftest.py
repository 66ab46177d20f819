"""What every test may ask for: the real services, and a prefix of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
import redis

from tests.services.redis import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The Redis that the tests of a run share; a test that kills one starts its own."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    try:
        yield server.start()
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


@pytest.fixture
def prefix() -> str:
    """A prefix of keys and indices that no other test has, valid as `ROTATIVE_PREFIX`."""
    return f"t{uuid.uuid4().hex[:12]}"
