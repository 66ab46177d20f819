"""What kind of document this is, by what stands in it: servers call feeds HTML, and error pages feeds."""

from __future__ import annotations

import re
from enum import StrEnum


class Form(StrEnum):
    """The forms of documents that may come where a listing is expected."""

    RSS = "rss"
    RDF = "rdf"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "urlset"
    INDEX = "sitemapindex"
    OPML = "opml"
    HTML = "html"
    LINES = "lines"
    """URLs, one a line."""
    XML = "xml"
    OTHER = "other"


_ROOTS = {
    "rss": Form.RSS,
    "rdf": Form.RDF,
    "feed": Form.ATOM,
    "urlset": Form.SITEMAP,
    "sitemapindex": Form.INDEX,
    "opml": Form.OPML,
    "html": Form.HTML,
}
_HEAD = 100_000
"""Characters within which a document shows what it is."""

_PROLOG = re.compile(
    r"\s+|<\?[^>]{0,2000}>|<!--.*?-->|<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s{0,100})?>", re.DOTALL | re.IGNORECASE
)
_ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})(?=[\s/>])")
_LATER = re.compile(
    r"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex|opml|html|head|body|div|table)(?=[\s/>])", re.IGNORECASE
)
_HTML = re.compile(r"<!doctype\s+html|<(?:head|body|title|meta|div|p|a|script|h1|ul|table)[\s>]", re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_LIST = re.compile(r'"(?:items|version)"\s*:')


def form_of(text: str) -> tuple[Form, int]:
    """The form of a document, and where its root element begins: what stands before it (an XML declaration, a
    DOCTYPE with what it declares, a warning of the server's) is no part of it."""
    start = _after_prolog(text)
    root = _ELEMENT.match(text, start)
    if root is None or root[1].lower() not in _ROOTS:
        found = _LATER.search(text, start, start + _HEAD)
        root = found if found and found[1].lower() in _ROOTS else root
    if root is not None and (form := _ROOTS.get(root[1].lower())):
        return form, root.start()
    if _HTML.search(text[start : start + _HEAD]):
        return Form.HTML, start
    return (Form.XML if root else _of_plain(text[start:])), start


def _after_prolog(text: str) -> int:
    at = 0
    while skipped := _PROLOG.match(text, at):
        at = skipped.end()
    return at


def _of_plain(text: str) -> Form:
    if text.startswith(("{", "[")):
        return Form.JSON if _LIST.search(text) else Form.OTHER
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:100]
    are_urls = sum(1 for line in lines if _URL.fullmatch(line.strip()))
    return Form.LINES if lines and are_urls >= 0.9 * len(lines) else Form.OTHER
