"""Sources as a table, and one of them with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.moments import local, span
from cli.render.report import counted
from cli.render.tables import row, table

if TYPE_CHECKING:
    from pipeline.records import Announced
    from web.sources import SourceDetail, SourceSummary

COLOURS = {
    "new": "dim",
    "healthy": "green",
    "moved": "green",
    "quiet": "yellow",
    "silent": "yellow",
    "layout-changed": "magenta",
    "failing": "red",
    "blocked": "red",
    "gone": "red",
    "robots-refused": "red",
    "paused": "dim",
}

SHORT = 8
"""Characters of an id that are shown: more than the 6 by which a source can be named."""

WIDEST_TITLE, WIDEST_HOST = 40, 30
DAYS_SHOWN, HISTORY_SHOWN = 14, 50

COLUMNS = ("id", "verdict", "title", "kind", "host", "collections", "checked", "new", "next", "today", "errors")


def listing(sources: Iterable[SourceSummary], now: datetime) -> Table | Text:
    """One row for each, or a sentence when there is none."""
    made = table(*COLUMNS, right=frozenset({"checked", "new", "next", "today", "errors"}))
    for source in sources:
        row(made, *_cells(source, now))
    if not made.row_count:
        return Text("No source: `rotative add URL` follows one.", style="yellow")
    return made


def _cells(source: SourceSummary, now: datetime) -> Iterator[object]:
    yield source.id[:SHORT]
    yield verdict("paused" if source.paused else source.verdict.value)
    yield _cut(source.title or urlsplit(source.url).path or source.url, WIDEST_TITLE)
    yield source.kind.value
    yield _cut(urlsplit(source.url).netloc.removeprefix("www.") or "this machine", WIDEST_HOST)
    yield ", ".join(source.collections)
    yield _ago(source.last_check, now)
    yield _ago(source.last_new, now)
    yield _until(source.next_check, now)
    yield volume(source)
    yield source.errors or ""


def _cut(text: str, width: int) -> str:
    line = safe.line(text)
    return line if len(line) <= width else line[: width - 1] + "…"


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else span(max(0.0, (now - moment).total_seconds()))


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    left = (moment - now).total_seconds()
    return f"in {span(left)}" if left >= 1 else "now"


def volume(source: SourceSummary) -> str:
    """New articles of today beside those of a usual day: `3 of 12`; without the habit while nobody knows it."""
    return f"{source.today} of {source.per_day:.3g}" if source.per_day is not None else str(source.today)


def verdict(name: str) -> Text:
    """The verdict, coloured."""
    return Text(name, style=COLOURS.get(name, ""))


def story(source: SourceDetail, now: datetime) -> Iterator[Text | Table]:
    """Everything that is known of one source."""
    yield Text(safe.line(source.title or source.url), style="bold")
    yield Text.assemble(
        verdict("paused" if source.paused else source.verdict.value), f"  {safe.line(source.diagnosis)}"
    )
    for name, value in _facts(source, now):
        if value not in (None, ""):
            yield Text.assemble((f"{name:<14}", "dim"), safe.line(value))
    yield from (Text(f"note: {safe.line(note)}", style="yellow") for note in source.notes)
    if source.days:
        yield Text("")
        yield _by_day(source.days)
    if source.history:
        yield Text("")
        yield _history(source)


def _facts(source: SourceDetail, now: datetime) -> Iterator[tuple[str, object]]:
    yield "id", source.id
    yield "url", source.url
    yield "home", source.home
    yield "kind", source.kind.value + (f" ({source.format})" if source.format and source.format != source.kind else "")
    yield "language", source.language
    yield "collections", ", ".join(source.collections)
    yield "added", local(source.added_at)
    yield "last check", _moment(source.last_check, now)
    yield "last new", _moment(source.last_new, now)
    yield "next check", _next(source, now)
    yield "today", f"{volume(source)} a day" if source.per_day is not None else source.today
    yield "checks", f"{source.checks}, {source.unchanged} of them unchanged" if source.checks else None
    yield "entries", counted(source.counts)
    yield "errors", _errors(source)
    yield from _settings(source)


def _next(source: SourceDetail, now: datetime) -> str:
    if source.next_check is None:
        return f"none: rotative sources resume {source.id[:SHORT]}" if source.paused else ""
    every = f", every {span(source.interval_s)} for now" if source.interval_s else ""
    return f"{local(source.next_check)} ({_until(source.next_check, now)}){every}"


def _moment(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{local(moment)} ({_ago(moment, now)} ago)"


def _errors(source: SourceDetail) -> str | None:
    if not source.errors:
        return None
    since = f" since {local(source.failing_since)}" if source.failing_since else ""
    reason = f": {source.reason.value}" if source.reason else ""
    return f"{source.errors} in a row{since}{reason}" + (f" ({source.detail})" if source.detail else "")


def _settings(source: SourceDetail) -> Iterator[tuple[str, object]]:
    yield "every", span(source.every_s) if source.every_s else None
    yield "delay", f"{source.delay_s:g} s" if source.delay_s is not None else None
    yield "time zone", source.time_zone
    yield "since", local(source.since) if source.since else None
    yield "headers", ", ".join(f"{name}: {value}" for name, value in source.headers.items())
    yield "cookies", ", ".join(f"{name}={value}" for name, value in source.cookies.items())
    yield "proxy", source.proxy


def _by_day(days: Mapping[str, int]) -> Table:
    made = table("day (UTC)", "new", "", right=frozenset({"new"}))
    latest = sorted(days.items(), reverse=True)[:DAYS_SHOWN]
    most = max((number for _, number in latest), default=0)
    for day, number in latest:
        row(made, day, number, "▪" * round(20 * number / most) if most else "")
    return made


def _history(source: SourceDetail) -> Table:
    made = table("at", "event", "detail")
    for change in source.history[:HISTORY_SHOWN]:
        row(made, local(change.at), change.event, change.detail)
    return made


def packs(found: Mapping[str, Sequence[Announced]]) -> Table:
    """The packs with what is in them."""
    made = table("pack", "sources", "collections", right=frozenset({"sources"}))
    for name, sources in found.items():
        row(made, name, len(sources), ", ".join(dict.fromkeys(name for one in sources for name in one.collections)))
    return made
