"""Checking sources now, and what that brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table

from cli import streams
from cli.awaiting import Wait
from cli.render.report import counted
from cli.render.sources import SHORT, verdict
from cli.render.tables import row, table
from pipeline.errors import Unknown
from web import sources
from web.sources import SourceSummary
from workers.parts import Parts


def check_now(parts: Parts, ids: Sequence[str], waits: bool, timeout: float | None, as_json: bool) -> int:
    """Makes them due; waiting, tells what each brought. The exit code: 1 when one could not be read in time."""
    before = _standings(parts, ids) if waits else {}
    wait = Wait(parts, timeout)
    hurried = [id for batch in sources.batches(ids) for id in parts.sources.hurry(batch)]
    if not waits:
        return _announced(hurried, as_json)
    brought = wait.run({id: before[id].checks for id in hurried if id in before})
    after = _standings(parts, hurried)
    if as_json:
        streams.print_json([source.model_dump(mode="json") for source in after.values()])
    else:
        streams.out().print(_table(before, after))
        streams.say(f"New articles: {brought.articles - brought.under_way} done, {brought.under_way} on their way.")
    return 1 if brought.unchecked or any(source.errors for source in after.values()) else 0


def _announced(hurried: Sequence[str], as_json: bool) -> int:
    if as_json:
        streams.print_json({"due": list(hurried)})
    else:
        streams.say(f"{len(hurried)} due now.")
    return 0


def _standings(parts: Parts, ids: Sequence[str]) -> dict[str, SourceSummary]:
    found: dict[str, SourceSummary] = {}
    for id in ids:
        try:
            found[id] = sources.summary(parts.sources.standing(id), sources.now(parts))
        except Unknown:
            continue  # removed meanwhile
    return found


def _table(before: Mapping[str, SourceSummary], after: Mapping[str, SourceSummary]) -> Table:
    made = table("id", "verdict", "title", "brought", "diagnosis")
    for id, source in after.items():
        row(
            made,
            id[:SHORT],
            verdict(source.verdict.value),
            source.title or source.url,
            _brought(before[id], source),
            source.diagnosis,
        )
    return made


def _brought(before: SourceSummary, after: SourceSummary) -> str:
    if after.checks <= before.checks:
        return "not checked yet"
    gained = {name: number - before.counts.get(name, 0) for name, number in after.counts.items()}
    return counted({name: number for name, number in gained.items() if number > 0}) or "nothing new"
