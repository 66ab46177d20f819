"""RSS 0.9x, 1.0 and 2.0, and Atom.

feedparser knows what feeds mean by their elements; it is given a small and well-formed one, rebuilt from the blocks
of the one found with nothing in it but what a listing needs. Its own reader of broken feeds is slow on large ones,
and one mistake costs it the structure of all that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser
from lxml import etree

from pipeline.discover import markup
from pipeline.discover.entries import MOST, Entries, absolute, hints, language_of, plain
from pipeline.discover.moments import believable, moment
from pipeline.discover.sniff import Form
from pipeline.discover.wishes import wishes_of
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, SourceKind

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

_ATOM_NAMESPACE = re.compile(r"http://www\.w3\.org/2005/atom", re.IGNORECASE)


def read(text: str, form: Form, url: str, now: datetime) -> Listing:
    """The listing in a feed, from its root element on.

    :raises Rejected: `broken-source`.
    """
    notes = ("cut off: what stands before the cut was read",) if markup.is_cut_off(text, _root(form)) else ()
    text = markup.mended(text)
    usual = markup.prefixes(text)
    places = list(markup.blocks(text, ("item", "entry")))
    head = markup.element(_around(text, places))
    if head is None:
        raise Rejected(Reason.BROKEN_SOURCE, "a feed that can't be read: not even its beginning is XML")
    channel = _channel(head, usual)
    found = _understood(channel, (text[start:end] for start, end in places[:MOST]), head, form, url, usual)
    entries = Entries(url, now)
    for entry in found["entries"]:
        _add(entry, entries, now)
    entries.leave(max(0, len(places) - MOST))
    if notes and not places:
        raise Rejected(Reason.BROKEN_SOURCE, "a feed that is cut off before its first entry ends")
    feed = found["feed"]
    return Listing(
        url=url,
        kind=SourceKind.FEED,
        format=_format(head, form, text),
        title=plain(feed.get("title") or ""),
        home=_home(feed, url),
        language=language_of(feed.get("language")),
        entries=entries.done(_moment(feed, "updated") or _moment(feed, "published")),
        wishes=wishes_of(channel, usual),
        notes=(*notes, *entries.notes()),
    )


def _root(form: Form) -> str:
    return {Form.RSS: "rss", Form.RDF: "rdf"}.get(form, "feed")


def _around(text: str, places: list[tuple[int, int]]) -> str:
    """The feed without its entries."""
    pieces, at = [], 0
    for start, end in places:
        pieces.append(text[at:start])
        at = end
    return "".join((*pieces, text[at:]))


def _channel(head: etree._Element, usual: dict[str, str]) -> etree._Element:
    """The element that describes the feed: RSS has one inside the root."""
    found = (child for child in head if markup.name_of(child.tag, usual) == "channel")
    return next(found, head)


def _format(head: etree._Element, form: Form, text: str) -> str:
    if form is Form.RDF:
        return "RSS 1.0" if "purl.org/rss/1.0/" in text[: markup.ROOT_TAG] else "RSS 0.90"
    if form is Form.ATOM:
        declared = text[: markup.ROOT_TAG]
        return "Atom 0.3" if "purl.org/atom/ns#" in declared and not _ATOM_NAMESPACE.search(declared) else "Atom 1.0"
    version = re.sub(r"[^\d.]", "", head.get("version") or "2.0")[:5]
    return f"RSS {version or '2.0'}"


def _understood(
    channel: etree._Element,
    blocks: Iterable[str],
    head: etree._Element,
    form: Form,
    url: str,
    usual: dict[str, str],
) -> dict[str, Any]:
    """What feedparser reads in the feed rebuilt from its parts; it never sees what it could fetch or expand."""
    is_atom = form is Form.ATOM
    namespaces = {None: ATOM[1:-1]} if is_atom else {"atom": ATOM[1:-1]}
    root = etree.Element(f"{ATOM}feed" if is_atom else "rss", nsmap=namespaces)
    into = root if is_atom else etree.SubElement(root, "channel")
    _take_attributes(head, root)
    _take(channel, into, usual, is_atom)
    base = _base(into, url, is_atom)
    for block in blocks:
        found = markup.element(block)
        if found is not None:
            entry = etree.SubElement(into, f"{ATOM}entry" if is_atom else "item")
            _take_attributes(found, entry)
            _take(found, entry, usual, is_atom)
    document = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    told = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        return feedparser.parse(document, response_headers=told, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # Its readers of dates, addresses and base64 let through what they did not expect.
        raise Rejected(Reason.BROKEN_SOURCE, f"a feed that can't be read: {type(error).__name__}") from error


def _base(channel: etree._Element, url: str, is_atom: bool) -> str:
    """What relative links are relative to where no xml:base says it: in RSS the site's page, as feed readers have it."""
    link = None if is_atom else channel.findtext("link")
    return link.strip() if link and link.strip().lower().startswith(("http://", "https://")) else url


