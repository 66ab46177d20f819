"""From what a check brought to what follows from it: state, verdict, next check. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.sources.records import Conclusion, Due, Found


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds between two checks: of a source not known yet, at least, at most."""

    first: float = 1800.0
    least: float = 300.0
    most: float = 86400.0


def conclude(due: Due, found: Found, now: datetime, bounds: Bounds, jitter: float) -> Conclusion:
    """What follows from a check.

    :param jitter: a random number from 0 to 1, given by the caller.
    """
    raise NotImplementedError
