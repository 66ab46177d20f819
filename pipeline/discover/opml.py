"""OPML: lists of feeds, read and written."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import Announced, Source


def read(content: bytes, *, charset: str | None = None) -> tuple[Announced, ...]:
    """The feeds that an OPML list names, each once, its folders as collections.

    :raises Rejected: `broken-source` or `not-a-source`.
    """
    raise NotImplementedError


def write(sources: Iterable[Source], title: str) -> bytes:
    """These sources as an OPML 2.0 document, their collections as folders."""
    raise NotImplementedError
