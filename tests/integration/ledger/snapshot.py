"""All that one ledger has in Redis, read at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from redis import Redis

READ = {
    "row": "hgetall",
    "flight": "hgetall",
    "payload": "get",
    "again": "get",
    **dict.fromkeys(("held", "guests"), "smembers"),
    **dict.fromkeys(("ready", "later", "running", "settled", "dead", "leases", "queue", "hosts", "busy"), "zrange"),
}
"""Nouns of keys and the command that reads them; the others are only listed."""


class Snapshot:
    """`keys[noun][rest of the key]` is what the key holds, as texts; nouns that aren't read hold None."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        names = [key.decode().split(":", 2)[1:] for key in redis.keys(f"{prefix}:*")]
        with redis.pipeline(transaction=False) as pipe:
            for noun, *rest in names:
                _ask(pipe, READ.get(noun), ":".join([prefix, noun, *rest]))
            answers = pipe.execute()
        self.keys: dict[str, dict[str, Any]] = defaultdict(dict)
        for (noun, *rest), answer in zip(names, answers, strict=True):
            self.keys[noun]["".join(rest)] = _as_text(answer) if noun in READ else None

    def one(self, noun: str, rest: str = "") -> Any:
        """What one key holds; empty where there is none."""
        return self.keys[noun].get(rest) or {}

    def places(self) -> Counter:
        """(id, state, stage) of every place where a passage stands, with how often."""
        found = Counter((id, "settled", "") for id in self.one("settled"))
        for state in ("ready", "later", "running"):
            for rest, ids in self.keys[state].items():
                found.update((id, state, rest.split(":")[0]) for id in ids)
        return found


def _ask(pipe: Any, command: str | None, key: str) -> None:
    if command == "zrange":
        pipe.zrange(key, 0, -1)
    elif command:
        getattr(pipe, command)(key)
    else:
        pipe.exists(key)


def _as_text(answer: Any) -> Any:
    match answer:
        case bytes():
            return answer.decode()
        case dict():
            return {field.decode(): value.decode() for field, value in answer.items()}
        case list() | set():
            return [part.decode() for part in answer]
    return answer


PASSING = ("asked", "turn")
"""Keys that expire by themselves within a run: kept answers, and turns of hosts that have come."""


def image(redis: Redis, prefix: str) -> dict[bytes, bytes]:
    """Every lasting key with its bytes: equal images mean that nothing changed."""
    keys = [key for key in redis.keys(f"{prefix}:*") if key.decode().split(":")[1] not in PASSING]
    with redis.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.dump(key)
        return dict(zip(keys, pipe.execute(), strict=True))
