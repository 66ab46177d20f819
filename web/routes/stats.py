"""The state of the whole."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from web.routes.deps import OpenParts, problems
from workers.status import status

router = APIRouter(tags=["state"])


@router.get("/api/stats", responses=problems(503))
def stats(parts: OpenParts) -> dict[str, Any]:
    """The books, the queues and the workers, as `rotative status --json` shows them."""
    return status(parts)
