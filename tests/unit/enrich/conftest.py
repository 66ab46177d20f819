"""The models, loaded once for all the tests of this folder, and articles made of a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.enrich.enrich import Models, enrich, load
from pipeline.records import Article

_NOW = datetime(2026, 3, 4, tzinfo=UTC)


def make_article(text: str, title: str | None = None, **fields: Any) -> Article:
    return Article(
        id="a1",
        url="https://example.org/a1",
        canonical_url="https://example.org/a1",
        first_seen=_NOW,
        fetched_at=_NOW,
        text=text,
        title=title,
        **fields,
    )


@pytest.fixture(scope="session")
def models() -> Models:
    return load()


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """Makes an article of a text."""
    return make_article


@pytest.fixture(scope="session")
def enriched(models: Models) -> Callable[..., Article]:
    """Makes an article of a text and enriches it."""

    def run(text: str, title: str | None = None, **fields: Any) -> Article:
        return enrich(make_article(text, title, **fields), models)

    return run
