"""Reads a document that lists articles, whatever it is: feed, sitemap, page."""

from __future__ import annotations

from datetime import datetime

from pipeline.records import Listing


def read(
    content: bytes, url: str, *, now: datetime, content_type: str | None = None, charset: str | None = None
) -> Listing:
    """The listing in a document; `url` is where it was fetched, `content_type` and `charset` as declared.

    :raises Rejected: `not-a-source` (it is something else: an image, an article, an error page), `broken-source` (it is
        one, but nothing can be read of it), `empty`, `too-large`, each told for people.
    """
    raise NotImplementedError
