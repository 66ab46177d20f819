"""Entries, gathered: each URL once, absolute and in normal form, or with the reason why it can't be fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urljoin

from w3lib.html import remove_tags, replace_entities

from pipeline import urls
from pipeline.discover.moments import believable
from pipeline.discover.shapes import file_kind
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Entry, Hints

MOST = 50_000
"""Entries that are read of one listing: what a sitemap may have (sitemaps.org)."""

TITLE, NAME, DETAIL = 500, 200, 300
"""Characters that are kept of a title, of a name or tag, and of a reason."""

NAMES, TAGS = 20, 50
"""Authors and tags that are kept of an entry."""

AT_ONCE = timedelta(seconds=5)
"""Within how long a server writes one listing."""

_MARKUP = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def plain(text: str, most: int = TITLE, *, markup: bool = True) -> str | None:
    """A title or name as text: entities decoded, on one line, of bounded length; None: nothing is left of it.

    :param markup: whether it may hold HTML, which is taken out.
    """
    text = text[: 20 * most]
    if markup:
        text = replace_entities(remove_tags(text) if _MARKUP.search(text) else text)
    clean = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(clean.split())[:most].strip() or None


def language_of(declared: str | None) -> str | None:
    """ISO 639-1 of a language tag (BCP 47); None: it is none."""
    found = _LANGUAGE.fullmatch((declared or "").strip()[:40])
    return found[1].lower() if found else None


def absolute(link: str, base: str) -> str:
    """The normal form of a link on a page.

    :raises Rejected: `bad-scheme`, `bad-url`.
    """
    text = "".join(link.split()) if "\n" in link or "\t" in link else link.strip()
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Rejected(Reason.BAD_SCHEME, f"{scheme[1].lower()[:20]}: is not http or https")
    try:
        url = urls.normalise(urljoin(base, text))
    except ValueError:
        raise Rejected(Reason.BAD_URL, f"not a URL: {text[:80]!a}") from None
    if not url.startswith(("http:", "https:")):
        raise Rejected(Reason.BAD_SCHEME, "only http and https can be fetched")
    return url


def hints(
    now: datetime,
    *,
    title: str | None = None,
    published: datetime | None = None,
    authors: Iterable[str] = (),
    language: str | None = None,
    tags: Iterable[str] = (),
) -> Hints:
    """What a listing says of an article, within bounds; a date in the future is none."""
    return Hints(
        title=plain(title) if title else None,
        published_at=believable(published, now),
        authors=_several(authors, NAMES),
        language=language_of(language),
        tags=_several(tags, TAGS),
    )


def _several(names: Iterable[str], most: int) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for name in names:
        if len(kept) == most:
            break
        if clean := plain(name, NAME):
            kept[clean] = None
    return tuple(kept)


class Entries:
    """The entries of one listing as they are read."""

    def __init__(self, base: str, now: datetime) -> None:
        self.base, self._now = base, now
        self._by_url: dict[str, Entry] = {}
        self._nowhere: list[Entry] = []
        self._left = self._future = 0

    def add(
        self,
        link: str,
        said: Hints,
        *,
        changed: datetime | None = None,
        refused: Reason | None = None,
        detail: str = "",
    ) -> None:
        """An entry with this link, relative ones included; a second one of the same URL adds nothing."""
        if len(self._by_url) + len(self._nowhere) >= MOST:
            self._left += 1
            return
        try:
            url = absolute(link, self.base)
        except Rejected as refusal:
            refused, detail, url = refusal.reason, refusal.detail, link.strip()[:DETAIL]
        if not refused and (kind := file_kind(url)):
            refused, detail = Reason.NOT_ARTICLE, f"a file ({kind})"
        changed = believable(changed, self._now)
        known = self._by_url.get(url)
        if known is None:
            stamp = changed.isoformat() if changed else ""
            self._by_url[url] = Entry(
                url=url, hints=said, changed_at=changed, stamp=stamp, refused=refused, detail=detail[:DETAIL]
            )

    def add_nowhere(self, said: Hints, detail: str) -> None:
        """An entry that leads nowhere: it has no link at all."""
        if len(self._by_url) + len(self._nowhere) < MOST:
            self._nowhere.append(Entry(url="", hints=said, refused=Reason.BAD_URL, detail=detail[:DETAIL]))

    def leave(self, number: int) -> None:
        """So many were not even looked at."""
        self._left += number

    def note_future(self) -> None:
        """One of the entries is dated in the future."""
        self._future += 1

    def done(self, built: datetime | None = None) -> tuple[Entry, ...]:
        """All of them, in the order in which they came.

        :param built: when the listing itself was written, as it says.
        """
        found = (*self._by_url.values(), *self._nowhere)
        return tuple(map(_without_stamp, found)) if _is_generated(found, built) else found

    def notes(self) -> tuple[str, ...]:
        """What is wrong with them."""
        nowhere = len(self._nowhere)
        notes = (
            (nowhere, f"{nowhere} entries have no link"),
            (self._future, f"{self._future} entries are dated in the future: their dates are not used"),
            (self._left, f"only the first {MOST:,} entries were read, {self._left:,} more were not"),
        )
        return tuple(note for number, note in notes if number)


def _is_generated(entries: Iterable[Entry], built: datetime | None) -> bool:
    """Whether their times of change are only the time at which the listing was written."""
    times = [entry.changed_at for entry in entries if entry.changed_at]
    if len(times) > 2 and max(times) - min(times) <= AT_ONCE:
        return True
    return bool(times) and built is not None and all(abs(time - built) <= AT_ONCE for time in times) and len(times) > 1


def _without_stamp(entry: Entry) -> Entry:
    return entry.evolve(changed_at=None, stamp="")
