"""One article, its versions, and its removal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from pipeline.ledger.blocks import LISTED, LONGEST_REASON
from pipeline.ledger.records import Block
from pipeline.records import Article
from web import library, takedown, versions
from web.routes.deps import OpenParts, problems

router = APIRouter(tags=["articles"])

Id = Annotated[str, Path(max_length=200, description="The article's id.")]
Number = Annotated[int, Path(ge=1, le=2**31, description="Which version, from 1.")]


@router.get("/api/articles/{id}", responses=problems(404, 503))
def article(parts: OpenParts, id: Id) -> Article:
    """The document: text, facts, names and quotes."""
    return library.by_id(parts, id)


@router.delete("/api/articles/{id}", status_code=202, responses=problems(400, 404, 503))
def remove(
    parts: OpenParts,
    id: Id,
    reason: Annotated[str, Query(min_length=1, max_length=LONGEST_REASON, description="Why, for the block list.")],
) -> list[Block]:
    """Takes an article out with all its versions, for good. Barred at once, gone a moment later."""
    return takedown.remove(parts, id, reason)


@router.get("/api/articles/{id}/revisions", responses=problems(404, 503))
def revisions(parts: OpenParts, id: Id) -> list[versions.Revision]:
    """The versions of an article, the latest first, with how many words each changed."""
    return versions.listed(parts, id)


@router.get("/api/articles/{id}/revisions/{revision}", responses=problems(404, 503))
def revision(parts: OpenParts, id: Id, revision: Number) -> Article:
    """One version, as it was shown then."""
    return versions.one(parts, id, revision)


@router.get("/api/blocks", responses=problems(503))
def blocks(parts: OpenParts, most: Annotated[int, Query(ge=1, le=LISTED)] = 100) -> list[Block]:
    """What was removed and may not come in again, the latest first."""
    return parts.ledger.blocks(most)


@router.delete("/api/blocks/{id}", status_code=204, responses=problems(404, 503))
def unblock(parts: OpenParts, id: Id) -> None:
    """Lets a removed article in again; it is read anew when somebody offers it."""
    takedown.unblock(parts, id)
