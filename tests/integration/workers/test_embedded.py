"""The embedded Redis: started once for all users, ended with the last, back after any death."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import redis

from config.settings import Settings, load
from workers import identity
from workers.embedded.folder import Folder
from workers.embedded.locks import wait_until
from workers.embedded.users import REDIS, using, wait_for_end


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = load(environ={"ROTATIVE_DATA_DIR": str(tmp_path / "data")})
    yield settings
    assert wait_for_end(settings, 20), "a service outlived its last user"


def client(own: Settings) -> redis.Redis:
    assert own.redis_url is not None
    return redis.Redis.from_url(own.redis_url.get_secret_value())


def test_it_keeps_what_the_ledger_rests_on(settings: Settings) -> None:
    with using(settings, workers=False) as own:
        config = client(own).config_get("append*")
        assert (config["appendonly"], config["appendfsync"]) == ("yes", "always")
        assert client(own).config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_data_outlives_the_service(settings: Settings) -> None:
    with using(settings, workers=False) as own:
        client(own).set("kept", "yes")
    assert wait_for_end(settings, 20)
    with using(settings, workers=False) as own:
        assert client(own).get("kept") == b"yes"


def test_the_second_user_shares_the_first_ones_server(settings: Settings) -> None:
    with using(settings, workers=False) as first:
        with using(settings, workers=False) as second:
            assert client(first).info("server")["process_id"] == client(second).info("server")["process_id"]
        assert client(first).ping()


def test_many_at_once_start_one_server(settings: Settings) -> None:
    def server(_: int) -> int:
        with using(settings, workers=False) as own:
            return int(client(own).info("server")["process_id"])

    with using(settings, workers=False), ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(server, range(16)))) == 1


def test_a_killed_server_is_started_again_with_its_data(settings: Settings) -> None:
    with using(settings, workers=False) as own:
        client(own).set("kept", "yes")
        os.kill(client(own).info("server")["process_id"], signal.SIGKILL)
        assert wait_until(lambda: _get(own, "kept") == b"yes", 20)


def test_a_killed_keeper_leaves_nothing_that_holds_the_data(settings: Settings) -> None:
    with using(settings, workers=False) as own:
        client(own).set("kept", "yes")
        said = Folder(settings.data_dir).said(REDIS)
        assert said is not None
        psutil.Process(identity.pid(said["keeper"])).kill()
        assert wait_until(lambda: not identity.is_alive(said["keeper"]), 5)
        with using(settings, workers=False) as again:
            assert client(again).get("kept") == b"yes"


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    settings = load(environ={"ROTATIVE_DATA_DIR": str(tmp_path / ("long" * 30))})
    with using(settings, workers=False) as own:
        assert client(own).ping()
    assert wait_for_end(settings, 20)


def _get(own: Settings, name: str) -> bytes | None:
    try:
        return client(own).get(name)
    except redis.RedisError:
        return None
