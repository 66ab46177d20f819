"""The errors, as a tree. A stage raises one of the first six; it never settles a passage itself.

RotativeError
├── Rejected       the input's own fault: final, with its reason
├── Duplicate      this article is there already
├── Failed         this try failed: try again later, at most so often, then `dead`
│   └── Refused    no further try can help: `dead` at once
├── Postponed      its turn has not come: later, never counted
├── Away           a service is away: wait and go on, never counted
├── Full           what is in flight is at its bound: offer it again later
├── Misuse         wrong usage or configuration (exit 2, HTTP 400)
│   └── QueryError a query that cannot be read, with its place
└── Unknown        no such article (exit 1, HTTP 404)
    └── UnknownSource  no such source
"""

from __future__ import annotations

from pipeline.outcomes import Reason


class RotativeError(Exception):
    """The root of all errors that Rotative raises on purpose; its text is for people."""


class Rejected(RotativeError):
    """The input cannot become an article."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason, self.detail = reason, detail


class Duplicate(RotativeError):
    """This canonical URL, or this very text, already has its article `of`."""

    def __init__(self, of: str, reason: Reason = Reason.SAME_URL) -> None:
        super().__init__(f"already there as {of}")
        self.of, self.reason = of, reason


class Failed(RotativeError):
    """This try failed; `after` seconds may be asked for by the other side (Retry-After)."""

    def __init__(self, reason: Reason, detail: str = "", after: float | None = None) -> None:
        super().__init__(detail or reason.value)
        self.reason, self.detail, self.after = reason, detail, after


class Refused(Failed):
    """The other side will never take this (an index mapping conflict): `dead` at once, can be retried by hand."""


class Postponed(RotativeError):
    """A turn (at a host) has not come yet; to be tried again `after` seconds, which says nothing against it."""

    def __init__(self, after: float, detail: str = "") -> None:
        super().__init__(detail or f"not before {after:.1f} s")
        self.after, self.detail = after, detail


class Away(RotativeError):
    """`service` is away; the work waits for it and nothing is counted against an article."""

    def __init__(self, service: str, detail: str = "") -> None:
        super().__init__(f"{service} is away: {detail}" if detail else f"{service} is away")
        self.service, self.detail = service, detail


class Full(RotativeError):
    """Too much is in flight, or Redis is at 70% of its memory: offer the rest again later."""


class Misuse(RotativeError):
    """Wrong usage or configuration; the text says what to write instead."""


class QueryError(Misuse):
    """A query that cannot be read; `position` counts code points from 0."""

    def __init__(self, detail: str, position: int, hint: str | None = None) -> None:
        super().__init__(detail)
        self.detail, self.position, self.hint = detail, position, hint


class Unknown(RotativeError):
    """No article, passage or source is known by this id or URL."""


class UnknownSource(Unknown):
    """No source is followed under this id or URL."""
