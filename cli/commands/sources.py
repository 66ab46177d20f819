"""`rotative sources`: the sources that are followed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import session, streams
from cli import source_options as given
from cli.options import Debug, Json
from cli.selection import AllOfThem, InCollection, Names, chosen
from pipeline.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from web.sources import Filter, Order
    from workers.parts import Parts

app = typer.Typer(
    name="sources",
    invoke_without_command=True,
    help="The sources that are followed: how they are doing, and what to do with them.",
)

Name = Annotated[str, typer.Argument(metavar="SOURCE", help="Its id, 6 of its first characters, or its URL.")]


@app.callback()
def sources(context: typer.Context, as_json: Json = False) -> int:
    """The sources that are followed: how they are doing, and what to do with them. Alone it lists them."""
    return list_(as_json=as_json) if context.invoked_subcommand is None else 0


@app.command("list")
def list_(
    verdict: Annotated[list[str] | None, typer.Option(help="Only these (repeatable).", show_default=False)] = None,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", "-c", help="Only of these (repeatable).", show_default=False)
    ] = None,
    paused: Annotated[bool | None, typer.Option("--paused/--active", help="Only those.", show_default=False)] = None,
    sort: Annotated[str, typer.Option(help="added, title, verdict, last-new, next-check or volume.")] = "added",
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Lists them: verdict, last check and new article (how long ago), next check, today's articles of a usual day's.

    \b
    rotative sources list --verdict blocked --verdict layout-changed
    rotative sources list --collection presse --sort volume
    """
    which, order = _which(verdict or [], collection or [], paused), _order(sort)
    from cli.render.sources import listing
    from web import sources

    with session.running(session.settings(), workers=False) as parts:
        found = sources.listed(parts, which, order)
        if as_json:
            streams.print_json_list(source.model_dump(mode="json") for source in found)
        else:
            streams.out().print(listing(found, sources.now(parts)))
    return 0


def _which(verdicts: Sequence[str], collections: Sequence[str], paused: bool | None) -> Filter:
    from pipeline.sources.records import Verdict
    from web.sources import Filter

    try:
        wanted = tuple(map(Verdict, verdicts))
    except ValueError:
        raise Misuse(f"--verdict is one of {', '.join(Verdict)}") from None
    return Filter(verdicts=wanted, collections=tuple(collections), paused=paused)


def _order(sort: str) -> Order:
    from web.sources import Order

    try:
        return Order(sort)
    except ValueError:
        raise Misuse(f"--sort is one of {', '.join(Order)}") from None


@app.command()
def show(name: Name, as_json: Json = False, debug: Debug = False) -> int:
    """Shows all that is known of one: the diagnosis, its articles by day, its history."""
    from web import sources

    with session.running(session.settings(), workers=False) as parts:
        (id,) = sources.find(parts, [name])
        return _shown(parts, id, as_json)


def _shown(parts: Parts, id: str, as_json: bool) -> int:
    from cli.render.sources import story
    from web import sources

    source = sources.detail(parts, id)
    if as_json:
        streams.print_json(source.model_dump(mode="json"))
        return 0
    console = streams.out()
    for part in story(source, sources.now(parts)):
        console.print(part, soft_wrap=True)
    return 0


