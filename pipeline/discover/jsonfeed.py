"""JSON Feed (jsonfeed.org, versions 1 and 1.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from pipeline.discover.entries import MOST, Entries, absolute, hints, language_of, plain
from pipeline.discover.moments import believable, moment
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, SourceKind


def read(text: str, url: str, now: datetime) -> Listing:
    """The listing in a JSON Feed.

    :raises Rejected: `broken-source` (no JSON, cut off), `not-a-source` (some other JSON).
    """
    try:
        feed = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Rejected(Reason.BROKEN_SOURCE, f"no JSON that can be read: {str(error)[:200]}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Rejected(Reason.NOT_A_SOURCE, "JSON, but not a JSON Feed")
    entries = Entries(url, now)
    for item in items[:MOST]:
        if isinstance(item, dict):
            _add(item, feed, entries, now)
    entries.leave(max(0, len(items) - MOST))
    return Listing(
        url=url,
        kind=SourceKind.FEED,
        format=_format(_text(feed, "version")),
        title=plain(_text(feed, "title"), markup=False),
        home=_home(feed, url),
        language=language_of(_text(feed, "language")),
        entries=entries.done(),
        notes=entries.notes(),
    )


def _format(version: str) -> str:
    number = version.rstrip("/").rpartition("/")[2]
    return f"JSON Feed {number}" if number in ("1", "1.1") else "JSON Feed"


def _add(item: dict[str, Any], feed: dict[str, Any], entries: Entries, now: datetime) -> None:
    published = moment(_text(item, "date_published"))
    if published and not believable(published, now):
        entries.note_future()
    said = hints(
        now,
        title=_text(item, "title"),
        published=published,
        authors=_authors(item) or _authors(feed),
        language=_text(item, "language"),
        tags=[tag for tag in _several(item, "tags") if isinstance(tag, str)],
    )
    link = _link(item)
    if not link:
        entries.add_nowhere(said, f"neither url nor permalink: {said.title or 'no title'}")
        return
    entries.add(link, said, changed=moment(_text(item, "date_modified")))


def _link(item: dict[str, Any]) -> str:
    """The article's own page; else the page it is about; an id may be the permalink."""
    stated = _text(item, "url").strip() or _text(item, "external_url").strip()
    id = _text(item, "id").strip()
    return stated or (id if id.lower().startswith(("http://", "https://")) else "")


def _authors(of: dict[str, Any]) -> list[str]:
    """Their names: `authors` since version 1.1, `author` before."""
    found = [*_several(of, "authors"), of.get("author")]
    return [_text(author, "name") for author in found if isinstance(author, dict)]


def _several(of: dict[str, Any], name: str) -> list[Any]:
    value = of.get(name)
    return value[:100] if isinstance(value, list) else []


def _text(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _home(feed: dict[str, Any], url: str) -> str | None:
    try:
        link = _text(feed, "home_page_url")
        return absolute(link, url) if link else None
    except Rejected:
        return None
