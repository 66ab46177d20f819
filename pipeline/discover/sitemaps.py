"""Sitemaps and indices of them, news sitemaps, and lists of URLs (sitemaps.org, protocol 0.9; Google News)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from pipeline.discover import markup
from pipeline.discover.entries import MOST, Entries, absolute, hints, language_of
from pipeline.discover.moments import believable, moment
from pipeline.discover.sniff import Form
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, Moment, SourceKind

Said = dict[str, str]
"""The texts of one `<url>` by the names of their elements; images, videos and alternates left out."""

_WANTED = frozenset({"loc", "lastmod"})
_NEWS = frozenset({"title", "publication_date", "keywords", "language", "name"})
_COMMA = re.compile(r"\s*[,;]\s*")
_ELSEWHERE = frozenset({"image", "video", "xhtml", "mobile", "pagemap"})


def read(text: str, form: Form, url: str, now: datetime) -> Listing:
    """The listing in a sitemap, or in an index of sitemaps, from its root element on.

    :raises Rejected: `broken-source`.
    """
    cut = markup.is_cut_off(text, form.value)
    text = markup.mended(text)
    usual = markup.prefixes(text)
    places = list(markup.blocks(text, ("sitemap",) if form is Form.INDEX else ("url",)))
    if cut and not places:
        raise Rejected(Reason.BROKEN_SOURCE, "a sitemap that is cut off before its first entry ends")
    found = [_said(markup.element(text[start:end]), usual) for start, end in places[:MOST]]
    notes = ("cut off: what stands before the cut was read",) if cut else ()
    if form is Form.INDEX:
        return _index(found, url, now, notes)
    entries = Entries(url, now)
    for said in found:
        _add(said, entries, now)
    entries.leave(max(0, len(places) - MOST))
    return Listing(
        url=url,
        kind=SourceKind.SITEMAP,
        format="news sitemap" if any("news" in said for said in found) else "sitemap",
        title=_commonest(found, "name"),
        home=home_of(url),
        language=language_of(_commonest(found, "language")),
        entries=entries.done(),
        notes=(*notes, *entries.notes()),
    )


def read_lines(text: str, url: str, now: datetime) -> Listing:
    """The listing in a text file of URLs, one a line."""
    entries, lines = Entries(url, now), [line for line in text.splitlines() if line.strip()]
    for line in lines[:MOST]:
        entries.add(line, hints(now))
    entries.leave(max(0, len(lines) - MOST))
    return Listing(
        url=url,
        kind=SourceKind.SITEMAP,
        format="text sitemap",
        home=home_of(url),
        entries=entries.done(),
        notes=entries.notes(),
    )


def home_of(url: str) -> str | None:
    """The front page of the site on which something is."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") else None


def _said(found: etree._Element | None, usual: dict[str, str]) -> Said:
    """What a `<url>` or `<sitemap>` says, whatever its namespaces are called."""
    said: Said = {}
    if found is None:
        return said
    for child in found[:100]:
        prefix, _, name = markup.name_of(child.tag, usual).rpartition(":")
        if prefix in _ELSEWHERE:
            continue
        if name in _WANTED:
            said.setdefault(name, markup.text_of(child))
        elif name == "news":
            said["news"] = "yes"
            for part in list(child.iter())[1:50]:
                local = markup.name_of(part.tag, usual).rpartition(":")[2]
                if local in _NEWS:
                    said.setdefault(local, markup.text_of(part))
    return said


def _add(said: Said, entries: Entries, now: datetime) -> None:
    published = moment(said.get("publication_date", ""))
    if published and not believable(published, now):
        entries.note_future()
    about = hints(
        now,
        title=said.get("title"),
        published=published,
        language=said.get("language"),
        tags=_COMMA.split(said.get("keywords", "")),
    )
    if link := said.get("loc", ""):
        entries.add(link, about, changed=moment(said.get("lastmod", "")))
    else:
        entries.add_nowhere(about, "no <loc>")


def _index(found: list[Said], url: str, now: datetime, notes: tuple[str, ...]) -> Listing:
    """An index: the sitemaps in it but itself."""
    more: dict[str, Moment | None] = {}
    wrong = 0
    for said in found:
        try:
            sitemap = absolute(said.get("loc", ""), url)
        except Rejected:
            wrong += 1
            continue
        if sitemap not in (url, _normal(url)):
            more.setdefault(sitemap, believable(moment(said.get("lastmod", "")), now))
        else:
            notes = (*notes, "it names itself as one of its sitemaps")
    if wrong:
        notes = (*notes, f"{wrong} sitemaps have no URL that can be fetched")
    return Listing(
        url=url,
        kind=SourceKind.SITEMAP,
        format="sitemap index",
        home=home_of(url),
        more=tuple(more.items()),
        notes=tuple(dict.fromkeys(notes)),
    )


def _normal(url: str) -> str:
    try:
        return absolute(url, url)
    except Rejected:
        return url


def _commonest(found: list[Said], name: str) -> str | None:
    counts = Counter(said[name] for said in found if said.get(name))
    return counts.most_common(1)[0][0][:500] if counts else None
