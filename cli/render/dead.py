"""Dead letters as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from cli.render.moments import local
from cli.render.tables import row, table
from pipeline.ledger.records import DeadLetter


def listing(letters: Sequence[DeadLetter]) -> Table | Text:
    """One row for each, or a sentence when there is none."""
    if not letters:
        return Text("Nothing is dead.", style="green")
    made = table("id", "died", "stage", "reason", "tries", "url", "detail", right=frozenset({"tries"}))
    for letter in letters:
        when = local(letter.at)
        row(made, letter.id, when, letter.stage, letter.reason, letter.attempts, letter.url, letter.detail)
    return made
