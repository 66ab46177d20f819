"""A real Redis of the tests' own, configured as the product asks for."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import redis

from tests.services.ports import HOST, free_ports
from tests.services.process import end, wait_until_ready
from workers.embedded.redis import server_binary


class RedisServer:
    """A server on a loopback port with its data in `folder`; a restart keeps both."""

    def __init__(self, folder: Path, *, maxmemory: str = "1gb") -> None:
        self.folder = folder
        self.maxmemory = maxmemory
        (self.port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """None when it isn't running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> RedisServer:
        """Starts it and waits until its data is loaded.

        :raises ServiceFailed: with the end of its log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "redis.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
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
                # Another process may have taken the port in between: it is ours only if it is this process.
                return client.info("server")["process_id"] == self.pid
            except redis.RedisError:
                return False
