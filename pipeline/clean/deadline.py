"""Deadline: no page holds a worker longer than its time.

trafilatura has no time limit of its own and its cost is not linear in a hostile page. Three guards stand one behind
the other: sizes are bounded before anything runs (`markup`), which bounds each call into C; this deadline, which a
timer raises in the thread that works, between two of its byte codes (as RQ's `TimerDeathPenalty` does); and the
worker's own time limit, which kills the process. Signals are not used: they reach the main thread only, and Celery's
prefork children use them for their own limits.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import Failed
from pipeline.outcomes import Reason

T = TypeVar("T")


class _Late(BaseException):
    """Raised in the working thread; no `Exception`, so that no library swallows it."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives, or `Failed(TIMEOUT)` after `seconds`; in any thread, and after a fork.

    A call into C that holds the interpreter is not cut short, its end is.
    """
    watch = _Watch(threading.get_ident())
    timer = threading.Timer(seconds, watch.ring)
    timer.daemon = True
    try:
        timer.start()
        try:
            return work()
        finally:
            timer.cancel()
            watch.stop()
    except _Late:
        raise Failed(Reason.TIMEOUT, f"cleaning took longer than {seconds:g} s") from None


class _Watch:
    """Rings at most once, and never after it was stopped."""

    def __init__(self, thread: int) -> None:
        self._thread, self._lock, self._over = ctypes.c_ulong(thread), threading.Lock(), False

    def ring(self) -> None:
        with self._lock:
            if not self._over:
                self._raise(ctypes.py_object(_Late))

    def stop(self) -> None:
        """Also takes back a ring that was not heard yet."""
        with self._lock:
            self._over = True
            self._raise(None)

    def _raise(self, error: ctypes.py_object[type[BaseException]] | None) -> None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread, error)
