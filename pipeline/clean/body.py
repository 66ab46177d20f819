"""Body: the paragraphs that were extracted, without what a page repeats above and below its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.authors import looks_like_byline
from pipeline.clean.characters import fold
from pipeline.clean.clutter import without_clutter
from pipeline.clean.front import is_date_line
from pipeline.clean.quality import has_paywall_mark, is_prose
from pipeline.clean.words import count_words

_HEAD, _LABELS = 5, 15
"""Lines of the body that may be headline, byline and the like; that may be a menu above them."""

_NOTICE = 300
"""Characters below which a paragraph that speaks of subscribing is a notice and no text."""

_LABEL = re.compile(r"^[^\W\d][^\d.!?…»”\"]{0,30}$")


@dataclass(frozen=True, slots=True)
class Body:
    """`bylines`: those that stood above the text; `told`: the page said that its rest is for subscribers."""

    paragraphs: tuple[str, ...]
    bylines: tuple[str, ...] = ()
    told: bool = False


def longer(found: Sequence[str], declared: Sequence[str]) -> list[str]:
    """The text of the JSON-LD where extraction found less than half of it, or lost its paragraphs.

    Else extraction is better: that text often lacks headings, or is cut.
    """
    words, had = sum(map(count_words, declared)), sum(map(count_words, found))
    lost = len(found) == 1 < len(declared)
    return without_clutter(list(declared)) if words > 2 * had or lost else list(found)


def trimmed(lines: list[str], title: str | None, standfirst: str | None) -> Body:
    """The text alone: without subscription notices, the headline repeated there with the labels before it,
    standfirst, byline and date, and without labels (tags, sections) after it."""
    kept = [line for line in lines if not (has_paywall_mark(line) and len(line) < _NOTICE)]
    rest = kept[_end_of_labels(kept, title) :]
    head, text = rest[:_HEAD], rest[_HEAD:]
    bylines = tuple(line for line in head if looks_like_byline(line))
    head = [line for line in head if not (line in bylines or is_date_line(line))]
    head = [line for line in head if not (_same(line, title) or _same(line, standfirst))]
    return Body(tuple(_without_labels([*head, *text])), bylines, told=len(kept) < len(lines))


def _end_of_labels(lines: list[str], title: str | None) -> int:
    """The place after the repeated headline, where nothing but labels stands before it; else 0."""
    for position, line in enumerate(lines[:_LABELS]):
        if _same(line, title):
            return position + 1
        if is_prose(line):
            break
    return 0


def _without_labels(lines: list[str]) -> list[str]:
    """Without lines of a few words, no figure and no full stop at the end."""
    end = len(lines)
    while end > 1 and _LABEL.match(lines[end - 1]):
        end -= 1
    return lines[:end]


def _same(line: str, other: str | None) -> bool:
    """The same words, but for a label before or after them on either side («Récit - …», «… - Le Monde»)."""
    shorter, longer = sorted((fold(line), fold(other or "")), key=len)
    return bool(shorter) and (shorter == longer or (shorter in longer and len(shorter) > max(20, 0.6 * len(longer))))
