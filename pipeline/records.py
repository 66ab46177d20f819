"""The records, in the order in which an article flows through the stages.

All are frozen; `evolve` gives a changed copy. `Article` is the document: what is indexed, shown by
`rotative article`, returned by the API and exported is the same everywhere. Absent is `None` or `()`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from pipeline.outcomes import Reason


class Stage(StrEnum):
    """The stages in flow order. `discover` makes passages and holds none: its work is the sources that are due."""

    DISCOVER = "discover"
    FETCH = "fetch"
    CLEAN = "clean"
    ENRICH = "enrich"
    CLUSTER = "cluster"
    INDEX = "index"


class Kind(StrEnum):
    """Why an article passes through the stages."""

    NEW = "new"
    REVISION = "revision"
    REPROCESS = "reprocess"


class Lane(StrEnum):
    """`now`: a person waits; `bulk`: nobody does."""

    NOW = "now"
    BULK = "bulk"


class Label(StrEnum):
    """What an entity is."""

    PER = "PER"
    ORG = "ORG"
    LOC = "LOC"
    MISC = "MISC"


class Verdict(StrEnum):
    """How far an extraction can be trusted: `partial` is a teaser or a paywall."""

    GOOD = "good"
    PARTIAL = "partial"
    POOR = "poor"


def _as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_as_utc, return_type=str, when_used="json")]
"""A time in UTC; in JSON an RFC 3339 string that ends in `Z`."""


class Record(BaseModel):
    """A frozen record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def evolve(self, **changes: Any) -> Self:
        """A copy with some fields changed (not validated again: stages own their types)."""
        return self.model_copy(update=changes)


class Hints(Record):
    """What the giver of an article (a feed, a JSON line, a WARC) already says of it."""

    title: str | None = None
    published_at: Moment | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    tags: tuple[str, ...] = ()


class SourceKind(StrEnum):
    """What a source is: how its articles are listed."""

    FEED = "feed"
    """RSS, Atom, JSON Feed."""
    SITEMAP = "sitemap"
    """Sitemap, news sitemap, or an index of them (sitemaps.org)."""
    SITE = "site"
    """A home or section page without a feed: its links."""
    FOLDER = "folder"
    """A folder that is watched."""
    ARCHIVE = "archive"
    """A WARC file, or a text file that lists WARC files."""
    LINES = "lines"
    """A file of JSON lines."""


class Access(Record):
    """How a source's pages are asked for. Headers and cookies go to hosts of `domain` only (registrable domain)."""

    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    proxy: str | None = None
    domain: str | None = None


class Source(Record):
    """Where articles come from, as somebody set it; what was learned of it since is `pipeline.sources.records.State`.

    `id`: hash of the URL under which it was added, which never changes; `url`: where it is asked now. `home`: the
    site's page. `time_zone`: IANA name, for times without one. `delay`: seconds between two requests to its host,
    instead of the default. `every`: seconds between two checks, instead of an interval that adapts. `since`: nothing
    published before is taken.
    """

    id: str
    url: str
    kind: SourceKind
    title: str | None = None
    home: str | None = None
    language: str | None = None
    collections: tuple[str, ...] = ()
    access: Access = Access()
    time_zone: str | None = None
    delay: float | None = None
    every: float | None = None
    since: Moment | None = None
    paused: bool = False
    added_at: Moment


class Entry(Record):
    """One article as a source shows it: absolute URL, what is said of it, and whether it can be taken.

    `stamp`: a digest that differs when the source says that the article has changed (its `updated`, its `lastmod`);
    empty where it never says so. `refused`: why it is not one to fetch (`bad-scheme`, `off-site`, `not-article`…).
    """

    url: str
    hints: Hints = Hints()
    changed_at: Moment | None = None
    stamp: str = ""
    refused: Reason | None = None
    detail: str = ""

    @property
    def moment(self) -> datetime | None:
        """When it was published, else when it changed; None: the source says neither."""
        return self.hints.published_at or self.changed_at


class Announced(Record):
    """A source that a page, a robots.txt or an OPML list names."""

    url: str
    kind: SourceKind
    title: str | None = None
    collections: tuple[str, ...] = ()


