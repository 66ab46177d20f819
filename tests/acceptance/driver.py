"""Drives the `rotative` command as people do: as a process, with an environment of its own."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "cli.main"]
SLOWEST = 180.0
"""Seconds that one command may take: the first one loads the models, on a machine that others use too."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """stdout as one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Rotative:
    """The command with its data folder; `settings` are environment variables."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ROTATIVE_")}
        own = {"ROTATIVE_DATA_DIR": str(self.data), "ROTATIVE_CONFIG": "", "COLUMNS": "100"}
        return {**kept, **own, **self.settings, **more}

    def __call__(self, *arguments: object, stdin: str | None = None, **environment: str) -> Done:
        """Runs one command to its end."""
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            env=self.environment(**environment),
            timeout=SLOWEST,
            check=False,
        )
        assert not any(line.startswith("Traceback") for line in done.stderr.splitlines()), done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        """Starts one that runs on."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment(**environment),
        )

    def ingest(self, *inputs: object) -> dict[str, dict[str, Any]]:
        """Ingests and waits; the lines by the end of their URL."""
        done = self("ingest", *inputs, "--wait", "--json")
        assert done.code in (0, 1), done.err
        return {line["url"].rsplit("/", 1)[-1]: line for line in done.lines}


@contextmanager
def serving(rotative: Rotative, command: str) -> Iterator[str]:
    """Runs `up` or `web` inside; gives its address."""
    process = rotative.start(command, "--port", "0")
    try:
        yield _address(process)
    finally:
        stop(process)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None and process.stderr is not None
    ready, _, _ = select.select([process.stdout], [], [], SLOWEST)
    line = process.stdout.readline() if ready else ""
    found = re.search(r"http://\S+?:\d+", line)
    if found is None:
        stop(process)
        raise AssertionError(f"no address: {line!r} {process.stderr.read()}")
    return found[0]


def stop(process: subprocess.Popen[str], number: int = signal.SIGINT) -> int:
    """Stops it as Ctrl-C does; its exit code."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        return process.wait(SLOWEST)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def eventually(look: Any, seconds: float = 60.0) -> Any:
    """The first true value that `look` gives, asked again and again until the time is over."""
    until = time.monotonic() + seconds
    while not (value := look()):
        assert time.monotonic() < until, f"still {value!r} after {seconds} s"
        time.sleep(0.1)
    return value
