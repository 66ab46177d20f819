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


class Stage(StrEnum):
    """The stages that hold passages, in flow order (`discover` makes passages, it holds none)."""

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


class Candidate(Record):
    """A URL to fetch."""

    url: str
    source: str | None = None
    collections: tuple[str, ...] = ()
    hints: Hints = Hints()


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
