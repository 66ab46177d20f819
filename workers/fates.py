"""What became of an article, as far as it tells of its source: noted for the source's health."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pipeline.errors import Failed, Rejected
from pipeline.http.client import Turns
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Page, Verdict
from pipeline.sources.book import SourceBook
from pipeline.sources.records import Fate

Fetch = Callable[[Candidate, Turns], Awaitable[Page]]

_REASONS = {
    Reason.FORBIDDEN: Fate.REFUSED,
    Reason.TOO_MANY_REQUESTS: Fate.REFUSED,
    Reason.CHALLENGE: Fate.REFUSED,
    Reason.ROBOTS: Fate.ROBOTS,
    Reason.NO_ARTICLE: Fate.NO_ARTICLE,
    Reason.EMPTY: Fate.NO_ARTICLE,
}
_VERDICTS = {Verdict.GOOD: Fate.GOOD, Verdict.PARTIAL: Fate.PARTIAL, Verdict.POOR: Fate.POOR}


def note(book: SourceBook, source: str | None, what: Verdict | Exception) -> None:
    """Notes the verdict on an article's extraction, or what fetching or cleaning it raised; raises `Away`.

    A missing page, or a decision of ours, tells nothing of the source.
    """
    fate = _VERDICTS[what] if isinstance(what, Verdict) else _fate(what)
    if source is not None and fate is not None:
        book.note(source, fate)


def noted(fetch: Fetch, book: SourceBook) -> Fetch:
    """The same fetch, of which the failures are noted."""

    async def run(candidate: Candidate, turns: Turns) -> Page:
        try:
            return await fetch(candidate, turns)
        except Exception as error:
            await asyncio.to_thread(note, book, candidate.source, error)
            raise

    return run


def _fate(error: Exception) -> Fate | None:
    match error:
        case Rejected(reason=reason) | Failed(reason=reason) if reason in _REASONS:
            return _REASONS[reason]
        case Failed():
            return Fate.FAILED
    return None
