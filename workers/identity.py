"""Who a worker process is, so that its death can be told from its silence."""

from __future__ import annotations

import os
import socket

import psutil


def me() -> str:
    """`host/pid/start time` of this process: unlike a bare pid, never used twice."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def is_local(worker: str) -> bool:
    """Whether the worker runs, or ran, on this host: only then can its death be seen from here."""
    return worker.split("/", 1)[0] == socket.gethostname()


def is_alive(worker: str) -> bool:
    """Whether a worker of this host still runs (a stopped one does, a zombie doesn't)."""
    return _started(pid(worker)) == int(worker.rsplit("/", 1)[1])


def pid(worker: str) -> int:
    """The process id of a worker."""
    return int(worker.split("/")[1])


def _started(number: int) -> int:
    """Milliseconds since 1970 at which a process started; 0 when there is none."""
    try:
        process = psutil.Process(number)
        alive = process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
        return int(process.create_time() * 1000) if alive else 0
    except psutil.NoSuchProcess:
        return 0
