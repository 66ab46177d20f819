"""XML as it is found: mended, cut into the blocks that matter, each read on its own.

So a mistake in one entry costs that entry alone, a document that was cut off gives what stands before the cut, and
nothing hostile has a hold: no DOCTYPE comes this far, so no entity is ever defined, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from xml.sax.saxutils import escape

from lxml import etree

BLOCK = 2_000_000
"""Characters of one block: an article's whole text with pictures in it has less."""

ROOT_TAG = 20_000
"""Characters of a root element's tag."""

_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_STRAY = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});)?|<(?![A-Za-z_/?])")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PREFIX = re.compile(r"xmlns:([\w.-]{1,40})\s*=\s*[\"']([^\"'<>]{1,300})[\"']")

_KNOWN = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://purl.org/rss/1.0/": "",
    "http://search.yahoo.com/mrss/": "media",
}
"""The namespaces that count, under the prefix that they usually have."""


def mended(text: str) -> str:
    """The markup without comments and CDATA sections (their text is escaped instead), with the entities of HTML as
    characters, and with stray `&` and `<` escaped. What follows a section that is never closed is lost."""
    pieces, at = [], 0
    while section := _SECTION.search(text, at):
        pieces.append(_STRAY.sub(_mend, text[at : section.start()]))
        end = text.find("]]>" if section[0] != "<!--" else "-->", section.end())
        if section[0] != "<!--" and end >= 0:
            pieces.append(escape(text[section.end() : end]))
        at = end + 3 if end >= 0 else len(text)
    pieces.append(_STRAY.sub(_mend, text[at:]))
    return "".join(pieces)


def _mend(stray: re.Match[str]) -> str:
    name = stray[1]
    if name is None:
        return "&lt;" if stray[0] == "<" else "&amp;"
    if name in _XML_NAMES:
        return stray[0]
    if name[0] != "#":
        return escape(html5[f"{name};"]) if f"{name};" in html5 else f"&amp;{name};"
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    is_text = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return stray[0] if is_text else ""


def blocks(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the outermost elements of these names stand, as slices of the text; one that is not closed ends where the
    next begins, and is left out at the end of the text."""
    tag = re.compile(rf"<(/?)(?:[\w.-]{{1,40}}:)?(?:{'|'.join(names)})(?=[\s/>])", re.IGNORECASE)
    start = None
    for found in tag.finditer(text):
        if not found[1]:
            if start is not None:
                yield start, found.start()
            start = found.start()
        elif start is not None and (end := text.find(">", found.end())) >= 0:
            yield start, end + 1
            start = None


def is_cut_off(text: str, root: str) -> bool:
    """Whether the end of the root element is missing."""
    return not re.search(rf"</(?:[\w.-]{{1,40}}:)?{root}\s{{0,9}}>", text[-20_000:], re.IGNORECASE)


def prefixes(text: str) -> dict[str, str]:
    """The usual prefix for each one that a document declares in its root element or near it."""
    declared = _PREFIX.findall(text[:ROOT_TAG])
    return {prefix: _KNOWN[uri.strip().lower()] for prefix, uri in declared if uri.strip().lower() in _KNOWN}


def element(block: str) -> etree._Element | None:
    """The element in a block of mended markup, whatever is wrong with it; None where there is none.

    Tags keep their prefix as it is written (`dc:date`): no namespace but that of `xml:` is known here.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True, collect_ids=False,
    )  # fmt: skip
    try:
        return etree.fromstring(block[:BLOCK].encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def name_of(tag: object, usual: dict[str, str]) -> str:
    """The name of an element in lower case under its usual prefix: `dc:date`, `title`; empty for what is none.

    A prefix that is not declared is taken at its word.
    """
    if not isinstance(tag, str):
        return ""
    uri, brace, local = tag.rpartition("}")
    if brace:
        prefix = _KNOWN.get(uri[1:].strip().lower(), "")
    else:
        given, _, local = tag.rpartition(":")
        prefix = usual.get(given, given.lower())
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


def text_of(found: etree._Element, most: int = 10_000) -> str:
    """The text in an element and those in it, its beginning, on one line."""
    return " ".join("".join(found.itertext()).split())[:most]
