"""Searching."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from pipeline.engines.bounds import LARGEST_PAGE
from pipeline.engines.query import Sort
from pipeline.search.search import SearchAnswer
from web import library
from web.routes.deps import OpenParts, problems

router = APIRouter(tags=["search"])


@router.get("/api/search", responses=problems(400, 422, 503))
def search(
    parts: OpenParts,
    q: Annotated[str, Query(description="The query; empty or * matches all.")] = "",
    size: Annotated[int, Query(ge=0, le=LARGEST_PAGE, description="Hits on a page.")] = 10,
    page: Annotated[int, Query(ge=1, le=10_000, description="Which page, from 1.")] = 1,
    sort: Annotated[Sort, Query(description="The order of the hits.")] = Sort.RELEVANCE,
) -> SearchAnswer:
    """One page of hits with highlighted snippets, and facets over all of them."""
    return library.page(parts, q, size, page, sort)
