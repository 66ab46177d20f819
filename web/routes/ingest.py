"""Taking articles in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from pipeline.discover import inputs
from pipeline.ledger.records import Arrival, Receipt
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Hints, Lane, Record
from web.routes.deps import OpenParts, json_only, problems
from workers.intake import accept

router = APIRouter(tags=["articles"])

MOST = 1000
"""URLs, and articles, in one request."""

PATIENCE = 5.0
"""Seconds that a request waits for room in a full ledger before it is told to come again."""

Url = Annotated[str, StringConstraints(min_length=1, max_length=8192)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class GivenArticle(Record):
    """An article as it is, as plain text or as HTML, and what is known of it. Without `url`, its content is its
    identity."""

    text: str | None = None
    html: str | None = None
    url: Url | None = None
    title: Name | None = None
    published_at: AwareDatetime | None = None
    authors: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None
    source: Name | None = None

    @model_validator(mode="after")
    def _has_one_content(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give either text or html")
        return self


class Offer(Record):
    """What a request brings: URLs to fetch, articles as they are, or both."""

    urls: Annotated[tuple[Url, ...], Field(max_length=MOST)] = ()
    articles: Annotated[tuple[GivenArticle, ...], Field(max_length=MOST)] = ()


class Accepted(Record):
    """What became of one of them at the door: `in_flight`, or final at once with its reason."""

    id: str
    url: str
    outcome: Outcome
    reason: Reason | None = None


@router.post("/api/ingest", status_code=202, dependencies=[Depends(json_only)], responses=problems(413, 415, 422, 503))
def ingest(parts: OpenParts, offer: Offer) -> list[Accepted]:
    """Takes URLs and articles in, URLs first, a receipt for each in order; `/api/trace` tells how it went on."""
    return [_accepted(receipt) for receipt in accept(parts, _arrivals(offer), PATIENCE)]


def _accepted(receipt: Receipt) -> Accepted:
    return Accepted(id=receipt.id, url=receipt.url, outcome=receipt.outcome, reason=receipt.reason)


def _arrivals(offer: Offer) -> Iterator[Arrival]:
    for url in offer.urls:
        yield inputs.address(url, lane=Lane.NOW)
    for article in offer.articles:
        yield _uploaded(article)


def _uploaded(article: GivenArticle) -> Arrival:
    hints = Hints(
        title=article.title,
        published_at=article.published_at,
        authors=article.authors,
        language=article.language,
    )
    content = article.text if article.text is not None else article.html or ""
    return inputs.upload(
        content, is_text=article.text is not None, url=article.url, source=article.source, hints=hints, lane=Lane.NOW
    )
