"""The Lua scripts of a room (`pipeline/ROOM/scripts/`), and what their errors mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from redis import Redis
from redis import exceptions as faults
from redis.commands.core import Script

from pipeline.errors import Away, Full

SHARED = ("basics", "memory", "log", "names", "blocks", "books", "hosts", "rows", "places", "passages")
"""What may stand before a script, in this order; a line `-- uses: basics rows` says that these are enough.

Making the functions is the dearest part of a short script (75 of 90 µs with all of them).
"""

NOT_SERVING = ("LOADING", "MASTERDOWN", "MISCONF", "READONLY", "BUSY", "TRYAGAIN", "NOREPLICAS")
"""Error codes of a server that is there but can't serve now."""


@dataclass(frozen=True, slots=True)
class Room:
    """Whose scripts they are: a package with a folder `scripts`, and what may stand before each.

    A shared part that the room doesn't have is the ledger's.
    """

    package: str = "pipeline.ledger"
    shared: tuple[str, ...] = SHARED

    def part(self, name: str) -> str:
        """The text of a shared part."""
        folders = (resources.files(package) / "scripts" / "shared" for package in (self.package, LEDGER.package))
        return next(file for folder in folders if (file := folder / f"{name}.lua").is_file()).read_text("utf-8")


LEDGER = Room()


@cache
def source(name: str, room: Room = LEDGER) -> str:
    """The text of a script: its own first line (the flags), the shared functions, its body."""
    script = resources.files(room.package) / "scripts" / f"{name}.lua"
    flags, body = script.read_text("utf-8").split("\n", 1)
    uses = re.match(r"-- uses: (.*)\n", body)
    parts = uses[1].split() if uses else room.shared
    return "\n".join([flags, *(room.part(part) for part in room.shared if part in parts), body])


@contextmanager
def told_apart() -> Iterator[None]:
    """Redis's errors as ours: `Away` when it can't be reached or can't serve, `Full` when it has no memory left."""
    try:
        yield
    except (faults.ConnectionError, faults.TimeoutError) as error:
        raise Away("redis", str(error)) from error
    except faults.OutOfMemoryError as error:
        raise Full("Redis has no memory left") from error
    except faults.ResponseError as error:
        if str(error).startswith("OOM"):
            raise Full("Redis has no memory left") from error
        if str(error).startswith(NOT_SERVING):
            raise Away("redis", str(error)) from error
        raise


class Scripts:
    """Calls scripts with a prefix and limits.

    `limits`: numbers for `limits.*` in Lua, times in milliseconds. A script that the server doesn't know (it was
    restarted) is sent again.
    """

    def __init__(self, redis: Redis, prefix: str, limits: dict[str, float], room: Room = LEDGER) -> None:
        self.redis, self.prefix, self.limits, self._room = redis, prefix, limits, room
        self._registered: dict[str, Script] = {}

    def call(self, name: str, *args: str | bytes | int) -> Any:
        """What the script answers: bytes, integers, None, lists of these; raises `Away` or `Full`."""
        if name not in self._registered:
            self._registered[name] = self.redis.register_script(source(name, self._room))
        with told_apart():
            return self._registered[name](keys=[self.prefix], args=[json.dumps(self.limits), *args])
