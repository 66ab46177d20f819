"""The Redis of the tests keeps its promises: settings, and data that outlives a kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.services.redis import RedisServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis").start()
    yield server
    server.stop()


def test_it_is_what_the_product_asks_for(redis_client: redis.Redis) -> None:
    assert int(redis_client.info("server")["redis_version"].split(".")[0]) >= 7
    config = redis_client.config_get("append*", "maxmemory-policy", "save")
    assert (config["appendonly"], config["appendfsync"]) == ("yes", "always")
    assert (config["maxmemory-policy"], config["save"]) == ("noeviction", "")


def test_each_test_finds_it_empty(redis_client: redis.Redis, prefix: str) -> None:
    assert redis_client.dbsize() == 0
    redis_client.set(prefix, "left behind")


def test_each_test_finds_it_empty_again(redis_client: redis.Redis) -> None:
    assert redis_client.dbsize() == 0


def test_a_killed_server_comes_back_with_its_data_on_its_port(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.set("kept", "yes")
    url, pid = server.url, server.pid
    server.kill()
    assert server.pid is None
    server.start()
    assert server.url == url and server.pid != pid
    with redis.Redis.from_url(server.url) as client:
        assert client.get("kept") == b"yes"


def test_a_restart_is_a_kill_and_a_start(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.rpush("kept", *range(100))
        pid = server.pid
        assert server.restart().pid != pid
    with redis.Redis.from_url(server.url) as client:
        assert client.llen("kept") == 100