class Wishes(Record):
    """How often a listing asks to be read: at most once in `ttl` seconds, not in these hours (UTC) and days
    (0 is Monday) (RSS 2.0 `ttl`, `skipHours`, `skipDays`; RSS 1.0 `sy:updatePeriod`)."""

    ttl: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


class Listing(Record):
    """A document that lists articles, read.

    `format` as people call it (`RSS 2.0`, `Atom 1.0`, `JSON Feed 1.1`, `news sitemap`, `sitemap index`, `page`).
    `more`: further listings that belong to it (the sitemaps of an index), each with the moment it changed, if told.
    `notes`: what is wrong with it, for people («cut off: the first 120 entries were read»).
    """

    url: str
    kind: SourceKind
    format: str
    title: str | None = None
    home: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    more: tuple[tuple[str, Moment | None], ...] = ()
    wishes: Wishes = Wishes()
    announced: tuple[Announced, ...] = ()
    notes: tuple[str, ...] = ()


class Candidate(Record):
    """A URL to fetch."""

    url: str
    source: str | None = None
    collections: tuple[str, ...] = ()
    hints: Hints = Hints()


OPT_OUT = "x-rotative-opt-out"
"""The header of a page that was taken though its publisher opted out (`ROTATIVE_OPT_OUT=record`): the reasons."""


class Page(Record):
    """Raw bytes of one article, as fetched or read.

    `url` is the one first seen, `final_url` where the redirects ended, `urls` all that were met on the way.
    `content_type` is the declared media type without parameters, `charset` the declared encoding.
    `is_text`: plain text, not markup (a `.txt` file, an upload, a JSON line without HTML).
    """

    url: str
    final_url: str
    urls: tuple[str, ...] = ()
    content: bytes
    content_type: str | None = None
    charset: str | None = None
    is_text: bool = False
    status: int | None = None
    headers: dict[str, str] = {}
    fetched_at: Moment
    source: str | None = None
    collections: tuple[str, ...] = ()
    hints: Hints = Hints()


class Location(Record):
    """A point, in degrees (WGS 84)."""

    lat: float
    lon: float


class Entity(Record):
    """One row per entity per article.

    `name` is the fullest form in the article, `canonical` the same in every language, `forms` its spellings,
    `country` ISO 3166-1 alpha-2.
    """

    name: str
    label: Label
    canonical: str
    forms: tuple[str, ...] = ()
    count: int = 1
    country: str | None = None
    location: Location | None = None


class Quote(Record):
    """Words that somebody said. `start` and `end` count code points of `Article.text`, marks excluded."""

    text: str
    speaker: str | None = None
    cue: str | None = None
    start: int
    end: int


class Topic(Record):
    """A subject with the confidence in it, 0 to 1."""

    id: str
    label: str
    score: float


class MainPlace(Record):
    """Where the story happens."""

    name: str
    canonical: str
    country: str | None = None
    location: Location | None = None


class Quality(Record):
    """The verdict on the extraction and its reasons."""

    verdict: Verdict = Verdict.GOOD
    reasons: tuple[str, ...] = ()


class Article(Record):
    """The document. `../shared/DESIGN.md`, "Records", says what each field means."""

    id: str
    revision: int = 1
    url: str
    canonical_url: str
    source: str | None = None
    site: str | None = None
    collections: tuple[str, ...] = ()
    title: str | None = None
    title_inferred: bool = False
    lead: str | None = None
    text: str = ""
    language: str = "und"
    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published_at: Moment | None = None
    published_precision: str | None = None
    published_from: str = "none"
    first_seen: Moment
    fetched_at: Moment
    indexed_at: Moment | None = None
    summary: str | None = None
    keywords: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    place: MainPlace | None = None
    word_count: int = 0
    image: str | None = None
    entities: tuple[Entity, ...] = ()
    persons: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    story: str | None = None
    duplicate_of: str | None = None
    quality: Quality = Quality()
    versions: dict[str, str] = Field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The article as JSON types: what is indexed, shown, returned and exported."""
        return self.model_dump(mode="json")


def text_digest(text: str) -> str:
    """The same for two texts that differ at most in white space: 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:32]
