"""Which sources a command means: named ones, all, or those of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli import asking
from pipeline.errors import Misuse, UnknownSource

if TYPE_CHECKING:
    from workers.parts import Parts

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE…", help="Ids, 6 of their first characters, or URLs.", show_default=False),
]
AllOfThem = Annotated[bool, typer.Option("--all", help="All of them.")]
InCollection = Annotated[
    list[str] | None,
    typer.Option(
        "--collection", "-c", metavar="NAME", help="Those of this collection (repeatable).", show_default=False
    ),
]


def chosen(
    parts: Parts, names: Sequence[str], every: bool, collections: Sequence[str], verb: str, yes: bool
) -> list[str]:
    """Their ids; what is chosen by --all or --collection has to be confirmed.

    :raises Misuse: nothing was chosen, in two ways at once, or nobody confirmed.
    :raises UnknownSource: a name that isn't there, or a collection without sources.
    """
    from web import sources

    if sum((bool(names), every, bool(collections))) != 1:
        raise Misuse("name the sources, or say --all or --collection NAME; `rotative sources list` shows them")
    if names:
        return sources.find(parts, names)
    found = [source.id for source in sources.listed(parts, sources.Filter(collections=tuple(collections)))]
    if not found and collections:
        raise UnknownSource(f"no source is in {' or '.join(map(repr, collections))}")
    if found and not asking.confirm(f"{verb} {len(found)} source{'' if len(found) == 1 else 's'}?", yes):
        raise Misuse("nothing was done")
    return found
