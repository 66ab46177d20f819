"""Which server is embedded: data stay with the one that wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Misuse
from workers.embedded import redis

OLD, NEW, GONE = Path("/usr/bin/redis-server"), Path("/wheel/valkey-server"), Path("/opt/redis-server")


@pytest.fixture(autouse=True)
def servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "_servers", lambda: (OLD, NEW))


def test_new_data_go_to_the_first_server_and_stay_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "_servers", lambda: (NEW,))
    assert redis.server_for(tmp_path) == NEW
    monkeypatch.setattr(redis, "_servers", lambda: (OLD, NEW))
    assert redis.server_for(tmp_path) == NEW, "a server that is installed later can't read what a newer one wrote"


def test_data_of_a_server_that_is_gone_go_to_the_first(tmp_path: Path) -> None:
    (tmp_path / redis.WRITER).write_text(f"{GONE}\n")
    assert redis.server_for(tmp_path) == OLD


def test_an_old_system_server_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(redis, "_major", lambda binary: 6 if "bin/redis" in binary else 9)
    monkeypatch.setattr(redis.shutil, "which", lambda name: str(OLD) if name == "redis-server" else None)
    monkeypatch.setattr(redis, "_bundled", lambda: str(NEW))
    redis._servers.cache_clear()
    assert redis.server_binary() == NEW
    monkeypatch.setattr(redis, "_bundled", lambda: None)
    redis._servers.cache_clear()
    with pytest.raises(Misuse, match="ROTATIVE_REDIS_URL"):
        redis.server_binary()
    redis._servers.cache_clear()


def test_only_this_user_reaches_it(tmp_path: Path) -> None:
    command = redis.command(tmp_path, tmp_path / "redis.sock", 1024**2)
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert (options["--port"], options["--unixsocketperm"]) == ("0", "700")
    assert (options["--appendfsync"], options["--maxmemory-policy"]) == ("always", "noeviction")
