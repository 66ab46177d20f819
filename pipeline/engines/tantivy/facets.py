"""Facets: how many of the articles found have which language, source, name and month."""

from __future__ import annotations

from typing import Any

from pipeline.engines.bounds import FACETS
from pipeline.engines.port import FacetValue


def aggregations(size: int) -> dict[str, Any]:
    """The request: the commonest values; of months the latest."""
    return {name: {"terms": _terms(name, size)} for name in FACETS}


def _terms(name: str, size: int) -> dict[str, Any]:
    # Each segment gives its own commonest: with many more than are shown, the sums are right but for rare values.
    terms: dict[str, Any] = {"field": f"facet_{name}", "size": size, "segment_size": max(1000, 10 * size)}
    return terms | {"order": {"_key": "desc"}} if name == "month" else terms


def facets(answer: dict[str, Any]) -> dict[str, tuple[FacetValue, ...]]:
    """The answer's buckets as facets."""
    return {name: values(answer[name]) for name in FACETS}


def values(buckets: dict[str, Any]) -> tuple[FacetValue, ...]:
    """One aggregation's buckets."""
    return tuple(FacetValue(value=row["key"], count=row["doc_count"]) for row in buckets["buckets"])
