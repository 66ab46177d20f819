"""What is learned of a source, and what its keeper takes and gives."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from pipeline.outcomes import Reason
from pipeline.records import Listing, Moment, Record, Source, SourceKind, Wishes


class Verdict(StrEnum):
    """How a source is doing. New ones are added, old ones never renamed."""

    NEW = "new"
    """Not checked yet."""
    HEALTHY = "healthy"
    """It can be read, and publishes as it uses to."""
    QUIET = "quiet"
    """It can be read, and has shown nothing new for longer than it uses to."""
    SILENT = "silent"
    """It can be read, and has shown nothing new for far longer than it uses to (or never anything at all)."""
    FAILING = "failing"
    """It can't be read: no answer, a server error, or no listing."""
    BLOCKED = "blocked"
    """It, or its articles, are refused to us: 401, 403, 429, a challenge page."""
    GONE = "gone"
    """It was taken away for good (410), or is missing for long (404): it is retired, and looked at rarely."""
    MOVED = "moved"
    """It lately moved for good: it is read at its new address."""
    LAYOUT_CHANGED = "layout-changed"
    """Its articles can be fetched, but far fewer of them than before give a good text."""
    ROBOTS_REFUSED = "robots-refused"
    """Its robots.txt does not let us read it."""


class Fate(StrEnum):
    """What became of one article of a source, as far as it tells of the source."""

    GOOD = "good"
    PARTIAL = "partial"
    POOR = "poor"
    NO_ARTICLE = "no-article"
    REFUSED = "refused"
    """401, 403, 429 or a challenge page."""
    ROBOTS = "robots"
    FAILED = "failed"
    """No answer, a server error."""


class Change(Record):
    """A line of a source's history. `detail` says from what to what, or why. `event`: `added`, `changed` (by a person),
    `paused`, `resumed`, `moved`, `rediscovered`, `retired`, `revived`, `failing`, `recovered`."""

    at: Moment
    event: str
    detail: str = ""


class State(Record):
    """What was learned of a source. Times in UTC, `interval` and `ttl` in seconds.

    `etag`, `last_modified`: for the next conditional request (RFC 9110, 13.1). `new_at`: when it last showed
    something new. `times`: when its latest articles were published, the newest last, at most `TIMES` of them.
    `interval`: the present distance of two checks. `errors`: checks that failed in a row, since `failing_since`, for
    `reason` and `detail`. `moved_at`: when a permanent redirect was last followed. `listed`: entries at the last check
    that could be read. `counts`: all entries ever met, by what became of them (`new`, `seen`, `changed`, and each
    reason for which one was refused). `days`: new articles by day (`2026-11-25`), the latest `DAYS` days.
    `places`: where reading stopped, by part (bytes of an archive, the change of a sitemap).
    `verdict` with `diagnosis`: a sentence for people.
    """

    etag: str | None = None
    last_modified: str | None = None
    checked_at: Moment | None = None
    new_at: Moment | None = None
    times: tuple[Moment, ...] = ()
    interval: float = 0.0
    ttl: float | None = None
    checks: int = 0
    unchanged: int = 0
    errors: int = 0
    failing_since: Moment | None = None
    reason: Reason | None = None
    detail: str = ""
    moved_at: Moment | None = None
    listed: int = 0
    format: str = ""
    notes: tuple[str, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    days: dict[str, int] = Field(default_factory=dict)
    places: dict[str, str] = Field(default_factory=dict)
    verdict: Verdict = Verdict.NEW
    diagnosis: str = ""


TIMES, DAYS = 50, 60


class Due(Record):
    """A source that was claimed for a check: nobody else checks it until the lease runs out. `token` is the fence.
    `fates`: what became of its latest articles, the newest first."""

    source: Source
    state: State
    token: int
    fates: tuple[Fate, ...] = ()


class Found(Record):
    """What one check brought: a listing, the word that nothing changed (304), or a problem.

    `moved_to`: where permanent redirects led (301, 308), to be asked from now on. `kind`: what it has turned out to be,
    where that is something else than before; `rediscovered`: `moved_to` is not a redirect but the feed that the page
    announces into which the old feed turned. `max_age`, `retry_after`: seconds that the server asks for
    (Cache-Control, Retry-After). `counts`: entries by what became of them (`new`, `seen`, `changed`, reasons), `times`:
    when the new ones were published. `places`: where reading stopped, to be kept for the next check.
    """

    listing: Listing | None = None
    unmodified: bool = False
    etag: str | None = None
    last_modified: str | None = None
    max_age: float | None = None
    retry_after: float | None = None
    wishes: Wishes = Wishes()
    moved_to: str | None = None
    kind: SourceKind | None = None
    rediscovered: bool = False
    reason: Reason | None = None
    detail: str = ""
    counts: dict[str, int] = Field(default_factory=dict)
    times: tuple[Moment, ...] = ()
    places: dict[str, str] = Field(default_factory=dict)
    unfinished: bool = False
    """More of it is left to read (a long archive, many sitemaps): to be gone on with at once."""


class Conclusion(Record):
    """What follows from a check: the source and its state from now on, when to check next, what to tell of it."""

    source: Source
    state: State
    next_check: Moment
    changes: tuple[Change, ...] = ()


class Standing(Record):
    """A source as it is shown: with what was learned, its next check, and its history where that was asked for."""

    source: Source
    state: State
    next_check: Moment | None = None
    history: tuple[Change, ...] = ()
