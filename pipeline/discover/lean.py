"""Feeds rebuilt: small and well-formed, with nothing in them but what a listing needs, so that feedparser can read them
fast. It never sees what it could expand or fetch, and no text of articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from lxml import etree

from pipeline.discover import markup

ATOM, DC, DCTERMS, BURNER = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://purl.org/dc/terms/}",
    "{http://rssnamespace.org/feedburner/ext/1.0}",
)
_XML = "{http://www.w3.org/XML/1998/namespace}"

_PLAIN_NAMES = """title link guid id pubdate published issued updated modified author category language lang enclosure
    lastbuilddate ttl keywords"""
_KEPT = {
    **{name: name for name in _PLAIN_NAMES.split()},
    **{
        f"atom:{name}": f"{ATOM}{name}"
        for name in ("title", "link", "id", "published", "updated", "author", "category")
    },
    **{f"dc:{name}": f"{DC}{name}" for name in ("creator", "subject", "language")},
    **{f"dcterms:{name}": f"{DCTERMS}{name}" for name in ("issued", "modified")},
    "dcterms:created": f"{DCTERMS}issued",
    "feedburner:origlink": f"{BURNER}origLink",
}
"""What is taken of a feed and of an entry, with the name under which feedparser understands it."""

_PUBLISHED = frozenset({"pubdate", "published", "issued", "atom:published", "dcterms:issued"})
_ATTRIBUTES = ("href", "rel", "type", "term", "label", "isPermaLink", "url", f"{_XML}base", f"{_XML}lang")
_LONG = 20_000
"""Characters of one element: a title or a list of categories has less."""

_MOST_PARTS = 200
"""Elements of an entry that are taken."""

BATCH = 1_000
"""Entries of one feed that is rebuilt: what is read of them is dropped before the next."""


class Lean:
    """A feed to be rebuilt: its root element without entries, `channel` the element that describes it.

    :param usual: the usual prefix for each one of the document (`markup.prefixes`).
    """

    def __init__(self, head: etree._Element, usual: dict[str, str], *, is_atom: bool) -> None:
        self._head, self._usual, self._is_atom = head, usual, is_atom
        channels = (child for child in head if markup.name_of(child.tag, usual) == "channel")
        self.channel: etree._Element = next(channels, head)

    def documents(self, blocks: Iterable[str], url: str) -> Iterator[tuple[bytes, str]]:
        """The feed again and again with `BATCH` of its entries each, at least once, in UTF-8; and what its links are
        relative to."""
        rest = iter(blocks)
        for batch in chain([list(islice(rest, BATCH))], iter(lambda: list(islice(rest, BATCH)), [])):
            yield self._document(batch, url)

    def _document(self, blocks: list[str], url: str) -> tuple[bytes, str]:
        namespaces = {None: ATOM[1:-1]} if self._is_atom else {"atom": ATOM[1:-1]}
        root = etree.Element(f"{ATOM}feed" if self._is_atom else "rss", nsmap=namespaces)
        into = root if self._is_atom else etree.SubElement(root, "channel")
        _take_attributes(self._head, root)
        _take(self.channel, into, self._usual, self._is_atom)
        base = _base(into, url, self._is_atom)
        for block in blocks:
            found = markup.element(block)
            if found is not None:
                entry = etree.SubElement(into, f"{ATOM}entry" if self._is_atom else "item")
                _take_attributes(found, entry)
                _take(found, entry, self._usual, self._is_atom)
        return etree.tostring(root, xml_declaration=True, encoding="utf-8"), base


def _base(channel: etree._Element, url: str, is_atom: bool) -> str:
    """What links are relative to where no xml:base says it: in RSS the site's page, as feed readers have it."""
    link = None if is_atom else channel.findtext("link")
    return link.strip() if link and link.strip().lower().startswith(("http://", "https://")) else url


def _take(found: etree._Element, into: etree._Element, usual: dict[str, str], is_atom: bool) -> None:
    """Copies what counts of the children of an element."""
    names = [markup.name_of(child.tag, usual) for child in found[:_MOST_PARTS]]
    linked = any(name == "link" and (child.text or "").strip() for name, child in zip(names, found, strict=False))
    dated = not _PUBLISHED.isdisjoint(names)
    for name, child in zip(names, found, strict=False):
        if name == "guid" and linked:
            continue
        tag = _KEPT.get(name)
        if name == "dc:date" and not dated:
            # What RSS 1.0 has for a date of publication, and feedparser takes for one of change.
            tag = f"{DCTERMS}issued"
        if tag is not None:
            tag = f"{ATOM}{tag}" if is_atom and tag[0] != "{" else tag
            _copy(child, etree.SubElement(into, tag), is_atom)


def _copy(child: etree._Element, copy: etree._Element, is_atom: bool) -> None:
    _take_attributes(child, copy)
    if is_atom and copy.tag == f"{ATOM}author":
        for part in child[:5]:
            local = str(part.tag).rpartition("}")[2].rpartition(":")[2].lower()
            if local in ("name", "email", "uri"):
                etree.SubElement(copy, f"{ATOM}{local}").text = markup.text_of(part, 500)
        return
    if copy.get("type") == "xhtml":
        copy.set("type", "text")
    copy.text = markup.text_of(child, _LONG)


def _take_attributes(found: etree._Element, into: etree._Element) -> None:
    for name in _ATTRIBUTES:
        value = found.get(name)
        if value and len(value) <= _LONG:
            into.set(name, value)
