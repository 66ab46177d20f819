"""Extract: the body of an article out of a page, by trafilatura, in the settings measured as the best."""

from __future__ import annotations

import logging

from lxml import html
from trafilatura import __version__, bare_extraction
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from pipeline.clean.characters import tidy
from pipeline.clean.clutter import without_clutter
from pipeline.clean.quality import is_listing, is_prose
from pipeline.clean.words import count_words

VERSION = f"trafilatura-{__version__}"

_ENOUGH = 120
"""Words of prose that make a second extraction needless."""

_LOOSE = 0.35
"""Share of loose lines (no prose) from which on the first extraction is taken for cluttered."""

_NO_BREAK, _SIGNS = "\u00a0\u202f\u2007\u2009", "\u237d\u2423\u2422\u2420"
_MARKED, _UNMARKED = str.maketrans(_NO_BREAK, _SIGNS), str.maketrans(_SIGNS, _NO_BREAK)
"""No-break space, narrow one, figure space and thin space, and the pictures of spaces that stand for them."""

_RESET_EVERY = 500
"""Pages between two resets of the caches of trafilatura and htmldate, which grow with what they see."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports each page without an article
_pages = 0


def extract(tree: html.HtmlElement) -> list[str]:
    """The paragraphs of the article in a page, without clutter; empty where there is none.

    A second extraction follows a poor first one: with more recall when it found little, with more precision when
    what it found is full of loose lines; the better of the two is taken.
    """
    _count_page()
    _mark_spaces(tree)
    first = _lines(tree)
    prose, loose = _weigh(first)
    if prose >= _ENOUGH and loose <= _LOOSE * prose and not is_listing(first):
        return first
    second = _lines(tree, recall=prose < _ENOUGH, precision=prose >= _ENOUGH)
    return max(first, second, key=_worth)


def _lines(tree: html.HtmlElement, *, recall: bool = False, precision: bool = False) -> list[str]:
    found = bare_extraction(tree, fast=True, include_comments=False, favor_recall=recall, favor_precision=precision)
    if not isinstance(found, Document) or not found.text:
        return []
    lines = (_bare(line) for line in tidy(found.text.translate(_UNMARKED)).split("\n"))
    return without_clutter([line for line in lines if line])


def _mark_spaces(tree: html.HtmlElement) -> None:
    """Puts visible signs for no-break spaces: extraction would make plain spaces of them."""
    for text in tree.xpath(f"//text()[translate(., '{_NO_BREAK}', '') != .]"):
        parent = text.getparent()
        if text.is_text:
            parent.text = text.translate(_MARKED)
        else:
            parent.tail = text.translate(_MARKED)


def _bare(line: str) -> str:
    """A line without the marks of lists and tables."""
    line = line.strip(" \t\u00a0\u202f")
    if line.startswith("|") and line.endswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        line = " | ".join(cell for cell in cells if cell.strip("-: "))
    return line.removeprefix("- ").strip()


def _weigh(lines: list[str]) -> tuple[int, int]:
    """Words in prose and words in loose lines."""
    prose = sum(count_words(line) for line in lines if is_prose(line))
    return prose, sum(map(count_words, lines)) - prose


def _worth(lines: list[str]) -> float:
    prose, loose = _weigh(lines)
    return prose - 1.5 * loose


def _count_page() -> None:
    global _pages  # the caches are the process's too
    _pages += 1
    if _pages % _RESET_EVERY == 0:
        reset_caches()