def _take(found: etree._Element, into: etree._Element, usual: dict[str, str], is_atom: bool) -> None:
    """Copies what counts of the children of an element."""
    names = [markup.name_of(child.tag, usual) for child in found[:_MOST_PARTS]]
    dated = not _PUBLISHED.isdisjoint(names)
    for name, child in zip(names, found, strict=False):
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


def _add(entry: Any, entries: Entries, now: datetime) -> None:
    published = _moment(entry, "published")
    changed = _moment(entry, "updated")
    if published and not believable(published, now):
        entries.note_future()
    said = hints(
        now,
        title=str(entry.get("title") or ""),
        published=published or changed,
        authors=_authors(entry),
        language=(entry.get("title_detail") or {}).get("language") or entry.get("language"),
        tags=_tags(entry),
    )
    link, enclosure = _link(entry), next(_links(entry, "enclosure"), "")
    if link:
        entries.add(link, said, changed=changed)
    elif enclosure:
        entries.add(
            enclosure, said, refused=Reason.NOT_ARTICLE, detail="a file to listen to or to watch, without a page"
        )
    else:
        entries.add_nowhere(said, f"neither link nor permalink: {said.title or 'no title'}")


def _link(entry: Any) -> str:
    """Where the article is: FeedBurner keeps its own links and the original one; a guid may be the permalink."""
    original = str(entry.get("feedburner_origlink") or "").strip()
    guid = str(entry.get("id") or "").strip()
    permalink = guid if entry.get("guidislink") and guid.lower().startswith(("http://", "https://")) else ""
    stated = str(entry.get("link") or "").strip() if not entry.get("guidislink") else ""
    return original or next(_links(entry, "alternate"), "") or stated or permalink


def _links(entry: Any, relation: str) -> Iterator[str]:
    """Links of a relation, pages before other types."""
    found = [
        link for link in entry.get("links", ()) if link.get("rel") == relation and (link.get("href") or "").strip()
    ]
    found.sort(key=lambda link: "html" not in (link.get("type") or "html"))
    return (str(link["href"]).strip() for link in found)


def _authors(entry: Any) -> list[str]:
    names = [str(author.get("name") or "") for author in entry.get("authors", ())]
    return [name for name in names if name and "@" not in name] or [str(entry.get("author") or "").partition("@")[0]]


def _tags(entry: Any) -> list[str]:
    return [str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ())]


def _moment(found: Any, name: str) -> datetime | None:
    """A moment as we read it, else as feedparser does, which knows some odd forms."""
    text = dict.get(found, name)
    if not text:
        return None
    parsed = dict.get(found, f"{name}_parsed")
    try:
        return moment(str(text)) or (_as_utc(parsed) if parsed else None)
    except (ValueError, TypeError, OverflowError):
        return None


def _as_utc(parsed: Any) -> datetime:
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)


def _home(feed: Any, url: str) -> str | None:
    """The site's page."""
    for link in (*_links(feed, "alternate"), str(feed.get("link") or "")):
        try:
            return absolute(link, url) if link else None
        except Rejected:
            continue
    return None
