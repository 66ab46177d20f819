"""Plain text: a file as newsrooms pass it on, often a wire text without a title."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from pipeline.clean.characters import tidy
from pipeline.clean.clutter import is_clutter
from pipeline.clean.dateline import Dateline, Tail, read_dateline, read_tail
from pipeline.clean.draft import Draft
from pipeline.clean.front import spread, take_front
from pipeline.clean.headline import infer_title
from pipeline.clean.paragraphs import paragraphs

VERSION = "plain-1"

_RULE = re.compile(r"^\W{3,}$")


def read_plain(text: str, *, seen: datetime, zone: tzinfo) -> Draft:
    """The draft of a text; `seen` is when it was fetched, `zone` holds for times without one.

    A first line that looks like a headline is the title, else one is inferred from the lead. A dateline's
    credit and date leave the text, its place stays in front.
    """
    rest = [line for line in paragraphs(spread(tidy(text))) if not _RULE.match(line)]
    front = take_front(rest, zone)
    first = _take_dateline(rest, seen)
    tail = _take_tail(rest)
    return Draft(
        paragraphs=tuple(rest),
        title=front.title or (infer_title(first.body) if rest else None),
        title_inferred=not front.title,
        lead=first.body if rest else None,
        bylines=(*front.bylines, *tail.bylines),
        credits=tuple(dict.fromkeys((*first.credits, *tail.credits))),
        sections=tuple(front.sections),
        dates=tuple(("text", date) for date in (*front.dates, first.published) if date.moment),
        extractor=VERSION,
    )


def _take_dateline(rest: list[str], seen: datetime) -> Dateline:
    """Takes the dateline off the first paragraph, but for its place."""
    first = read_dateline(rest[0], seen) if rest else Dateline("", "")
    rest[:1] = [first.text] if first.body else []
    return first


def _take_tail(rest: list[str]) -> Tail:
    """Takes what is no text off the end: stamps, the closing credit."""
    while len(rest) > 1 and is_clutter(rest[-1]):
        rest.pop()
    tail = read_tail(rest[-1]) if rest else Tail("")
    rest[-1:] = [tail.text] if tail.text else []
    return tail
