"""OPML, the form in which lists of feeds are passed on (opml.org, version 2.0)."""

from __future__ import annotations

from collections.abc import Iterable

import listparser
from lxml import etree

from pipeline.discover import markup
from pipeline.discover.decoding import decoded
from pipeline.discover.entries import absolute, plain
from pipeline.discover.sniff import Form, form_of
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Announced, Source, SourceKind

MOST = 50_000
"""Sources that are read of one list."""

FORMAT = "OPML"

FOLDERS = 10
"""Collections that one source may have."""

_TYPES = {SourceKind.FEED: "rss", SourceKind.SITEMAP: "sitemap", SourceKind.SITE: "site"}


def is_list(content: bytes) -> bool:
    """Whether a document is evidently OPML."""
    return b"<opml" in content[:4096].lower()


def read(content: bytes, *, charset: str | None = None) -> tuple[Announced, ...]:
    """The sources of a list, each once, with its folders and categories as collections; those that can't be fetched
    are left out.

    :raises Rejected: `not-a-source` where it is no OPML, `empty`, `too-large`.
    """
    text, _ = decoded(content, charset)
    form, start = form_of(text)
    if form is not Form.OPML:
        raise Rejected(Reason.NOT_A_SOURCE, "not an OPML list")
    # The library reads HTML, in which a DOCTYPE is nothing and an outline that closes itself is open.
    root = markup.element(markup.mended(text[start:]))
    if root is None:
        raise Rejected(Reason.BROKEN_SOURCE, "an OPML list that can't be read")
    kinds = _kinds(root)
    try:
        found = listparser.parse(etree.tostring(root, encoding="utf-8", xml_declaration=True, method="xml"))
    except Exception as error:
        # It counts on as many ends as beginnings.
        raise Rejected(Reason.BROKEN_SOURCE, f"an OPML list that can't be read: {type(error).__name__}") from error
    return _announced(found, kinds)


def _kinds(root: etree._Element) -> dict[str, SourceKind]:
    """What the outlines are that are no feeds, by URL."""
    names = {name: kind for kind, name in _TYPES.items()}
    outlines = (found for found in root.iter() if markup.name_of(found.tag, {}) == "outline")
    typed = ((found.get("xmlUrl") or "", names.get((found.get("type") or "").lower())) for found in outlines)
    return {url.strip(): kind for url, kind in typed if url and kind}


def _announced(found: listparser.common.SuperDict, kinds: dict[str, SourceKind]) -> tuple[Announced, ...]:
    sources: dict[str, Announced] = {}
    for feed in found["feeds"][:MOST]:
        try:
            url = absolute(feed["url"], "")
        except Rejected:
            continue
        folders = (plain(name, markup=False) for path in feed.get("categories", ()) for name in path)
        collections = tuple(dict.fromkeys(name for name in folders if name))[:FOLDERS]
        title = plain(feed.get("title") or "", markup=False)
        kind = kinds.get(feed["url"], SourceKind.FEED)
        named = title if title != url else None
        sources.setdefault(url, Announced(url=url, kind=kind, title=named, collections=collections))
    return tuple(sources.values())


def write(sources: Iterable[Source], title: str = "Rotative") -> bytes:
    """An OPML 2.0 list in UTF-8 of the sources that are on the web, one folder for each collection; `read` gives them
    back with the collections of each in alphabetical order."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = plain(title, markup=False)
    body = etree.SubElement(root, "body")
    kept = [source for source in sources if source.kind in _TYPES]
    folders = sorted({name for source in kept for name in source.collections})
    for source in (source for source in kept if not source.collections):
        _outline(source, body)
    for name in folders:
        folder = etree.SubElement(body, "outline", text=plain(name, markup=False) or "?")
        for source in (source for source in kept if name in source.collections):
            _outline(source, folder)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _outline(source: Source, into: etree._Element) -> None:
    name = plain(source.title or "", markup=False) or source.url
    outline = etree.SubElement(into, "outline", type=_TYPES[source.kind], text=name, title=name, xmlUrl=source.url)
    if source.home:
        outline.set("htmlUrl", source.home)
    if source.language:
        outline.set("language", source.language)
