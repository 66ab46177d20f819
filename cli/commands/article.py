"""`rotative article`: one document, its versions, and its removal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import session, streams
from cli.default import DefaultGroup
from cli.options import Debug, Json
from pipeline.errors import Misuse

if TYPE_CHECKING:
    from pipeline.ledger.records import Block
    from web.takedown import Target
    from workers.parts import Parts

app = typer.Typer(
    name="article",
    cls=DefaultGroup,
    no_args_is_help=True,
    subcommand_metavar="{ID|URL | COMMAND} …",
    help="Shows an article (`rotative article ID`), its versions, or takes it out for good.\n\n"
    "With an id, a URL or the path of its file, and no command, it is shown: "
    "`rotative article show --help` has the options.",
)

PATIENCE = 30.0
"""Seconds to wait until an article that was removed is gone; it is barred from the start."""

Name = Annotated[str, typer.Argument(metavar="ID|URL", help="Its id, a URL of it, or the path of its file.")]


@app.command()
def show(
    id: Name,
    revisions: Annotated[bool, typer.Option("--revisions", help="List its versions.")] = False,
    revision: Annotated[
        int | None, typer.Option("--revision", min=1, metavar="N", help="Show that version.", show_default=False)
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what changed last; with --revision, what that version changed.")
    ] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Shows an article with its names, places and quotes.

    \b
    rotative article 0f3c5a…
    rotative article https://example.org/news/1 --json | jq .entities
    rotative article 0f3c5a… --revisions
    rotative article 0f3c5a… --diff
    """
    from web import library

    if revisions and (diff or revision):
        raise Misuse("--revisions lists all versions: leave --revision and --diff out")
    with session.reading(session.settings()) as parts:
        found = library.find(parts, id)
        if revisions:
            return _list(parts, found.id, as_json)
        if diff:
            return _diff(parts, found.id, revision, as_json)
        return _show(parts, found.id, revision, as_json)


def _show(parts: Parts, id: str, revision: int | None, as_json: bool) -> int:
    from cli.render import article as render
    from web import library, versions

    found = library.by_id(parts, id) if revision is None else versions.one(parts, id, revision)
    if as_json:
        streams.print_json(found.document())
    else:
        _print(render.sheet(found), render.WIDTH)
    return 0


def _list(parts: Parts, id: str, as_json: bool) -> int:
    from cli.render import revisions as render
    from web import versions

    found = versions.listed(parts, id)
    if as_json:
        streams.print_json([one.model_dump(mode="json") for one in found])
    else:
        streams.out().print(render.listing(found))
    return 0


def _diff(parts: Parts, id: str, revision: int | None, as_json: bool) -> int:
    from cli.render import article, revisions
    from web import versions

    found = versions.change(parts, id, revision)
    if as_json:
        streams.print_json(found.model_dump(mode="json"))
    else:
        _print(revisions.change(found, plain=not streams.out().is_terminal), article.WIDTH)
    return 0


def _print(sheet: Iterable[Any], width: int) -> None:
    console = streams.out()
    for part in sheet:
        console.print(part, width=min(console.width, width) if console.is_terminal else None)


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="ID|URL…", help="Which ones: ids, or any URLs of them.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: kept with the block list.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Takes articles out for good, with all their versions, and bars them: they do not come back.

    A URL that was never met is barred in advance.

    \b
    rotative article remove 0f3c5a… --reason "court order 17/2026"
    rotative article remove https://example.org/news/1 --reason "the author asked" --yes
    """
    from web import takedown

    settings = session.settings()
    with session.running(settings, workers=True) as parts:
        meant = [target for name in names for target in takedown.targets(parts, name)]
        if not yes and not _agreed(meant):
            streams.say("nothing was removed.")
            return 1
        removed = [block for name in names for block in takedown.remove(parts, name, reason)]
        return _removed(parts, removed, as_json)


def _agreed(meant: list[Target]) -> bool:
    from cli import safe

    if not (sys.stdin.isatty() and streams.interactive()):
        raise Misuse("nobody is there to be asked: say --yes")
    for target in meant:
        streams.say(f"{target.id}  {safe.line(target.title or 'not in the index')}  {safe.line(target.url)}")
    try:
        return typer.confirm("Take out for good?", err=True)
    except typer.Abort:
        return False


def _removed(parts: Parts, removed: list[Block], as_json: bool) -> int:
    from cli.render import blocks as render
    from workers.removal import unfinished

    left = unfinished(parts, [block.id for block in removed], PATIENCE)
    _blocks(removed, as_json, render)
    if left:
        streams.say(f"barred, but not taken out yet: {', '.join(left)}. That happens when the workers come to it.")
    return 0


@app.command()
def blocked(
    most: Annotated[int, typer.Option("--most", min=1, max=5_000, help="How many, the latest first.")] = 100,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Lists what was removed and may not come in again."""
    from cli.render import blocks as render

    with session.running(session.settings(), workers=False) as parts:
        found = parts.ledger.blocks(most)
    _blocks(found, as_json, render)
    return 0


def _blocks(blocks: list[Block], as_json: bool, render: Any) -> None:
    if as_json:
        streams.print_json([block.model_dump(mode="json") for block in blocks])
    else:
        streams.out().print(render.listing(blocks))


@app.command()
def unblock(id: Name, debug: Debug = False) -> int:
    """Lets a removed article in again; it is read anew when somebody offers it."""
    from web import takedown

    with session.running(session.settings(), workers=False) as parts:
        found = takedown.unblock(parts, id)
    streams.say(f"{found} may come in again.")
    return 0
