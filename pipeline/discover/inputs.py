"""One-off inputs: what a person names on the command line, or sends to the API."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from pipeline.discover import arrivals, files
from pipeline.discover.arrivals import Origin
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Hints, Lane, Stage
from pipeline.urls import content_id

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:(?!\\)")
"""How a URL starts (RFC 3986, 3.1); a drive letter is one letter, so it is none."""


def read(args: Iterable[str], *, lane: Lane = Lane.NOW, limits: int = 10 * 1024**2) -> Iterator[Arrival]:
    """The arrivals of URLs and paths, in order, streamed: an archive is never whole in memory.

    What can't be read becomes an arrival that is refused with its reason; nothing is raised.

    :param limits: bytes that one page or file may have.
    """
    for arg in args:
        if not arg.strip():
            # Not the current folder, as which a path would read it: a variable was not set.
            yield arrivals.refused(arg, Stage.CLEAN, Reason.MISSING_FILE, "an empty name", lane)
        elif is_address(arg):
            yield address(arg, lane=lane)
        else:
            yield from files.read(files.path_of(arg), Origin(lane), limits)


def is_address(arg: str) -> bool:
    """Whether an argument is a URL to fetch, and not the name of a file, though there be a colon in it."""
    # Unlike `Path.exists` this takes any text, of any length.
    there = os.path.exists(arg)  # noqa: PTH110
    return bool(SCHEME.match(arg)) and not arg.lower().startswith("file:") and not there


def address(url: str, *, lane: Lane = Lane.NOW, source: str | None = None) -> Arrival:
    """A URL to fetch."""
    return arrivals.of_candidate(Candidate(url=url, source=source), lane)


def upload(
    content: str,
    *,
    is_text: bool,
    url: str | None = None,
    source: str | None = None,
    hints: Hints | None = None,
    lane: Lane = Lane.NOW,
) -> Arrival:
    """An article that is sent as it is, plain text or HTML; without a URL its content is its identity."""
    body = content.encode("utf-8", "replace")
    id = content_id(body)
    if not content.strip():
        return arrivals.refused(url or f"upload:{id}", Stage.CLEAN, Reason.EMPTY, "no text", lane)
    given = f"upload:{id}"
    if url is not None:
        candidate = arrivals.of_candidate(Candidate(url=url), lane)
        if candidate.refused:
            return candidate
        given = candidate.url
    return arrivals.of_page(given, body, lane, is_text=is_text, charset="utf-8", source=source, hints=hints)
