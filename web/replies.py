"""A problem as an HTTP response (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse

from web.headers import HEADERS
from web.problems import MEDIA_TYPE, Problem


def reply(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that tells the problem."""
    # With the headers of every response: an unforeseen error is answered outside of the rule that adds them.
    told = {**HEADERS, **(headers or {})}
    return JSONResponse(problem.document(), status_code=problem.status, headers=told, media_type=MEDIA_TYPE)
