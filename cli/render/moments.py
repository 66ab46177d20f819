"""Times as people read them: of this machine's zone, except days, which stay what they are in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def local(moment: datetime) -> str:
    """Date and time to the second, in this machine's zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def day(moment: datetime) -> str:
    """The date in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def span(seconds: float) -> str:
    """A duration in its largest unit: `42 s`, `7 min`, `3 h`, `2 d`."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
