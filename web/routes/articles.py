"""One article."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from pipeline.records import Article
from web import library
from web.routes.deps import OpenParts, problems

router = APIRouter(tags=["articles"])


@router.get("/api/articles/{id}", responses=problems(404, 503))
def article(parts: OpenParts, id: Annotated[str, Path(max_length=200, description="The article's id.")]) -> Article:
    """The document: text, facts, names and quotes."""
    return library.by_id(parts, id)
