"""The one look of all tables."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from cli import safe


def table(*columns: str, right: frozenset[str] = frozenset()) -> Table:
    """A table without borders; columns in `right` are aligned to the right."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def row(made: Table, *cells: object, style: str | None = None) -> None:
    """Adds a row; what isn't a `Text` already is made one line of safe text."""
    made.add_row(*(cell if isinstance(cell, Text) else Text(safe.line(cell)) for cell in cells), style=style)
