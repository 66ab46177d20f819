"""Who works: each worker process says so every few seconds; shown by `status`."""

from __future__ import annotations

import json
from typing import Any, cast

from redis import Redis

SILENCE = 15
"""Seconds after which a worker that said nothing is no longer shown."""


class Roster:
    """A hash of workers in Redis, each with the second it was last heard of."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis, self._key = redis, f"{prefix}:roster"

    def sign(self, worker: str, queue: str) -> None:
        """Says that this worker is there."""
        self._redis.hset(self._key, worker, json.dumps({"queue": queue, "at": self._now()}))

    def strike(self, worker: str) -> None:
        """Takes a worker off the list."""
        self._redis.hdel(self._key, worker)

    def present(self) -> list[dict[str, Any]]:
        """`{queue, host, pid}` of each worker heard of lately, by queue; the silent are taken off."""
        now = self._now()
        found = cast(dict[bytes, bytes], self._redis.hgetall(self._key))
        rows = {name.decode(): json.loads(row) for name, row in found.items()}
        silent = [name for name, row in rows.items() if now - row["at"] > SILENCE]
        if silent:
            self._redis.hdel(self._key, *silent)
        return _shown({name: row for name, row in rows.items() if name not in silent})

    def _now(self) -> int:
        return int(self._redis.time()[0])


def _shown(rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    shown = [
        {"queue": row["queue"], "host": name.split("/")[0], "pid": int(name.split("/")[1])}
        for name, row in rows.items()
    ]
    return sorted(shown, key=lambda row: (row["queue"], row["host"], row["pid"]))
