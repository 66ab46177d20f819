"""`rotative add`: follows sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import session, streams
from cli import source_options as given
from cli.commands.ingest import listed
from cli.options import Debug, Json
from pipeline.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.adding import Manner
    from pipeline.discover.report import Report
    from workers.following import Wanted
    from workers.parts import Parts

Urls = Annotated[
    list[str] | None,
    typer.Argument(metavar="URL|PATH…", help="What to follow; - takes one a line from stdin.", show_default=False),
]
Pack = Annotated[
    list[str] | None,
    typer.Option("--pack", metavar="NAME", help="Follow a pack of feeds (repeatable).", show_default=False),
]
Packs = Annotated[bool, typer.Option("--packs", help="List the packs.")]


def add(
    urls: Urls = None,
    pack: Pack = None,
    packs: Packs = False,
    collection: given.Collections = None,
    header: given.Headers = None,
    cookie: given.Cookies = None,
    proxy: given.Proxy = None,
    time_zone: given.TimeZone = None,
    delay: given.Delay = None,
    every: given.Every = None,
    since: given.Since = None,
    title: given.Title = None,
    dry_run: given.DryRun = False,
    everything: given.All = False,
    check: given.Check = True,
    wait: given.Wait = None,
    timeout: given.Timeout = None,
    yes: given.Yes = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Follows feeds, news sitemaps, sites, OPML lists, archives or folders: tries each, reports, reads it from now on.

    With --json one report a line. Exit code 1 when some can't be followed.

    \b
    rotative add https://www.example.org/
    rotative add https://www.example.org/feed.xml --collection presse --every 1h
    rotative add --pack french
    """
    options = dict(locals())
    if packs:
        return _packs(as_json)
    named = list(listed(urls or []))
    _check_names(named, pack or [], title)
    settings = session.settings()
    how = given.wanted(options, settings.clock_offset)
    from cli import adding

    manner = adding.Manner(dry_run, everything, check, wait, timeout, yes, as_json)
    return adding.run(settings, how, manner, lambda parts: _gathered(parts, named, pack or [], how, manner))


def _check_names(named: Sequence[str], packs: Sequence[str], title: str | None) -> None:
    if not named and not packs:
        raise Misuse("name what to follow: a URL, a path, - for stdin, or --pack NAME (--packs lists them)")
    if title and (packs or len(named) > 1):
        raise Misuse("--title names one source: add it alone")


def _gathered(
    parts: Parts, named: Sequence[str], packs: Sequence[str], how: Wanted, manner: Manner
) -> Iterator[Report]:
    from cli import adding
    from web.adding import pack, take_as_is

    for name in packs:
        yield from take_as_is(parts, pack(name, how), local=False)
    yield from adding.tried(parts, named, how, manner)


def _packs(as_json: bool) -> int:
    from cli.render.sources import packs
    from config.packs import content, names
    from pipeline.discover import opml

    found = {name: opml.read(content(name)) for name in names()}
    if as_json:
        told = [{"name": name, "sources": [one.model_dump(mode="json") for one in found[name]]} for name in found]
        streams.print_json(told)
    else:
        streams.out().print(packs(found))
    return 0
