"""Markup: HTML text becomes a tree of bounded size, with what is no content taken out.

libxml2 itself stops at a depth of 256 elements and at 10 MB of one text node, so that neither deep nesting nor
entities grow without bound; HTML has no entity definitions to expand.
"""

from __future__ import annotations

import itertools
import re

from lxml import etree, html

from pipeline.errors import Rejected
from pipeline.outcomes import Reason

ELEMENTS = 30_000
"""Elements that a page may have: long live pages have 10,000 to 20,000; extraction takes 0.1 to 0.3 ms each."""

ATTRIBUTES = 1_000
"""Attributes that an element may have; 40,000 would keep libxml2 busy for half a minute, out of reach of a deadline."""

_LONG_TAG = 2 * ATTRIBUTES
_TAG = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9-]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>?")
_SEPARATOR = re.compile(r"[\s/\"']+")
_PARSER = {"encoding": "utf-8", "remove_comments": True, "remove_pis": True, "collect_ids": False}
_LOOKS_LIKE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|span|p|h[1-6]|ul|ol|table|a|script)\b[^<>]*>",
    re.I,
)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.I)
_WHOLE = re.compile(r"<(?:html|body)\b", re.I)
_INLINE_NAMES = """a abbr b bdi bdo br cite code del dfn em font i ins kbd mark q s samp small span strong sub sup
    time u var wbr"""
_INLINE = frozenset(_INLINE_NAMES.split())
_COLUMN = 400
"""Characters of text that no cell of a table of data has."""

_RUNNING = 80
"""Characters from which on the text of a bare `<div>` is a paragraph and no label."""

_DEAD = etree.XPath(
    "//style|//svg|//math|//template|//iframe|//object|//embed|//canvas|//script[not(contains(@type, 'ld+json'))]"
)


def looks_like_html(text: str) -> bool:
    """Whether a text is markup of HTML, a fragment included, by its first few thousand characters."""
    return bool(_LOOKS_LIKE.search(text[:4000]))


def looks_like_feed(text: str) -> bool:
    """Whether this is a feed or a sitemap."""
    return bool(_FEED.search(text[:1000])) and not _WHOLE.search(text[:1000])


def parse(text: str) -> html.HtmlElement:
    """The tree of a page; a fragment (an article's HTML alone) becomes a page with an `<article>`.

    Raises `Rejected`: `NO_ARTICLE` where nothing can be parsed, `TOO_LARGE` above `ELEMENTS`.
    """
    if not _WHOLE.search(text):
        text = f"<html><body><article>{text}</article></body></html>"
    text = _TAG.sub(_without_crowd, text)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(**_PARSER))
    except etree.LxmlError:
        raise Rejected(Reason.NO_ARTICLE, "no HTML can be read in it") from None
    for element in _DEAD(tree):
        element.drop_tree()
    if sum(1 for _ in tree.iter()) > ELEMENTS:
        raise Rejected(Reason.TOO_LARGE, f"more than {ELEMENTS:,} elements")
    _undo_layout_tables(tree)
    _name_paragraphs(tree)
    return tree


def _without_crowd(tag: re.Match[str]) -> str:
    """The tag; without its attributes where there may be thousands, since libxml2's time grows with their square."""
    crowded = len(tag[0]) > _LONG_TAG and len(_SEPARATOR.findall(tag[0])) > ATTRIBUTES
    return f"<{tag['name']}>" if crowded else tag[0]


def _undo_layout_tables(tree: html.HtmlElement) -> None:
    """Makes `<div>`s of tables that hold the page's columns: a cell of data has no such length."""
    for cell in list(tree.iter("td")):
        if len(cell.text_content()) > _COLUMN:
            for part in (*cell.itersiblings("td"), *cell.itersiblings("td", preceding=True), cell):
                part.tag = "div"
            for outer in itertools.takewhile(lambda part: part.tag in ("tr", "tbody", "table"), cell.iterancestors()):
                outer.tag = "div"


def _name_paragraphs(tree: html.HtmlElement) -> None:
    """Makes a `<p>` of each `<div>` that holds running text and nothing but inline elements: templates write
    paragraphs that way, which extraction, made for `<p>`, would cut at every inline element."""
    for element in list(tree.iter("div")):
        inline = all(child.tag in _INLINE for child in element.iterdescendants())
        if inline and len(element.text_content().strip()) >= _RUNNING:
            element.tag = "p"
