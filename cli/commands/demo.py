"""`rotative demo`: everything once, on its own data."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import Debug


def demo(
    keep_open: Annotated[bool, typer.Option("--open", help="Keep the API up afterwards, until Ctrl-C.")] = False,
    debug: Debug = False,
) -> int:
    """Reads sample articles in, shows the books and a search; in a temporary folder, whatever is set.

    \b
    rotative demo
    rotative demo --open
    """
    from cli import showing

    return showing.demo(keep_open)
