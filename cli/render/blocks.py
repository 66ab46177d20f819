"""The block list as text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from cli.render.moments import local
from cli.render.tables import row, table
from pipeline.ledger.records import Block


def listing(blocks: Sequence[Block]) -> Table | Text:
    """A row per removed article."""
    if not blocks:
        return Text("nothing is barred", style="dim")
    made = table("removed", "id", "url", "reason")
    for block in blocks:
        row(made, local(block.at), block.id, block.url, block.reason)
    return made
