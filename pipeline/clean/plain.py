"""Plain text: a file as newsrooms pass it on, often a wire text without a title."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from pipeline.clean.authors import looks_like_byline
from pipeline.clean.characters import tidy
from pipeline.clean.dateline import Dateline, is_date_line, read_dateline, read_tail
from pipeline.clean.dates import Published, parse_moment
from pipeline.clean.draft import Draft
from pipeline.clean.headline import infer_title, looks_like_headline
from pipeline.clean.paragraphs import paragraphs

VERSION = "plain-1"

_LABEL = re.compile(r"^\s*(?:titre|title|headline|objet|subject)\s*:\s+", re.I)
_HEADING = re.compile(r"^\s*#{1,3}\s+|^\s*\*\*(?=.*\*\*\s*$)|\s*\*\*\s*$|\s+#+\s*$")
_RULE = re.compile(r"^\W{3,}$")
_FRONT = 5
"""Lines under the title that may be byline, date and the like."""


def read_plain(text: str, *, seen: datetime, zone: tzinfo) -> Draft:
    """The draft of a text; `seen` is when it was fetched, `zone` holds for times without one.

    A first line that looks like a headline is the title, else one is inferred from the lead. A dateline's
    credit and date leave the text, its place stays in front.
    """
    rest = [line for line in paragraphs(_spread(tidy(text))) if not _RULE.match(line)]
    title = _take_title(rest)
    bylines, dates = _take_front(rest, zone)
    first = read_dateline(rest[0], seen) if rest else Dateline("", "")
    rest[:1] = [first.text] if first.text else []
    credits = _take_tail(rest)
    lead = first.body or None
    return Draft(
        paragraphs=tuple(rest),
        title=title or (infer_title(lead) if lead else None),
        title_inferred=not title,
        lead=lead if rest else None,
        bylines=tuple(bylines),
        credits=tuple(dict.fromkeys((*first.credits, *credits))),
        dates=tuple(("text", date) for date in (*dates, first.published) if date.moment),
        extractor=VERSION,
    )


def _spread(text: str) -> str:
    """Byline and date lines at the head of the text, on paragraphs of their own."""
    lines = text.lstrip("\n").split("\n")
    head = [f"\n{line}\n" if _is_front(line.strip()) else line for line in lines[:8]]
    return "\n".join((*head, *lines[8:]))


def _is_front(line: str) -> bool:
    return looks_like_byline(line) or is_date_line(line)


def _take_title(rest: list[str]) -> str | None:
    """Takes the headline off the paragraphs, if there is one."""
    if len(rest) < 2 or looks_like_byline(rest[0]) or is_date_line(rest[0]):
        return None
    line = _HEADING.sub("", _LABEL.sub("", rest[0]))
    labelled = line != rest[0]
    if labelled or looks_like_headline(line, max(rest[1:4], key=len)):
        rest.pop(0)
        return line
    return None


def _take_front(rest: list[str], zone: tzinfo) -> tuple[list[str], list[Published]]:
    """Takes bylines and date lines off the head of the paragraphs."""
    bylines: list[str] = []
    dates: list[Published] = []
    for _ in range(_FRONT):
        if len(rest) < 2:
            break
        if looks_like_byline(rest[0]):
            bylines.append(rest.pop(0))
        elif is_date_line(rest[0]):
            dates.append(parse_moment(rest.pop(0), zone))
        else:
            break
    return bylines, dates


def _take_tail(rest: list[str]) -> tuple[str, ...]:
    """Takes the closing credit off the last paragraph, or that paragraph."""
    if not rest:
        return ()
    last, credits = read_tail(rest[-1])
    rest[-1:] = [last] if last else []
    return credits
