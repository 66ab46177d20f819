"""JSON-LD: what a page says of itself in schema.org's words (`<script type="application/ld+json">`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import html

from pipeline.clean.characters import one_line, tidy

_MOST_NODES = 2_000
_LARGEST = 1_000_000
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|LiveBlogPosting)$", re.I)
_LISTING = frozenset({"collectionpage", "searchresultspage", "profilepage"})
_MARKUP = re.compile(r"</?(?:p|div|br|h\d|li|ul|ol|blockquote)\b[^<>]{0,500}>|<[^<>]{0,500}>")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$|;\s*$")

Node = dict[str, Any]


def read_nodes(tree: html.HtmlElement) -> list[Node]:
    """All objects of all JSON-LD blocks, nested ones included, in order; what can't be read is left out."""
    nodes: list[Node] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for node in _walk(_load(script.text or "")):
            if len(nodes) >= _MOST_NODES:
                return nodes
            nodes.append(node)
    return nodes


def article_node(nodes: list[Node]) -> Node:
    """The article that the page is about, or `{}`: one with a body or a date before a bare one."""
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in kinds(node))]
    return max(articles, key=lambda node: ("datePublished" in node) + ("headline" in node), default={})


def is_listing(nodes: list[Node]) -> bool:
    """Whether the page calls itself a list of pages."""
    return any(kind.lower() in _LISTING for node in nodes for kind in kinds(node))


def kinds(node: Node) -> list[str]:
    """The `@type` of a node, always a list."""
    return [kind for kind in _as_list(node.get("@type")) if isinstance(kind, str)]


def texts(value: Any, *keys: str) -> list[str]:
    """The strings in a value that may be a string, an object (under the first of `keys` it has) or a list."""
    found: list[str] = []
    for item in _as_list(value)[:100]:
        named = next((item[key] for key in keys if item.get(key)), None) if isinstance(item, dict) else item
        text = named[0] if isinstance(named, list) and named else named
        if isinstance(text, str) and (line := one_line(unescape(text[:20_000]))):
            found.append(line)
    return found


def first_text(value: Any, *keys: str) -> str | None:
    """The first of `texts`."""
    return next(iter(texts(value, *keys)), None)


def article_body(node: Node) -> list[str]:
    """The paragraphs of `articleBody`, its own markup taken out; `[]` where there is none."""
    value = node.get("articleBody")
    if not isinstance(value, str):
        return []
    text = _MARKUP.sub("\n", unescape(value)) if "<" in value or "&lt;" in value else unescape(value)
    return [line for part in tidy(text).split("\n") if (line := one_line(part))]


def author_names(node: Node) -> list[str]:
    """The names of the authors that are persons, or of whom it isn't said what they are."""
    authors = _as_list(node.get("author")) + _as_list(node.get("creator"))
    return [name for author in authors if not _is_organization(author) for name in texts(author, "name")]


def organization_names(node: Node) -> list[str]:
    """The names of the organisations among authors, and of the publisher."""
    authors = [author for author in _as_list(node.get("author")) if _is_organization(author)]
    return texts(authors, "name") + texts(node.get("publisher"), "name")


def is_paywalled(node: Node) -> bool:
    """`isAccessibleForFree: false`, as search engines require it of paywalled pages."""
    return str(node.get("isAccessibleForFree", "")).lower() == "false"


def _load(text: str) -> Any:
    text = _WRAPPING.sub("", text[:_LARGEST].strip())
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > 8:
        return
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _walk(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from _walk(child, depth + 1)


def _is_organization(value: Any) -> bool:
    return isinstance(value, dict) and any("rganization" in kind for kind in kinds(value))


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
