"""Options of the commands that follow or change sources, and what they say once they are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from workers.following import Wanted

HOW, MANNER = "How they are read", "How they are added"


def _said(text: str, panel: str = HOW, *names: str, metavar: str | None = None, **more: Any) -> Any:
    return typer.Option(*names, help=text, rich_help_panel=panel, metavar=metavar, show_default=False, **more)


Collections = Annotated[
    list[str] | None, _said("Put them in this collection (repeatable).", HOW, "--collection", "-c", metavar="NAME")
]
Headers = Annotated[list[str] | None, _said("Send this header (repeatable).", HOW, "--header", metavar="'NAME: VALUE'")]
Cookies = Annotated[list[str] | None, _said("Send this cookie (repeatable).", HOW, "--cookie", metavar="NAME=VALUE")]
Proxy = Annotated[str | None, _said("Ask through this proxy.", HOW, "--proxy", metavar="URL")]
TimeZone = Annotated[str | None, _said("The zone of times that name none.", HOW, "--time-zone", metavar="ZONE")]
Delay = Annotated[float | None, _said("Between two requests to its host.", HOW, "--delay", metavar="SECONDS")]
Every = Annotated[str | None, _said("Check it so often.", HOW, "--every", metavar="15m|2h|1d")]
Since = Annotated[str | None, _said("Take nothing older: 2026-01-31, or 30d (ago).", HOW, "--since", metavar="DATE")]
Title = Annotated[str | None, _said("Call it so.", HOW, "--title", metavar="TEXT")]

All = Annotated[bool, _said("Also follow all that the sites announce.", MANNER, "--all")]
Check = Annotated[bool, _said("Try each first (else it is only scheduled).", MANNER, "--check/--no-check")]
DryRun = Annotated[bool, _said("Try and report only.", MANNER, "--dry-run")]
Wait = Annotated[
    bool | None,
    _said(
        "Return when the first articles are searchable. Embedded without `rotative up` this is the default.",
        MANNER,
        "--wait/--no-wait",
    ),
]
Timeout = Annotated[float | None, _said("Wait at most so long (300).", MANNER, "--timeout", metavar="SECONDS", min=0)]
Yes = Annotated[bool, _said("Ask nothing.", MANNER, "--yes", "-y")]


def wanted(given: dict[str, Any], clock_offset: float = 0.0) -> Wanted:
    """The options of a command, by name, checked: how sources shall be followed, without a URL yet.

    :raises Misuse: saying what to write instead.
    """
    from pipeline.records import Access
    from workers.following import Wanted

    access = {name: checked for name, checked in fields(given, clock_offset).items() if name in Access.model_fields}
    rest = {name: checked for name, checked in fields(given, clock_offset).items() if name not in access}
    return Wanted(url="", access=Access(**access), **rest)


def fields(given: dict[str, Any], clock_offset: float = 0.0) -> dict[str, Any]:
    """Those options that were given, checked, under the names of `Source` and `Access`."""
    from datetime import UTC, datetime, timedelta

    from web import options

    now = datetime.now(UTC) + timedelta(seconds=clock_offset)
    checks: dict[str, tuple[str, Any]] = {
        "title": ("title", options.title),
        "collection": ("collections", options.collections),
        "header": ("headers", options.headers),
        "cookie": ("cookies", options.cookies),
        "proxy": ("proxy", options.proxy),
        "time_zone": ("time_zone", options.time_zone),
        "delay": ("delay", options.delay),
        "every": ("every", options.every),
        "since": ("since", lambda text: options.since(text, now)),
    }
    return {to: check(given[name]) for name, (to, check) in checks.items() if given.get(name) not in (None, [])}
