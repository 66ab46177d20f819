"""A server process that tests start, kill and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.services import guard


class ServiceFailed(Exception):
    """A test service did not start; the message ends with the last lines of its log."""


def guarded(
    command: list[str], log: Path, *, cwd: Path, user: str = "", env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a command that ends with this process, however it goes; what it says is added to `log`.

    :param user: whom it runs as, when this is root; empty: this one.
    :returns: the guard, which leads the group of both.
    """
    whole = [sys.executable, "-S", guard.__file__, user, *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            whole, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
        )


def last_lines(log: Path, count: int = 25) -> str:
    """The end of a log, for a message."""
    if not log.is_file():
        return "(no log)"
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-count:])


def wait_until_ready(process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, timeout: float) -> None:
    """Waits until `ready()` holds.

    :raises ServiceFailed: when the process ends before, or `timeout` seconds are over.
    """
    deadline = time.monotonic() + timeout
    while not ready():
        if process.poll() is not None:
            raise ServiceFailed(f"{process.args!r} ended with {process.returncode}:\n{last_lines(log)}")
        if time.monotonic() > deadline:
            raise ServiceFailed(f"{process.args!r} was not ready after {timeout:.0f} s:\n{last_lines(log)}")
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes] | None, how: signal.Signals, patience: float = 20) -> None:
    """Ends the process group that `process` leads and waits for it, with SIGKILL when it takes too long."""
    if process is None or process.poll() is not None:
        return
    os.killpg(process.pid, how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(patience)
