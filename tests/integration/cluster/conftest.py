"""Articles to cluster: texts made of words drawn at random, and what newsrooms do to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import Article

START = datetime(2025, 6, 6, 8, tzinfo=UTC)


@pytest.fixture
def a_text() -> Callable[..., str]:
    """A text of its own for each seed, of so many words."""

    def make(seed: int, size: int = 300) -> str:
        draw = random.Random(seed)
        return " ".join(
            f"{draw.choice('bcdfglmnprst')}{draw.choice('aeiou')}{draw.randrange(900)}" for _ in range(size)
        )

    return make


@pytest.fixture
def an_article() -> Callable[..., Article]:
    """An article with this id and text, published so many hours after the first."""

    def make(id: str, text: str, hours: float = 0, **fields: object) -> Article:
        moment = START + timedelta(hours=hours)
        return Article(
            id=id,
            url=f"https://site.example/{id}",
            canonical_url=f"https://site.example/{id}",
            text=text,
            published_at=moment,
            first_seen=START + timedelta(days=1),
            fetched_at=START + timedelta(days=1),
        ).evolve(**fields)

    return make
