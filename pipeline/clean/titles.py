"""Titles: which of the titles that a page has is the headline, without the site's name."""

from __future__ import annotations

import re

from lxml import html

from pipeline.clean.characters import fold, one_line

LONGEST = 300
_SUFFIX = re.compile(r"^(?P<title>.+)\s+[|–—·•»-]\s+(?P<site>[^|–—·•»]{2,60})$")
_HOST_LIKE = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}$", re.I)


def headline(tree: html.HtmlElement, declared: list[str], site_names: list[str]) -> str | None:
    """The page's headline: a visible `<h1>` that a declared title or `<title>` confirms, else the first declared
    one (JSON-LD, OpenGraph), else `<title>`, else a lone `<h1>`."""
    names = [name for name in site_names if name]
    page_title = _text(tree.find(".//title"))
    titles = [without_site(title, names) for title in (*declared, page_title) if title]
    visible = [text for element in tree.iter("h1") if (text := _text(element)) and len(text) <= LONGEST][:5]
    confirmed = next((text for text in visible if any(resembles(text, title) for title in titles)), None)
    best = confirmed or next(iter(titles), None) or (visible[0] if len(visible) == 1 else None)
    return best[:LONGEST].rstrip() if best else None


def without_site(title: str, site_names: list[str]) -> str:
    """`Une crise - Le Monde` without the site's name, where the part after the mark is that."""
    match = _SUFFIX.match(title)
    while match and _is_site(match["site"], site_names):
        title = match["title"].strip()
        match = _SUFFIX.match(title)
    return title


def resembles(one: str, other: str) -> bool:
    """Whether two titles share most words of the shorter one."""
    words, others = set(fold(one).split()), set(fold(other).split())
    fewer = min(len(words), len(others))
    return fewer > 0 and len(words & others) >= 0.6 * fewer and len(words & others) >= min(2, len(words | others))


def _is_site(part: str, site_names: list[str]) -> bool:
    folded = fold(part)
    return bool(_HOST_LIKE.match(part)) or any(folded == fold(name) for name in site_names)


def _text(element: html.HtmlElement | None) -> str:
    return one_line(" ".join(element.text_content().split())) if element is not None else ""
