"""RSS 0.9x, 1.0 and 2.0, and Atom.

feedparser knows what feeds mean by their elements; it is given a small and well-formed one, rebuilt from the blocks
of the one found with nothing in it but what a listing needs. Its own reader of broken feeds is slow on large ones,
and one mistake costs it the structure of all that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

import feedparser
from lxml import etree

from pipeline.discover import markup
from pipeline.discover.entries import MOST, Entries, absolute, hints, language_of, plain
from pipeline.discover.lean import Lean
from pipeline.discover.moments import believable, moment
from pipeline.discover.sniff import Form
from pipeline.discover.wishes import wishes_of
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, SourceKind

_ATOM_NAMESPACE = re.compile(r"http://www\.w3\.org/2005/atom", re.IGNORECASE)


def read(text: str, form: Form, url: str, now: datetime) -> Listing:
    """The listing in a feed, from its root element on.

    :raises Rejected: `broken-source`.
    """
    cut = markup.is_cut_off(text, _root(form))
    text = markup.mended(text)
    places = list(markup.blocks(text, ("item", "entry")))
    if cut and not places:
        raise Rejected(Reason.BROKEN_SOURCE, "a feed that is cut off before its first entry ends")
    head = markup.element(_around(text, places))
    if head is None:
        raise Rejected(Reason.BROKEN_SOURCE, "a feed that can't be read: not even its beginning is XML")
    usual = markup.prefixes(text)
    lean = Lean(head, usual, is_atom=form is Form.ATOM)
    entries, feed = Entries(url, now), None
    for document, base in lean.documents((text[start:end] for start, end in places[:MOST]), url):
        found = _understood(document, base)
        feed = feed or found["feed"]
        for entry in found["entries"]:
            _add(entry, entries, now)
    entries.leave(max(0, len(places) - MOST))
    return _listing(feed or {}, entries, url).evolve(
        format=_format(head, form, text),
        wishes=wishes_of(lean.channel, usual),
        notes=(*(("cut off: what stands before the cut was read",) if cut else ()), *entries.notes()),
    )


def _listing(feed: Any, entries: Entries, url: str) -> Listing:
    return Listing(
        url=url,
        kind=SourceKind.FEED,
        format="",
        title=plain(feed.get("title") or ""),
        home=_home(feed, url),
        language=language_of(feed.get("language")),
        entries=entries.done(_moment(feed, "updated") or _moment(feed, "published")),
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


def _format(head: etree._Element, form: Form, text: str) -> str:
    if form is Form.RDF:
        return "RSS 1.0" if "purl.org/rss/1.0/" in text[: markup.ROOT_TAG] else "RSS 0.90"
    if form is Form.ATOM:
        declared = text[: markup.ROOT_TAG]
        return "Atom 0.3" if "purl.org/atom/ns#" in declared and not _ATOM_NAMESPACE.search(declared) else "Atom 1.0"
    version = re.sub(r"[^\d.]", "", head.get("version") or "2.0")[:5]
    return f"RSS {version or '2.0'}"


def _understood(document: bytes, base: str) -> Any:
    """What feedparser reads in a feed."""
    told = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        return feedparser.parse(document, response_headers=told, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # Its readers of dates, addresses and base64 let through what they did not expect.
        raise Rejected(Reason.BROKEN_SOURCE, f"a feed that can't be read: {type(error).__name__}") from error


def _add(entry: Any, entries: Entries, now: datetime) -> None:
    published = _moment(entry, "published")
    changed = _moment(entry, "updated")
    if any(date and not believable(date, now) for date in (published, changed)):
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
    """Names; RSS 2.0 has them behind an address: `ann@example.org (Ann Lee)`."""
    names = (str(author.get("name") or "") for author in entry.get("authors", ()))
    return [parseaddr(name[:1_000])[0] if "@" in name else name for name in names]


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
