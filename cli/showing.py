"""The demonstration: the sample articles go all the way, on services of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from cli import streams
from cli.delivery import Delivery, sum_up
from cli.render import search as results
from cli.render.status import books
from cli.tally import Tally
from config import logs
from config.settings import Settings, load
from pipeline.discover.inputs import read
from pipeline.records import Lane
from seeds import paths
from web import library, server
from workers.embedded.users import using, wait_for_end
from workers.parts import Parts, open_parts
from workers.status import status

QUERY = "hopitaux urgence lang:fr"
"""Without accents, in another number, and behind an elided article it finds « l’hôpital » and « les urgences »."""


def demo(keep_open: bool) -> int:
    """Shows everything once; 0 only when the books balance and the search finds.

    :raises Away: an embedded service does not start.
    """
    logs.configure("error")
    with _own_folder() as settings:
        streams.say(f"Rotative's own services start in {settings.data_dir} …")
        with using(settings, workers=True) as own, open_parts(own) as parts:
            done = _ingested(parts) & _books_shown(parts) & _search_shown(parts)
            if keep_open:
                _serve(own)
        streams.say("stopping …")
        wait_for_end(settings)
    return 0 if done else 1


@contextmanager
def _own_folder() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="rotative-demo-", ignore_cleanup_errors=True) as folder:
        yield load(environ={"ROTATIVE_CONFIG": "", "ROTATIVE_DATA_DIR": folder, "ROTATIVE_WEB_PORT": "0"})


def _ingested(parts: Parts) -> bool:
    tally = Tally()
    arrivals = read(map(str, paths()), lane=Lane.NOW, limits=parts.settings.size_limit)
    Delivery(parts, tally).bring(arrivals)
    return sum_up(tally) == 0


def _books_shown(parts: Parts) -> bool:
    told = status(parts)
    _heading("The books")
    for part in books(told):
        streams.out().print(part)
    return bool(told["balanced"]) and told["articles"]["in_flight"] == 0


def _search_shown(parts: Parts) -> bool:
    answer = library.page(parts, QUERY, size=3).document()
    _heading(f"$ rotative search '{QUERY}' --size 3")
    console = streams.out()
    for line in results.page(answer, 1, plain=not console.is_terminal):
        console.print(line)
    return any(snippet["marks"] for hit in answer["hits"] for snippet in hit["snippets"])


def _heading(title: str) -> None:
    streams.out().print(Text(f"\n{title}", style="bold underline"))


def _serve(own: Settings) -> None:
    with server.listening(own) as socket:
        server.serve(own, socket, server.announce)
