"""`rotative doctor`: what is reachable, in which version, and what to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import session, streams
from cli.options import Debug, Json

if TYPE_CHECKING:
    from config.settings import Settings
    from workers.doctor import Check


def doctor(
    settings: Annotated[bool, typer.Option("--settings", help="List every setting as well.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Checks the installation: services, versions, models. Exit code 3 when a service is unreachable.

    \b
    rotative doctor
    rotative doctor --settings
    """
    from cli.render import doctor as render
    from workers.doctor import checkup

    loaded = session.settings()
    checks = checkup(loaded)
    if as_json:
        streams.print_json({"checks": [check.model_dump(mode="json") for check in checks], **_listed(settings, loaded)})
    else:
        console = streams.out()
        for part in render.report(checks):
            console.print(part)
        if settings:
            console.print(render.settings(loaded))
    return exit_code(checks)


def exit_code(checks: list[Check]) -> int:
    """3: a service is unreachable; 2: what is there is configured wrongly; 0: Rotative can work."""
    broken = [check for check in checks if not check.ok and check.fatal]
    if any(not check.reachable for check in broken):
        return 3
    return 2 if broken else 0


def _listed(wanted: bool, loaded: Settings) -> dict[str, Any]:
    # In this mode pydantic masks secrets.
    return {"settings": loaded.model_dump(mode="json")} if wanted else {}
