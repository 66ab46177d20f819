"""Child processes of a command in the foreground: kept running until SIGTERM or Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.settings import Settings
from workers.supervise import Supervisor, workers


def supervised(settings: Settings, queues: Sequence[str]) -> int:
    """Keeps one worker per queue running until it is told to stop; the exit code."""
    supervisor = Supervisor(workers(settings, queues))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)
    supervisor.run()
    return 0


@contextmanager
def beside(settings: Settings) -> Iterator[None]:
    """Keeps a worker per queue and the beat running while inside."""
    supervisor = Supervisor(workers(settings, beat=True))
    thread = threading.Thread(target=supervisor.run, name="supervisor")
    thread.start()
    try:
        yield
    finally:
        supervisor.stop()
        thread.join()
