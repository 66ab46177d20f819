"""`rotative ingest`: reads articles in, once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import session
from cli.options import Debug, Json
from cli.tally import Tally
from pipeline.errors import Misuse

if TYPE_CHECKING:
    from workers.parts import Parts


def ingest(
    inputs: Annotated[
        list[str], typer.Argument(metavar="URL|PATH…", help="What to read; - takes one a line from stdin.")
    ],
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait/--no-wait",
            help="Return when each has its outcome and the indexed ones are searchable. "
            "Embedded without `rotative up` this is the default: nobody else would work on them.",
            show_default=False,
        ),
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0, metavar="SECONDS", help="Wait at most so long.", show_default=False)
    ] = None,
    lane: Annotated[Literal["now", "bulk"], typer.Option(help="now: a person waits; bulk: give way to those.")] = "now",
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Reads pages, files and folders in: .txt .html .jsonl .warc(.gz), or URLs.

    With --json one object a line: id, url, outcome, reason. Exit code 1 when some were rejected or are dead.

    \b
    rotative ingest https://example.org/news/1 --wait
    rotative ingest archive/ letter.txt --json
    rotative ingest - --lane bulk < urls.txt
    """
    from cli.delivery import sum_up

    settings = session.settings()
    waits = wait if wait is not None else settings.embedded_redis and not session.standing(settings)
    tally = Tally(waited=waits)
    with session.running(settings, workers=True) as parts:
        _bring(parts, inputs, lane, timeout, tally, as_json)
    return sum_up(tally)


def _bring(parts: Parts, inputs: Sequence[str], lane: str, timeout: float | None, tally: Tally, as_json: bool) -> None:
    from cli.delivery import Delivery
    from pipeline.discover.inputs import read
    from pipeline.records import Lane

    arrivals = read(listed(inputs), lane=Lane(lane), limits=parts.settings.size_limit)
    Delivery(parts, tally, as_json, timeout).bring(arrivals)


def listed(inputs: Sequence[str]) -> Iterator[str]:
    """What is named, with the lines of stdin in the place of `-`."""
    if inputs.count("-") > 1:
        raise Misuse("- stands for stdin, which can be read once only")
    for given in inputs:
        if given == "-":
            yield from (line.strip() for line in sys.stdin if line.strip() and not line.startswith("#"))
        else:
            yield given
