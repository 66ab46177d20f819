"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter

from pipeline.errors import Away
from web.reach import missing
from web.routes.deps import OpenParts, problems

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process is alive (it says nothing about the services)."""
    return {"status": "ok"}


@router.get("/readyz", responses=problems(503))
def ready(parts: OpenParts) -> dict[str, str]:
    """Redis and the index can be reached; otherwise 503 names those that can't."""
    away = missing(parts)
    if away:
        raise Away(" and ".join(away), "; ".join(away.values()))
    return {"status": "ok"}
