"""`rotative status`: books, queues and workers."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import session, streams
from cli.options import Debug, Json

if TYPE_CHECKING:
    from workers.parts import Parts

EVERY = 2.0
"""Seconds between two looks of `--watch`."""


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds, until Ctrl-C.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Shows the books (what was accepted and what became of it), the queues and the workers.

    \b
    rotative status
    rotative status --watch
    rotative status --json | jq .articles
    """
    with session.running(session.settings(), workers=False) as parts:
        if not watch:
            _show(parts, as_json)
            return 0
        with suppress(KeyboardInterrupt):
            _draw(parts) if streams.out().is_terminal and not as_json else _repeat(parts, as_json)
    return 0


def _look(parts: Parts) -> dict[str, Any]:
    from workers.status import status as look

    return look(parts)


def _show(parts: Parts, as_json: bool, indent: int | None = 2) -> None:
    from cli.render.status import overview

    if as_json:
        streams.print_json(_look(parts), indent)
        return
    console = streams.out()
    for part in overview(_look(parts)):
        console.print(part)


def _repeat(parts: Parts, as_json: bool) -> None:
    while True:
        _show(parts, as_json, indent=None)
        time.sleep(EVERY)


def _draw(parts: Parts) -> None:
    from rich.console import Group
    from rich.live import Live

    from cli.render.status import overview

    with Live(console=streams.out(), screen=True, auto_refresh=False) as live:
        while True:
            live.update(Group(*overview(_look(parts))), refresh=True)
            time.sleep(EVERY)
