"""`rotative dead`: articles whose tries are exhausted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import session, streams
from cli.options import Debug, Json
from cli.tally import Tally
from pipeline.errors import Misuse, Unknown

if TYPE_CHECKING:
    from config.settings import Settings
    from workers.parts import Parts

app = typer.Typer(
    name="dead",
    no_args_is_help=True,
    help="Articles whose tries are exhausted: list them, try them again, or give them up.",
)

MOST = 10_000
"""So many are listed, or taken by --all, at once."""

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Which ones.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="All of them.")]


@app.command("list")
def list_(
    most: Annotated[int, typer.Option("--most", min=1, max=MOST, help="How many, the latest first.")] = 100,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Lists the dead with the stage and the reason."""
    from cli.render.dead import listing

    with session.running(session.settings(), workers=False) as parts:
        letters = parts.ledger.dead(most)
    if as_json:
        streams.print_json([letter.model_dump(mode="json") for letter in letters])
    else:
        streams.out().print(listing(letters))
    return 0


@app.command()
def show(id: Annotated[str, typer.Argument(metavar="ID|URL")], as_json: Json = False, debug: Debug = False) -> int:
    """Shows what happened to one of them."""
    from cli.commands.trace import trace

    return trace(id, as_json, debug)


@app.command()
def retry(ids: Ids = None, every: All = False, as_json: Json = False, debug: Debug = False) -> int:
    """Tries them again from the stage that failed.

    \b
    rotative dead retry 0f3c5a…
    rotative dead retry --all
    """
    settings = session.settings()
    with session.running(settings, workers=True) as parts:
        chosen = _chosen(parts, ids or [], every)
        retried = parts.ledger.retry(list(chosen))
        return _followed(parts, settings, {id: [chosen[id]] for id in retried}, as_json) or _told(chosen, retried)


@app.command()
def drop(ids: Ids = None, every: All = False, debug: Debug = False) -> int:
    """Gives them up: they are counted as dropped."""
    with session.running(session.settings(), workers=False) as parts:
        chosen = _chosen(parts, ids or [], every)
        dropped = parts.ledger.drop(list(chosen))
    streams.say(f"{len(dropped)} dropped.")
    return _told(chosen, dropped)


def _chosen(parts: Parts, ids: list[str], every: bool) -> dict[str, str]:
    """The ids to treat, with what to call each."""
    if bool(ids) == every:
        raise Misuse("name the ids, or say --all; `rotative dead list` shows them")
    return {letter.id: letter.url for letter in parts.ledger.dead(MOST)} if every else {id: id for id in ids}


def _followed(parts: Parts, settings: Settings, under_way: dict[str, list[str]], as_json: bool) -> int:
    """Embedded without `up`, nobody else would work on them: waits. Else leaves them on their way."""
    from cli.delivery import Delivery, sum_up

    tally = Tally(waited=settings.embedded_redis and not session.standing(settings))
    Delivery(parts, tally, as_json).follow(under_way)
    return sum_up(tally)


def _told(chosen: dict[str, str], done: list[str]) -> int:
    missing = [id for id in chosen if id not in set(done)]
    if missing:
        raise Unknown(f"not among the dead: {', '.join(missing)}; `rotative dead list` shows them")
    return 0
