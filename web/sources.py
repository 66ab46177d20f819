"""The sources as they are shown, found and changed: the same for `rotative sources` and `/api/sources`.

What a source carries for its servers (headers, cookies, a proxy's password) is never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import Field

from pipeline.discover import opml
from pipeline.errors import Misuse, Rejected, Unknown, UnknownSource
from pipeline.outcomes import Reason
from pipeline.records import Access, Moment, Record, Source, SourceKind
from pipeline.sources.records import Change, Standing, State, Verdict
from pipeline.urls import host, normalise, registrable_domain
from workers.parts import Parts

MASK = "***"
"""What stands for a secret."""

HABIT = 28
"""Days that tell how much a source usually publishes."""

AT_ONCE = 500
"""Sources changed in one step of a command over all of them."""

WORST = (
    *(Verdict.BLOCKED, Verdict.GONE, Verdict.ROBOTS_REFUSED, Verdict.FAILING, Verdict.LAYOUT_CHANGED, Verdict.SILENT),
    *(Verdict.MOVED, Verdict.QUIET, Verdict.NEW, Verdict.HEALTHY),
)
"""The verdicts, the worst first."""


class SourceSummary(Record):
    """A source with how it is doing. Times in UTC; `interval_s`, `delay_s`, `every_s`: seconds; absent is null.

    `per_day`: new articles a day of late, `today` those of today (UTC). `counts`: all entries ever met, by what became
    of them. `errors`: checks that failed in a row, for `reason` and `detail`. `headers`, `cookies` and `proxy`
    have masked values.
    """

    id: str
    url: str
    kind: SourceKind
    title: str | None = None
    home: str | None = None
    language: str | None = None
    format: str = ""
    collections: tuple[str, ...] = ()
    paused: bool = False
    verdict: Verdict = Verdict.NEW
    diagnosis: str = ""
    added_at: Moment
    last_check: Moment | None = None
    last_new: Moment | None = None
    next_check: Moment | None = None
    interval_s: float | None = None
    per_day: float | None = None
    today: int = 0
    listed: int = 0
    checks: int = 0
    unchanged: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    errors: int = 0
    failing_since: Moment | None = None
    reason: Reason | None = None
    detail: str = ""
    moved_at: Moment | None = None
    notes: tuple[str, ...] = ()
    time_zone: str | None = None
    delay_s: float | None = None
    every_s: float | None = None
    since: Moment | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    cookies: dict[str, str] = Field(default_factory=dict)
    proxy: str | None = None


class SourceDetail(SourceSummary):
    """A source with its new articles by day, and what happened to it, the latest first."""

    days: dict[str, int] = Field(default_factory=dict)
    history: tuple[Change, ...] = ()


class Order(StrEnum):
    """How sources are listed."""

    ADDED = "added"
    TITLE = "title"
    VERDICT = "verdict"
    LAST_NEW = "last-new"
    NEXT_CHECK = "next-check"
    VOLUME = "volume"


class Filter(Record):
    """Which sources; nothing asked for means all. `collections` compare without regard to case."""

    verdicts: tuple[Verdict, ...] = ()
    collections: tuple[str, ...] = ()
    paused: bool | None = None

    def takes(self, standing: Standing) -> bool:
        """Whether it is one of them."""
        source, wanted = standing.source, {name.casefold() for name in self.collections}
        return (
            (not self.verdicts or standing.state.verdict in self.verdicts)
            and (not wanted or not wanted.isdisjoint(name.casefold() for name in source.collections))
            and (self.paused is None or source.paused is self.paused)
        )


def now(parts: Parts) -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + timedelta(seconds=parts.settings.clock_offset)


def summary(standing: Standing, at: datetime) -> SourceSummary:
    """A source as it is shown at this moment."""
    return SourceSummary(**_shown(standing, at))


def detail(parts: Parts, id: str) -> SourceDetail:
    """A source with all that is known of it; raises `UnknownSource`."""
    try:
        standing = parts.sources.standing(id)
    except Unknown:
        raise _unknown([id]) from None
    return SourceDetail(**_shown(standing, now(parts)), days=standing.state.days, history=standing.history)


def listed(parts: Parts, chosen: Filter, order: Order = Order.ADDED) -> Iterator[SourceSummary]:
    """The sources that are asked for; in the order in which they were added they are streamed."""
    at = now(parts)
    found = (summary(standing, at) for standing in parts.sources.all() if chosen.takes(standing))
    yield from found if order is Order.ADDED else sorted(found, key=_KEYS[order])


def find(parts: Parts, names: Iterable[str]) -> list[str]:
    """The ids of sources by id, unique beginning of one, or URL; raises `UnknownSource` naming all that aren't."""
    found = {name: parts.sources.find(name) for name in names}
    missing = [name for name, id in found.items() if id is None]
    if missing:
        raise _unknown(missing)
    return list(dict.fromkeys(id for id in found.values() if id is not None))


def change(parts: Parts, id: str, **fields: Any) -> SourceDetail:
    """Sets fields of a source; raises `UnknownSource`."""
    try:
        parts.sources.change(id, **fields)
    except Unknown:
        raise _unknown([id]) from None
    return detail(parts, id)


