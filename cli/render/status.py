"""The books, the queues, the workers and the sources as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.moments import span
from cli.render.sources import verdict
from cli.render.tables import row, table

SOUND = ("healthy", "moved", "new", "quiet", "silent", "paused")
NEEDY = ("blocked", "gone", "robots-refused", "failing", "layout-changed")
"""Verdicts on sources that need nobody, and those to look at, the worst first."""

WORST_NAMED = 3

ENDS = ("indexed", "unchanged", "duplicate", "rejected", "dead", "dropped", "in_flight")


def overview(status: Mapping[str, Any]) -> Iterator[Text | Table]:
    """Everything that `status` says, as renderables."""
    yield from books(status)
    yield Text("")
    yield _queues(status["queues"])
    yield Text("")
    yield _workers(status["workers"])
    yield from _sources(status.get("sources", {}))


def books(status: Mapping[str, Any]) -> Iterator[Text | Table]:
    """What was accepted and what became of it, with the verdict on whether the books balance."""
    articles = status["articles"]
    made = table("articles", "", right=frozenset({""}))
    row(made, "accepted", articles["accepted"], style="bold")
    for end in ENDS:
        row(made, Text(f"  {end.replace('_', ' ')}"), count(articles[end]))
        if end == "rejected":
            for reason, number in sorted(articles[end].items()):
                row(made, Text(f"    {safe.line(reason)}"), number, style="dim")
    yield made
    yield _verdict(status["balanced"])


def count(value: int | Mapping[str, int]) -> int:
    """A number, or the sum of the numbers by reason."""
    return value if isinstance(value, int) else sum(value.values())


def _verdict(balanced: bool) -> Text:
    if balanced:
        return Text("The books balance: everything accepted is accounted for.", style="green")
    return Text("THE BOOKS DO NOT BALANCE: please report this.", style="bold red")


def _queues(queues: Mapping[str, Mapping[str, Any]]) -> Table:
    numbers = frozenset({"ready", "waiting", "running", "oldest"})
    shown = ["ready", *(["waiting"] if any("waiting" in queue for queue in queues.values()) else []), "running"]
    made = table("queue", *shown, "oldest", right=numbers)
    for name, queue in queues.items():
        row(made, name, *(queue[key] for key in shown), span(queue["oldest_s"]) if queue["ready"] else "")
    return made


def _sources(tally: Mapping[str, int]) -> Iterator[Text]:
    """How many sources are doing how, and what to type to see those that need somebody."""
    present = {name: number for name, number in tally.items() if number}
    if not present:
        return
    parts: list[Text] = [Text.assemble(f"{present[name]} ", verdict(name)) for name in SOUND if name in present]
    worst = [name for name in NEEDY if name in present]
    parts += [Text.assemble(f"{present[name]} ", verdict(name)) for name in worst]
    yield Text("sources: ") + Text(", ").join(parts)
    if worst:
        named = " ".join(f"--verdict {name}" for name in worst[:WORST_NAMED])
        yield Text(f"  to look at: rotative sources list {named}", style="dim")


def _workers(workers: list[Mapping[str, Any]]) -> Text:
    if not workers:
        return Text("No worker is running: `rotative up` starts them all.", style="yellow")
    listed = ", ".join(f"{w['queue']} ({w['host']}, {w['pid']})" for w in workers)
    return Text(f"{len(workers)} at work: {safe.line(listed)}")
