"""What is said when something fails: one table from errors to problems (RFC 9457), for the API and the command.

`type` is a stable name that programs may rely on, `title` the same for every problem of a type, `detail` says
what is wrong this time and what to do, `position` (code points from 0) where in the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.errors import Away, Full, Misuse, QueryError, Rejected, RotativeError, Unknown, UnknownSource

MEDIA_TYPE = "application/problem+json"
NAMESPACE = "urn:rotative:problem:"


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure, as it is told. `status` is the HTTP status, `exit_code` what the command ends with."""

    name: str
    title: str
    detail: str
    status: int
    exit_code: int
    position: int | None = None

    @property
    def type(self) -> str:
        """The URI of its type."""
        return NAMESPACE + self.name

    def document(self) -> dict[str, Any]:
        """`{type, title, detail, position?}`."""
        told = {"type": self.type, "title": self.title, "detail": self.detail}
        return told if self.position is None else {**told, "position": self.position}


@dataclass(frozen=True, slots=True)
class _Kind:
    error: type[Exception]
    name: str
    title: str
    status: int
    exit_code: int


# The first that fits counts. 70 is EX_SOFTWARE of sysexits.h: a fault of ours, never one of the documented ends.
_KINDS = (
    _Kind(QueryError, "bad-query", "The query cannot be read", 400, 2),
    _Kind(Misuse, "misuse", "Wrong usage or configuration", 400, 2),
    _Kind(UnknownSource, "unknown-source", "No such source", 404, 1),
    _Kind(Unknown, "unknown-article", "No such article", 404, 1),
    _Kind(Rejected, "rejected", "The input cannot become an article", 400, 1),
    _Kind(Away, "service-away", "A service is unreachable", 503, 3),
    _Kind(Full, "full", "Too much is on its way", 503, 3),
    _Kind(Exception, "internal", "Internal error", 500, 70),
)

_ADVICE = {
    "redis": "start it, or set ROTATIVE_REDIS_URL (unset: an embedded one); `rotative doctor` checks it",
    "elasticsearch": (
        "start it, or set ROTATIVE_ELASTICSEARCH_URL (unset: an embedded index); `rotative doctor` checks it"
    ),
}


def problem_of(error: Exception) -> Problem:
    """The problem that an error is told as. The text of an unforeseen one stays inside."""
    kind = next(kind for kind in _KINDS if isinstance(error, kind.error))
    return Problem(
        name=kind.name,
        title=kind.title,
        detail=without_secrets(_detail(error)),
        status=kind.status,
        exit_code=kind.exit_code,
        position=error.position if isinstance(error, QueryError) else None,
    )


def _detail(error: Exception) -> str:
    match error:
        case QueryError(detail=detail, hint=str(hint)) if hint:
            return f"{detail}: {hint}"
        case Away(service=service):
            advice = _ADVICE.get(service, "`rotative doctor` checks what is reachable")
            return f"{error}. What to do: {advice}."
        case Full():
            return f"{error or 'what is in flight is at its bound'}. What to do: offer the rest again later."
        case RotativeError():
            return str(error)
    return "an unforeseen error, which the log tells in full"


def without_secrets(text: str) -> str:
    """The text with the user part of every URL masked."""
    return re.sub(r"//[^/@\s]+@", "//***@", text)
