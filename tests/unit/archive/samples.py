"""Pages to archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.archive.writer import Archive
from pipeline.records import Hints, Page
from pipeline.urls import article_id

SIZE = 10**9


def page(n: object, **fields: Any) -> Page:
    url = f"https://example.org/{n}"
    given = {
        "url": url,
        "final_url": url,
        "urls": (url,),
        "content": f"<p>Le conseil s’est réuni {n}.</p>".encode(),
        "content_type": "text/html",
        "charset": "utf-8",
        "status": 200,
        "headers": {"content-type": "text/html; charset=utf-8", "etag": '"1"'},
        "fetched_at": datetime(2026, 11, 25, 10, tzinfo=UTC),
        "source": "s1",
        "collections": ("presse",),
        "hints": Hints(title="Réunion"),
    }
    return Page(**{**given, **fields})


def archive(folder: Path, **fields: Any) -> Archive:
    return Archive(folder, fields.pop("size", SIZE), "rotative", "Rotative/1", **fields)


def written(folder: Path, *pages: Page) -> Path:
    """An archive with these pages, closed."""
    kept = archive(folder)
    for one in pages:
        kept.write(one, article_id(one.url))
    kept.close()
    return max(folder.rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)
