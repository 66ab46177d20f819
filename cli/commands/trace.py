"""`rotative trace`: what happened to an article."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import session, streams
from cli.options import Debug, Json


def trace(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="Its id, any URL of it, or the path of its file.")],
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Shows what became of a URL and why, step by step.

    \b
    rotative trace https://example.org/news/1
    rotative trace notes/article.txt --json
    """
    from cli.render import trace as render
    from web import history

    with session.running(session.settings(), workers=False) as parts:
        found = history.trace(parts, article)
    if as_json:
        streams.print_json(found.model_dump(mode="json"))
        return 0
    console = streams.out()
    for part in render.story(found):
        console.print(part)
    return 0
