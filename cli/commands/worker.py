"""`rotative worker`: production processes that do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import session
from cli.options import Debug
from pipeline.errors import Misuse

if TYPE_CHECKING:
    from config.settings import Settings


def worker(
    queues: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUEUE…]", help="fetch, text, index; none: one child process for each."),
    ] = None,
    debug: Debug = False,
) -> int:
    """Works on queues until it is told to stop (SIGTERM or Ctrl-C). For production: one process per queue.

    \b
    rotative worker text
    rotative worker
    """
    from workers.topology import QUEUES

    chosen = list(dict.fromkeys(queues or QUEUES))
    unknown = [queue for queue in chosen if queue not in QUEUES]
    if unknown:
        raise Misuse(f"there is no queue {', '.join(unknown)}; there are {', '.join(QUEUES)}")
    return _work(with_services(session.settings(quiet=False)), chosen)


def with_services(settings: Settings) -> Settings:
    """The settings, when a production process can run with them.

    :raises Misuse: Redis is the embedded one, which belongs to `rotative up`.
    :raises Away: Redis or the index can't be reached.
    """
    from web.reach import require

    if settings.embedded_redis:
        raise Misuse("ROTATIVE_REDIS_URL is not set: set it, or run everything embedded with `rotative up`")
    require(settings)
    return settings


def _work(settings: Settings, queues: list[str]) -> int:
    from workers.run import worker as run

    if len(queues) == 1:
        return run(settings, queues[0])
    from cli.children import supervised

    return supervised(settings, queues)
