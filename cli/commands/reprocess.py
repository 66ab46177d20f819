"""`rotative reprocess`: goes through archived pages again, without fetching."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli import session
from cli.options import Debug, Json
from cli.tally import Tally

if TYPE_CHECKING:
    from workers.parts import Parts
    from workers.reprocessing import Wanted

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def reprocess(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH|ID|URL]…", help="WARC files, or articles in the archive.")
    ] = None,
    archive: Annotated[bool, typer.Option("--archive", help="All that was archived.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENTS, metavar="DAY", help="Fetched from then on (UTC).", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=MOMENTS, metavar="DAY", help="Fetched before then (UTC).", show_default=False),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Of this source only.", show_default=False)
    ] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew, though a run was interrupted.")] = False,
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait/--no-wait", help="Return when each has its outcome (as `rotative ingest`).", show_default=False
        ),
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0, metavar="SECONDS", help="Wait at most so long.", show_default=False)
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Goes through archived pages again, without asking any site.

    The newest page of each article is used; articles that the index doesn't have are taken in. Pages are archived
    while ROTATIVE_ARCHIVE is on. An interrupted run goes on when it is started again.

    \b
    rotative reprocess --archive --since 2026-10-01
    rotative reprocess crawl.warc.gz --wait
    rotative reprocess https://example.org/news/1
    """
    from cli.delivery import sum_up
    from workers.reprocessing import Wanted

    wanted = Wanted(
        everything=archive,
        inputs=tuple(inputs or ()),
        since=_utc(since),
        until=_utc(until),
        source=source,
        restart=restart,
    )
    settings = session.settings()
    waits = wait if wait is not None else settings.embedded_redis and not session.standing(settings)
    tally = Tally(waited=waits)
    with session.running(settings, workers=True) as parts:
        _bring(parts, wanted, tally, as_json, timeout)
    return sum_up(tally)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None else None


def _bring(parts: Parts, wanted: Wanted, tally: Tally, as_json: bool, timeout: float | None) -> None:
    from cli.delivery import Delivery
    from cli.progress import meter
    from workers.reprocessing import reprocess

    with meter() as shown:
        receipts = reprocess(parts, wanted, lambda count: shown.show("pages found", count))
        Delivery(parts, tally, as_json, timeout).again(receipts, shown)
