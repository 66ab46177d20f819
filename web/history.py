"""What happened to an article, wherever it is remembered: in the ledger lately, in the trace store for ever."""

from __future__ import annotations

from pipeline.discover.files import path_of, url_of
from pipeline.discover.inputs import SCHEME
from pipeline.errors import Rejected, Unknown
from pipeline.ledger.records import Trace
from pipeline.ledger.rows import settled_trace
from pipeline.urls import article_id, normalise
from workers.parts import Parts


def trace(parts: Parts, url_or_id: str) -> Trace:
    """What happened to the article with this id, or met under this URL (or path of a file).

    :raises Unknown: nobody remembers it.
    :raises Away: the ledger or the trace store can't be reached.
    """
    for name in spellings(url_or_id):
        found = parts.ledger.trace(name)
        if found is not None:
            return found
    raise Unknown(f"nothing is known of {url_or_id!r}: it was never accepted under this id or URL")


def recalled(parts: Parts, url_or_id: str) -> Trace | None:
    """What the trace store remembers: nothing of what happened lately, but it is there when Redis isn't."""
    row = parts.trace_store.get([url_or_id]).get(url_or_id) or parts.trace_store.find(url_or_id)
    return None if row is None else settled_trace(row)


def spellings(url_or_id: str) -> list[str]:
    """The names under which it may be known: as given, its normal form as a URL (or the URL of a file given by its
    path), and the id that an article first seen there has."""
    try:
        url = normalise(url_or_id) if SCHEME.match(url_or_id) else url_of(path_of(url_or_id))
        return list(dict.fromkeys([url_or_id, url, article_id(url)]))
    except (Rejected, ValueError, OSError):
        return [url_or_id]
