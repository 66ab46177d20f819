"""A child whose supervisor was killed stops by itself: nobody else would ever stop it."""

from __future__ import annotations

import os
import signal
import threading
import time

EVERY = 1.0
"""Seconds between two looks."""


def leave_with(supervisor: int) -> None:
    """Asks this process to stop (SIGTERM to itself) as soon as its parent is no longer `supervisor`."""
    threading.Thread(target=_watch, args=(supervisor,), name="orphan-watch", daemon=True).start()


def _watch(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
