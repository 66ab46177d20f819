"""Whether this Redis can keep the ledger's promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from pipeline.ledger.records import Problem
from pipeline.ledger.scripting import told_apart

OLDEST = 7
"""The first major version whose scripts can say `allow-oom`."""


def check(redis: Redis) -> list[Problem]:
    """A problem for each breach; raises `Away`."""
    with told_apart():
        return [*_server(redis), *_durability(redis), *_memory(redis)]


def _server(redis: Redis) -> Iterator[Problem]:
    server: dict[str, Any] = redis.info("server")
    version = str(server.get("redis_version", "0"))
    if int(version.split(".")[0]) < OLDEST:
        yield Problem(what=f"Redis {version} is too old", fix=f"use Redis {OLDEST} or newer, or Valkey")
    if server.get("redis_mode") == "cluster":
        yield Problem(what="Redis runs as a cluster", fix="use a single server (with a replica, if you like)")


def _durability(redis: Redis) -> Iterator[Problem]:
    if not redis.info("persistence").get("aof_enabled"):
        yield Problem(
            what="Redis keeps no append-only file: what it holds is lost with it",
            fix="set `appendonly yes` in redis.conf, or CONFIG SET appendonly yes",
        )
    try:
        setting = redis.config_get("appendfsync").get("appendfsync")
    except ResponseError:
        yield Problem(
            what="Redis doesn't tell its configuration (CONFIG is forbidden)",
            fix="make sure that it has `appendfsync always`",
            fatal=False,
        )
        return
    if setting not in ("always", b"always"):
        yield Problem(
            what=f"appendfsync is {setting}: a power cut may lose what was accepted",
            fix="set `appendfsync always` in redis.conf, or CONFIG SET appendfsync always",
        )


def _memory(redis: Redis) -> Iterator[Problem]:
    policy = redis.info("memory").get("maxmemory_policy")
    if policy != "noeviction":
        yield Problem(
            what=f"maxmemory-policy is {policy}: Redis may throw work away",
            fix="set `maxmemory-policy noeviction` in redis.conf, or CONFIG SET maxmemory-policy noeviction",
        )
