"""What happened to an article, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.moments import local
from cli.render.tables import row, table

if TYPE_CHECKING:
    from pipeline.ledger.records import Trace

COLOURS = {"indexed": "green", "rejected": "red", "dead": "red", "in_flight": "yellow"}


def story(trace: Trace) -> Iterator[Text | Table]:
    """The outcome, and the events in local time."""
    yield Text(safe.line(trace.url), style="bold")
    yield Text(f"id {trace.id}", style="dim")
    yield outcome(trace.outcome.value, trace.reason)
    yield Text("")
    yield _events(trace)


def outcome(value: str, reason: str | None) -> Text:
    """`rejected: not-found`, coloured."""
    said = value.replace("_", " ") + (f": {safe.line(reason)}" if reason else "")
    return Text(said, style=COLOURS.get(value, ""))


def _events(trace: Trace) -> Table:
    made = table("at", "stage", "event", "try", "reason", right=frozenset({"try"}))
    for event in trace.events:
        row(made, local(event.at), event.stage or "", event.event, event.attempt or "", event.reason or "")
    return made
