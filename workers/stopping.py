"""Whether this worker was asked to stop: seen by its forked children too, which get no signal of their own."""

from __future__ import annotations

import mmap

# Anonymous shared memory outlives a fork on both sides and needs no lock for one byte.
_flag = mmap.mmap(-1, 1)


def ask() -> None:
    """Asks this worker and its children to stop after the article in hand."""
    _flag[0] = 1


def asked() -> bool:
    """Whether a stop was asked for."""
    return bool(_flag[0])
