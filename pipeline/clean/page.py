"""Page: a news site's HTML page, with all that surrounds its article, becomes a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from lxml import html

from pipeline.clean.body import Body, longer, trimmed
from pipeline.clean.cards import is_front
from pipeline.clean.characters import fold
from pipeline.clean.dateline import read_dateline, read_tail
from pipeline.clean.declared import Declared, read_declared
from pipeline.clean.draft import Draft
from pipeline.clean.extract import VERSION, extract
from pipeline.clean.markup import parse
from pipeline.clean.quality import is_cookie_wall, is_listing, is_prose
from pipeline.clean.words import count_words
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

_LITTLE = 25
"""Words of prose below which a page that does not call itself an article has none."""

_METERED = 250
"""Words from which on a page marked as not free has evidently been served whole."""

_MISSING = re.compile(r"\b404\b|page (?:not found|introuvable|non trouvée)|introuvable$|not found$", re.I)


def read_page(text: str, *, url: str, seen: datetime, now: datetime, zone: tzinfo) -> Draft:
    """The draft of a page; `url` is where it was fetched, `seen` when, `zone` holds for times without one.

    `now` bounds its date. Raises `Rejected`: `NO_ARTICLE` with what the page is instead, `TOO_LARGE` above the bounds
    of `markup`.
    """
    tree = parse(text)
    declared = read_declared(tree, url, now, zone)
    lines = longer(extract(tree), declared.paragraphs)
    body = trimmed(lines, declared.title, declared.standfirst)
    _admit(tree, body.paragraphs, declared, url)
    return _draft(declared, body, seen)


def _draft(declared: Declared, body: Body, seen: datetime) -> Draft:
    first = read_dateline(body.paragraphs[0], seen)
    *others, last = (first.text, *body.paragraphs[1:])
    tail = read_tail(last)
    return Draft(
        paragraphs=(*others, tail.text) if tail.text else tuple(others),
        title=declared.title,
        lead=declared.standfirst or _description(declared, first.body) or first.body,
        bylines=declared.bylines or body.bylines or tail.bylines,
        credits=tuple(dict.fromkeys((*first.credits, *tail.credits, *declared.credits))),
        sections=declared.sections,
        tags=declared.tags,
        dates=(*declared.dates, ("text", first.published)),
        canonical=declared.canonical,
        image=declared.image,
        site_name=next(iter(declared.names), None),
        language=declared.language,
        extractor=VERSION,
        marks=("paywall",) if _is_cut(declared, body) else (),
    )


def _is_cut(declared: Declared, body: Body) -> bool:
    """Whether the rest is for subscribers: the page says so, or is marked as not free and short."""
    return body.told or (not declared.is_free and sum(map(count_words, body.paragraphs)) < _METERED)


def _description(declared: Declared, first: str) -> str | None:
    """The page's description where it is written for this article: not cut, not the site's motto."""
    lead = declared.description
    if not lead or lead.endswith(("…", "...", "[…]")) or not 8 <= count_words(lead) <= 120:
        return None
    shared = set(fold(lead).split()) & set(fold(first).split())
    return lead if fold(lead) not in fold(first) and len(shared) >= 3 else None


def _admit(tree: html.HtmlElement, lines: Sequence[str], declared: Declared, url: str) -> None:
    """Raises `NO_ARTICLE`, saying what the page is instead, unless there is an article in it."""
    prose = sum(count_words(line) for line in lines if is_prose(line))
    if prose == 0:
        raise Rejected(Reason.NO_ARTICLE, "no running text: a menu, an empty shell or a page made by scripts")
    if declared.is_article:
        return
    if _MISSING.search(declared.title or "") and prose < 120:
        raise Rejected(Reason.NO_ARTICLE, "a page that says that the article is not there")
    if declared.is_listing or is_listing(lines) or is_front(tree, lines):
        raise Rejected(Reason.NO_ARTICLE, "a list of articles or links")
    if is_cookie_wall(lines):
        raise Rejected(Reason.NO_ARTICLE, "nothing but a cookie notice")
    if prose < _LITTLE:
        raise Rejected(Reason.NO_ARTICLE, f"only {prose} words of running text")
    if urlsplit(url).scheme.startswith("http") and urlsplit(url).path in ("", "/"):
        raise Rejected(Reason.NO_ARTICLE, "the front page of a site")
