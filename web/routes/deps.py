"""What routes ask for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from web.problems import MEDIA_TYPE
from workers.parts import Parts


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


OpenParts = Annotated[Parts, Depends(_parts)]
"""The parts that were opened with the server. Routes that use them are plain functions: the ledger and the
index block, so these run in the thread pool."""


def json_only(request: Request) -> None:
    """A form of a foreign page can post anything but JSON without asking first (CSRF): so only JSON is read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "send JSON: Content-Type: application/json")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the documentation says of a route's failures."""
    return {status: {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {}}} for status in statuses}
