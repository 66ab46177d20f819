"""Progress on stderr: a bar for a person at a terminal, else plain lines, at most one a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli import streams

EVERY = 1.0
"""Seconds between two plain lines."""


class Meter(Protocol):
    """Shows how far something has come."""

    def show(self, doing: str, done: int, total: int | None = None) -> None:
        """`total` is None while nobody knows."""


class Lines:
    """Plain lines: the first of each phase at once, then at most one a second."""

    def __init__(self, say: Callable[[str], None] = streams.say, clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._doing, self._said, self._at = "", "", float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, doing: str, done: int, total: int | None = None) -> None:
        """One line, when it says something new and it is time."""
        told = f"{doing}: {done}" if total is None else f"{doing}: {done} of {total}"
        due = doing != self._doing or self._clock() - self._at >= EVERY
        if due and told != self._said:
            self._doing, self._said, self._at = doing, told, self._clock()
            self._say(told)


class Bar:
    """A bar that is drawn over itself and leaves nothing behind."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=streams.err(),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, doing: str, done: int, total: int | None = None) -> None:
        """Draws the bar."""
        self._progress.update(self._task, description=doing, completed=done, total=total)


def meter() -> AbstractContextManager[Meter]:
    """The one that fits whoever reads stderr."""
    return Bar() if streams.interactive() else Lines()