def rewrite(
    parts: Parts, id: str, given: Mapping[str, Any], unset: Sequence[str] = (), url: str | None = None
) -> SourceDetail:
    """Sets what is given (fields of `Source` and `Access`, checked already) and takes back what is named in `unset`.

    :raises Misuse: nothing is changed, an unknown name, or no URL.
    :raises UnknownSource: there is no such source.
    """
    taken_back = {_UNSET[name]: _NOTHING.get(_UNSET[name]) for name in map(_unsettable, unset)}
    fields = {**taken_back, **given}
    if url is not None:
        fields["url"] = _web_url(url)
    if not fields:
        raise Misuse("say what to change; `rotative sources set --help` lists it")
    own = {name: value for name, value in fields.items() if name not in Access.model_fields}
    if len(own) < len(fields):
        own["access"] = _access(source(parts, id), {name: fields[name] for name in fields if name not in own})
    return change(parts, id, **own)


_UNSET = {
    **{name: name for name in ("title", "every", "delay", "since", "proxy", "time_zone")},
    **{name: f"{name}s" for name in ("collection", "header", "cookie")},
}
_NOTHING: dict[str, Any] = {"collections": (), "headers": {}, "cookies": {}}


def _unsettable(name: str) -> str:
    plain = name.strip().lower().replace("-", "_")
    plain = plain if plain in _UNSET else plain.removesuffix("s")
    if plain not in _UNSET:
        raise Misuse(f"{name[:40]!a} can't be unset: {', '.join(_UNSET).replace('_', '-')} can")
    return plain


def _web_url(url: str) -> str:
    try:
        normal = normalise(url)
    except Rejected as error:
        raise Misuse(f"{url[:200]!a} is no address to read: {error.detail}") from None
    if host(normal) is None:
        raise Misuse(f"{url[:200]!a} is no web address: it begins with https://")
    return normal


def _access(of: Source, fields: Mapping[str, Any]) -> Access:
    """With its own domain from now on, where it had none: what it carries goes nowhere else."""
    domain = of.access.domain or registrable_domain(of.url)
    return of.access.evolve(**fields, domain=domain)


def as_opml(parts: Parts, chosen: Filter) -> bytes:
    """The chosen sources as OPML, without what they carry for their servers."""
    found = (standing.source for standing in parts.sources.all() if chosen.takes(standing))
    return opml.write((one.evolve(access=Access()) for one in found), "Rotative")


def source(parts: Parts, id: str) -> Source:
    """The source with this id; raises `UnknownSource`."""
    there = parts.sources.sources([id]).get(id)
    if there is None:
        raise _unknown([id])
    return there


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids in parts, so that no step keeps Redis long."""
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def masked(access: Access) -> Access:
    """Names stay, values don't."""
    return access.evolve(
        headers=dict.fromkeys(access.headers, MASK),
        cookies=dict.fromkeys(access.cookies, MASK),
        proxy=_without_user(access.proxy) if access.proxy else None,
    )


def _without_user(url: str) -> str:
    """The URL with its user part masked, whatever signs a password holds."""
    scheme, _, rest = url.partition("://")
    _, at, host = rest.rpartition("@")
    return f"{scheme}://{MASK}@{host}" if at else url


def per_day(state: State, added_at: datetime, at: datetime) -> float | None:
    """New articles a day, over the last full days since the day after it was added: the first one brings in what had
    gathered. Before that, how often its articles were published; None while nothing tells."""
    today = at.astimezone(UTC).date()
    full = min((today - added_at.astimezone(UTC).date()).days - 1, HABIT)
    if full > 0:
        days = (today - timedelta(days=back) for back in range(1, full + 1))
        return round(sum(state.days.get(day.isoformat(), 0) for day in days) / full, 2)
    span = (max(state.times) - min(state.times)).total_seconds() if len(state.times) > 1 else 0.0
    return round((len(state.times) - 1) * 86400 / max(span, 3600.0), 2) if span else None


def _shown(standing: Standing, at: datetime) -> dict[str, Any]:
    source, state = standing.source, standing.state
    access = masked(source.access)
    same = ("id", "url", "kind", "title", "home", "language", "collections", "paused", "added_at", "time_zone", "since")
    learned = ("format", "verdict", "diagnosis", "listed", "checks", "unchanged", "counts", "errors", "failing_since")
    return {
        **{name: getattr(source, name) for name in same},
        **{name: getattr(state, name) for name in (*learned, "reason", "detail", "moved_at", "notes")},
        "last_check": state.checked_at,
        "last_new": state.new_at,
        "next_check": None if source.paused else standing.next_check,
        "interval_s": source.every or state.interval or None,
        "per_day": per_day(state, source.added_at, at),
        "today": state.days.get(at.astimezone(UTC).date().isoformat(), 0),
        "delay_s": source.delay,
        "every_s": source.every,
        "headers": access.headers,
        "cookies": access.cookies,
        "proxy": access.proxy,
    }


def _unknown(names: Sequence[str]) -> UnknownSource:
    few = ", ".join(repr(name[:200]) for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return UnknownSource(
        f"no source {few}: `rotative sources list` shows them (by id, 6 of its first characters, or URL)"
    )


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_KEYS: dict[Order, Callable[[SourceSummary], Any]] = {
    Order.TITLE: lambda source: (source.title or source.url).casefold(),
    Order.VERDICT: lambda source: (WORST.index(source.verdict), (source.title or source.url).casefold()),
    Order.LAST_NEW: lambda source: -(source.last_new or _EARLIEST).timestamp(),
    Order.NEXT_CHECK: lambda source: source.next_check or _LATEST,
    Order.VOLUME: lambda source: -(source.per_day or 0.0),
}
