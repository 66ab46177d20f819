"""The world as a test has it: the process, its plan, its log, and what the judge says."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.mockserver.world import judge
from tests.mockserver.world.cast import Plan, plan
from tests.mockserver.world.host import Host
from tests.mockserver.world.judge import Line, Manners, Rules

SERVER = "tests.mockserver.world.server"


@dataclass
class RunningWorld:
    """A world of `count` articles, running while it is entered; its files lie in `folder`."""

    count: int
    folder: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", SERVER, str(self.count), self.now.isoformat(), str(self._log)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.plan: Plan = plan(self.count, self.now, int(self._line()))
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        finally:
            self._process.kill()

    def an_hour_later(self) -> None:
        """Some hosts have gone on publishing."""
        assert self._process.stdin is not None
        self._process.stdin.write("2\n")
        self._process.stdin.flush()
        assert self._line().strip() == "2"

    def log(self) -> list[Line]:
        """All requests that have ended."""
        return judge.read_log(self._log)

    def rules(self, delay: float, **more: object) -> Rules:
        """What this world may expect of who reads it with a `delay`, and the other fields of `Rules`."""
        hosts = {host.address: _manners(host, self.plan) for host in self.plan.hosts}
        return Rules(hosts=hosts, delay=delay, **more)  # type: ignore[arg-type]

    @property
    def _log(self) -> Path:
        return self.folder / "world.jsonl"

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the world did not start"
        return line


def _manners(host: Host, made: Plan) -> Manners:
    urls = {url: truth for truth in made.truths for url in (truth.url, *truth.listed)}
    own = {_path(url): truth for url, truth in urls.items() if url.startswith(host.home)}
    return Manners(
        delay=host.delay,
        forbidden=host.forbidden,
        pages=frozenset(own),
        revised=frozenset(path for path, truth in own.items() if truth.revised),
        unchanged=frozenset(host.unchanged),
        once=frozenset(host.once),
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
