"""Child processes that are kept running: started, started again when they end, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.logs import logger
from config.settings import Settings
from workers.topology import QUEUES

log = logger(__name__)

GRACE = 60.0
"""Seconds that a child may take to stop: a busy prefork worker was seen to need 31."""

SHORTEST_LIFE = 5.0
"""A child that lived for less is started again only after a pause, which doubles up to `LONGEST_PAUSE`."""

LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """One process to keep running; its output goes to `output` (None: where ours goes)."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    output: IO[bytes] | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0

    def start(self) -> None:
        """Starts it in a process group of its own: a Ctrl-C on the terminal reaches the supervisor only."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def keep_running(self) -> None:
        """Starts it again when it has ended, after a pause when it ended soon."""
        assert self.process is not None
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        if lived < self.pause:
            return
        self.pause = min(max(1.0, self.pause * 2), LONGEST_PAUSE) if lived < SHORTEST_LIFE + self.pause else 0.0
        log.warning("child ended, starting it again", child=self.name, code=self.process.returncode)
        self.start()


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self._stop = threading.Event()

    def stop(self, *_: object) -> None:
        """Asks for the end (also a signal handler)."""
        self._stop.set()

    def run(self) -> None:
        """Starts the children and keeps them running until `stop`, then ends them."""
        for child in self.children:
            child.start()
        try:
            while not self._stop.wait(0.2):
                for child in self.children:
                    child.keep_running()
        finally:
            end([child.process for child in self.children if child.process is not None])


def end(processes: Sequence[subprocess.Popen[bytes]], grace: float = GRACE) -> None:
    """Asks processes to stop, waits, and kills what is left with all that it started."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + grace
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("child did not stop in time, killed", pid=process.pid)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def workers(
    settings: Settings, queues: Sequence[str] = QUEUES, beat: bool = False, folder: Path | None = None
) -> list[Child]:
    """A child per queue, and one for the beat; their output goes to files in `folder`, if given."""
    what = {f"worker {queue}": ["worker", queue] for queue in queues} | ({"beat": ["beat"]} if beat else {})
    environment = inherited(settings)
    return [
        Child(
            name,
            [sys.executable, "-m", "workers.run", str(os.getpid()), *command],
            environment,
            _log(folder, name),
        )
        for name, command in what.items()
    ]


def inherited(settings: Settings) -> dict[str, str]:
    """The environment of a child: ours, with exactly these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ROTATIVE_")}
    return ours | settings.environment()


def _log(folder: Path | None, name: str) -> IO[bytes] | None:
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"{name.replace(' ', '-')}.log").open("ab")
