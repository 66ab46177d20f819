"""A real Redis of the tests' own, configured as the product asks for."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import psutil
import redis

from tests.services.ports import HOST, free_ports
from tests.services.process import end, guarded, wait_until_ready
from workers.embedded.redis import server_binary


class RedisServer:
    """A server on a loopback port with its data in `folder`; a restart keeps both."""

    def __init__(self, folder: Path, *, maxmemory: str = "1gb") -> None:
        self.folder = folder
        self.maxmemory = maxmemory
        (self.port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Of the server itself; None when it isn't running."""
        running = self._process is not None and self._process.poll() is None
        return self._pid if running else None

    def start(self) -> RedisServer:
        """Starts it and waits until its data is loaded.

        :raises ServiceFailed: with the end of its log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "redis.log"
        self._process = guarded(self._command(), log, cwd=self.folder)
        wait_until_ready(self._process, self._answers, log, timeout=30)
        return self

    def kill(self) -> None:
        """Ends it as a power cut would (SIGKILL)."""
        end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in order."""
        end(self._process, signal.SIGTERM)

    def restart(self) -> RedisServer:
        """Kills it and starts it again on the same port, with the same data."""
        self.kill()
        return self.start()

    def _command(self) -> list[str]:
        options = {
            "bind": HOST,
            "port": str(self.port),
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory": self.maxmemory,
            "maxmemory-policy": "noeviction",
            "save": "",
        }
        return [str(server_binary()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url, socket_timeout=2) as client:
            try:
                self._pid = int(client.info("server")["process_id"])
                # Another process may have taken the port in between.
                return self._process is not None and psutil.Process(self._pid).ppid() == self._process.pid
            except (redis.RedisError, psutil.NoSuchProcess):
                return False
