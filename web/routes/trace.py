"""What happened to an article."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from pipeline.ledger.records import Trace
from web import history
from web.routes.deps import OpenParts, problems

router = APIRouter(tags=["articles"])


@router.get("/api/trace", responses=problems(404, 503))
def trace(
    parts: OpenParts, u: Annotated[str, Query(max_length=8192, description="An id, or any URL met on the way.")]
) -> Trace:
    """The outcome with its reason, and every step before it."""
    return history.trace(parts, u)
