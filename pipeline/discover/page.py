"""A web page as a tree of bounded size, and what its head says of it."""

from __future__ import annotations

import re

from lxml import etree, html

from pipeline.discover.entries import absolute, language_of, plain
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

LARGEST = 8_000_000
"""Characters that are read of a page."""

CROWD = 1_000
"""Attributes of an element from which on all are left out: libxml2's time grows with the square of their number."""

_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\s[^<>]{2000,}>")
_GAP = re.compile(r"[\s\"'/]+")


def tree_of(text: str) -> html.HtmlElement:
    """The tree of a page.

    :raises Rejected: `not-a-source`: no HTML can be read in it.
    """
    lean = _LONG_TAG.sub(_without_crowd, text[:LARGEST])
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=False
    )
    try:
        return html.document_fromstring(lean.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Rejected(Reason.NOT_A_SOURCE, "no HTML can be read in it") from None


def _without_crowd(tag: re.Match[str]) -> str:
    return f"<{tag[1]}>" if len(_GAP.findall(tag[0])) > CROWD else tag[0]


def base_of(tree: html.HtmlElement, url: str) -> str:
    """What the links of a page are relative to (HTML, `<base href>`: the first one counts)."""
    for base in tree.iter("base"):
        if base.get("href"):
            try:
                return absolute(base.get("href"), url)
            except Rejected:
                break
    return url


def title_of(tree: html.HtmlElement) -> str | None:
    """The name of the site or section: as it calls itself for others, else its title."""
    return _meta(tree, "og:site_name") or plain(tree.findtext(".//title") or "")


def headings_of(tree: html.HtmlElement) -> tuple[str, str]:
    """The page's title and its first heading, by which error pages tell what they are; empty where there is none."""
    first = next(iter(tree.iter("h1")), None)
    heading = "" if first is None else first.text_content()
    return plain(tree.findtext(".//title") or "") or "", plain(heading, markup=False) or ""


def language(tree: html.HtmlElement) -> str | None:
    """ISO 639-1 of the page."""
    return language_of(tree.get("lang")) or language_of(_meta(tree, "og:locale"))


def is_declared_article(tree: html.HtmlElement) -> bool:
    """Whether the page calls itself an article (Open Graph)."""
    return (_meta(tree, "og:type") or "").lower() in ("article", "news", "blog")


def _meta(tree: html.HtmlElement, name: str) -> str | None:
    for meta in tree.iter("meta"):
        if name in (meta.get("property"), meta.get("name")):
            return plain(meta.get("content") or "")
    return None
