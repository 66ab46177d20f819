"""The check-up, and the settings, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.tables import row, table
from web.problems import without_secrets

if TYPE_CHECKING:
    from config.settings import Settings
    from workers.doctor import Check


def report(checks: Sequence[Check]) -> Iterator[Table | Text]:
    """A row for each check, then what to do about those that failed."""
    made = table("", "what", "version", "")
    for check in checks:
        row(made, _sign(check), check.name, check.version, without_secrets(check.detail))
    yield made
    for check in checks:
        if not check.ok and check.fix:
            yield Text(f"→ {check.name}: {safe.line(without_secrets(check.fix))}", style="yellow")


def _sign(check: Check) -> Text:
    if check.ok:
        return Text("ok", style="green")
    return Text("MISSING" if check.fatal else "note", style="bold red" if check.fatal else "yellow")


def settings(loaded: Settings) -> Table:
    """Every setting with its value (secrets masked) and its meaning."""
    made = table("\nsetting", "\nvalue", "\nmeaning")
    for name, field in type(loaded).model_fields.items():
        value = getattr(loaded, name)
        row(made, f"ROTATIVE_{name.upper()}", "" if value is None else value, field.description or "")
    return made
