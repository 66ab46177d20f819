"""`rotative article`: one document."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import session, streams
from cli.options import Debug, Json


def article(
    id: Annotated[str, typer.Argument(metavar="ID|URL", help="Its id, a URL of it, or the path of its file.")],
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Shows an article with its names, places and quotes.

    \b
    rotative article 0f3c5a…
    rotative article https://example.org/news/1 --json | jq .entities
    """
    from cli.render import article as render
    from web import library

    with session.reading(session.settings()) as parts:
        found = library.find(parts, id)
    if as_json:
        streams.print_json(found.document())
        return 0
    console = streams.out()
    for part in render.sheet(found):
        console.print(part, width=min(console.width, render.WIDTH) if console.is_terminal else None)
    return 0
