"""Serving the API in the foreground, with the services that it needs around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cli.children import beside
from cli.session import STANDING
from config.settings import Settings
from web import reach, server
from workers.embedded.folder import Folder
from workers.embedded.locks import shared
from workers.embedded.users import using


def web(given: Settings, host: str | None, port: int | None) -> int:
    """The API alone; embedded, what it takes in is worked on as well.

    :raises Misuse: the address is taken, or open to others without a token.
    :raises Away: a service can't be reached or started.
    """
    settings = _at(given, host, port)
    with server.listening(settings) as socket, _held(settings) as own:
        reach.require(own)
        server.serve(own, socket, server.announce)
    return 0


def up(given: Settings, host: str | None, port: int | None) -> int:
    """The API, the workers and the beat; raises as `web` does."""
    settings = _at(given, host, port)
    with server.listening(settings) as socket, _held(settings) as own:
        reach.require(own)
        if settings.embedded_redis:
            server.serve(own, socket, server.announce)
        else:
            with beside(own):
                server.serve(own, socket, server.announce)
    return 0


def _at(settings: Settings, host: str | None, port: int | None) -> Settings:
    changes = {"web_host": host, "web_port": port}
    return settings.model_copy(update={name: value for name, value in changes.items() if value is not None})


@contextmanager
def _held(settings: Settings) -> Iterator[Settings]:
    """The embedded services with their workers, and a lock that says that they stay."""
    with using(settings, workers=True) as own:
        if not settings.embedded_redis:
            yield own
            return
        with shared(Folder(settings.data_dir).users(STANDING)):
            yield own
