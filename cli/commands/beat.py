"""`rotative beat`: the production process that keeps time."""

from __future__ import annotations

from cli import session
from cli.commands.worker import with_services
from cli.options import Debug


def beat(debug: Debug = False) -> int:
    """Sweeps the ledger, wakes who sleeps beside work, and settles old rows, until it is told to stop."""
    from workers.run import beat as run

    return run(with_services(session.settings(quiet=False)))
