"""Pages to clean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.clean.clean import clean
from pipeline.records import Article, Hints, Page

NOW = datetime(2025, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cleaned() -> Callable[..., Article]:
    """Cleans text or bytes as the pipeline would: as a page of a site, or with `is_text` as a file."""

    def run(content: str | bytes, *, is_text: bool = False, url: str | None = None, **fields: object) -> Article:
        url = url or ("file:///press/article.txt" if is_text else "https://www.courrier.example/2025/article-1")
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        page = Page(
            url=url,
            final_url=url,
            content=raw,
            is_text=is_text,
            content_type=None if is_text else "text/html",
            fetched_at=NOW,
            hints=Hints(),
        ).evolve(**fields)
        return clean(page, id="an-id", first_seen=NOW, now=NOW, timeout=20)

    return run