@app.command()
def pause(
    names: Names = None,
    every: AllOfThem = False,
    collection: InCollection = None,
    yes: given.Yes = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Stops checking them, until they are resumed."""
    return _each("Pause", "paused", names, every, collection, yes, as_json, _setting_paused(True))


@app.command()
def resume(
    names: Names = None,
    every: AllOfThem = False,
    collection: InCollection = None,
    yes: given.Yes = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Checks them again."""
    return _each("Resume", "resumed", names, every, collection, yes, as_json, _setting_paused(False))


@app.command()
def remove(
    names: Names = None,
    every: AllOfThem = False,
    collection: InCollection = None,
    yes: given.Yes = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Follows them no longer; the articles that they brought stay."""
    return _each(
        "Remove", "removed", names, every, collection, yes, as_json, lambda parts, ids: parts.sources.remove(ids)
    )


def _setting_paused(paused: bool) -> Callable[[Parts, Sequence[str]], list[str]]:
    def change(parts: Parts, ids: Sequence[str]) -> list[str]:
        from pipeline.errors import Unknown

        done = []
        for id in ids:
            try:
                parts.sources.change(id, paused=paused)
                done.append(id)
            except Unknown:
                continue  # removed meanwhile
        return done

    return change


def _each(
    verb: str,
    done: str,
    names: list[str] | None,
    every: bool,
    collection: list[str] | None,
    yes: bool,
    as_json: bool,
    act: Callable[[Parts, Sequence[str]], list[str]],
) -> int:
    """Does something to the chosen sources; tells how many, with --json their ids."""
    from web.sources import batches

    with session.running(session.settings(), workers=False) as parts:
        ids = chosen(parts, names or [], every, collection or [], verb, yes)
        changed = [id for batch in batches(ids) for id in act(parts, batch)]
    if as_json:
        streams.print_json({done: changed})
    else:
        streams.say(f"{len(changed)} {done}.")
    return 0


@app.command()
def check(
    names: Names = None,
    every: AllOfThem = False,
    collection: InCollection = None,
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait/--no-wait",
            help="Return when what they brought is searchable. Embedded without `rotative up` this is the default.",
            show_default=False,
        ),
    ] = None,
    timeout: given.Timeout = None,
    yes: given.Yes = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Checks them now; waiting, it shows what that brought. Exit code 1 when some could not be read."""
    from cli.checking import check_now

    settings = session.settings()
    waits = wait if wait is not None else settings.embedded_redis and not session.standing(settings)
    with session.running(settings, workers=waits) as parts:
        ids = chosen(parts, names or [], every, collection or [], "Check", yes)
        return check_now(parts, ids, waits, timeout, as_json)


@app.command("set")
def set_(
    name: Name,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Read it there.", show_default=False)] = None,
    collection: given.Collections = None,
    header: given.Headers = None,
    cookie: given.Cookies = None,
    proxy: given.Proxy = None,
    time_zone: given.TimeZone = None,
    delay: given.Delay = None,
    every: given.Every = None,
    since: given.Since = None,
    title: given.Title = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Take back an option: every, delay, collection, header…", show_default=False),
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Changes how one is read. What is given replaces what was there: all collections, all headers, all cookies.

    \b
    rotative sources set 3fa2b1 --every 1h --collection presse --collection regions
    rotative sources set 3fa2b1 --unset every --unset header
    """
    options: dict[str, Any] = dict(locals())
    from web import sources

    settings = session.settings()
    changes = given.fields(options, settings.clock_offset)
    with session.running(settings, workers=False) as parts:
        (id,) = sources.find(parts, [name])
        sources.rewrite(parts, id, changes, unset or [], url)
        return _shown(parts, id, as_json)


@app.command("import")
def import_(
    lists: Annotated[list[str], typer.Argument(metavar="FILE|URL…", help="OPML lists; - reads one from stdin.")],
    collection: given.Collections = None,
    every: given.Every = None,
    dry_run: given.DryRun = False,
    wait: Annotated[bool, typer.Option("--wait", help="Return when the first articles are searchable.")] = False,
    timeout: given.Timeout = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Follows the feeds of OPML lists, without trying each; their folders become collections.

    With --json one report a line. Exit code 1 when some can't be followed.
    """
    options: dict[str, Any] = dict(locals())
    settings = session.settings()
    how = given.wanted(options, settings.clock_offset)
    from cli import adding, importing

    manner = adding.Manner(dry_run=dry_run, wait=wait, timeout=timeout, yes=True, as_json=as_json)
    return adding.run(settings, how, manner, lambda parts: importing.reports(parts, lists, how))


@app.command()
def export(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Where to; stdout without.", show_default=False)
    ] = None,
    collection: InCollection = None,
    debug: Debug = False,
) -> int:
    """Writes the sources as OPML, their collections as folders. Headers, cookies and proxies stay out of it."""
    from cli.importing import written
    from web import sources

    with session.running(session.settings(), workers=False) as parts:
        content = sources.as_opml(parts, sources.Filter(collections=tuple(collection or ())))
    if file is None or file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return 0
    return written(file, content)
