"""Locks between processes on one machine. The kernel frees a dead process's locks, so none is ever stale."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """An advisory lock on a file (flock(2)): many may share it, or one holds it alone."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        """Waits until nobody holds it alone, then shares it."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Takes it alone if nobody has it in any way."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def alone(self) -> None:
        """Waits until nobody has it, then holds it alone."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def free(self) -> None:
        """Lets go and closes the file."""
        os.close(self._file)


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Shares the lock inside."""
    lock = Lock(path)
    try:
        lock.share()
        yield
    finally:
        lock.free()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds the lock alone inside."""
    lock = Lock(path)
    try:
        lock.alone()
        yield
    finally:
        lock.free()


def wait_until(ready: object, seconds: float, every: float = 0.05) -> bool:
    """Polls `ready()` until it is true; False when the time is over."""
    until = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True
