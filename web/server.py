"""The HTTP server: takes its address before anything else starts, and stops gracefully."""

from __future__ import annotations

import signal
import socket as sockets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from config.settings import Settings
from pipeline.errors import Misuse
from web.app import create
from web.hosts import check_exposure

GRACE = 10
"""Seconds that requests under way may take when the server is told to stop."""


@contextmanager
def listening(settings: Settings) -> Iterator[sockets.socket]:
    """The socket on the address of the settings.

    :raises Misuse: the address is taken or not ours, or open to others without a token.
    """
    check_exposure(settings)
    family = sockets.AF_INET6 if ":" in settings.web_host else sockets.AF_INET
    try:
        socket = sockets.create_server((settings.web_host, settings.web_port), family=family, backlog=2048)
    except OSError as error:
        raise Misuse(
            f"cannot listen on {settings.web_host} port {settings.web_port} ({error.strerror or error}): "
            "choose another with --port or ROTATIVE_WEB_PORT (0: a free one)"
        ) from None
    with socket:
        yield socket


def serve(settings: Settings, socket: sockets.socket, announce: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT, then lets requests under way end.

    :param announce: is given the address once requests are answered.
    """
    # uvicorn raises the signal again when it has stopped, for the handler that was there before: nothing is left to do.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    config = uvicorn.Config(
        create(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    _Server(config, lambda: announce(_address(socket))).run(sockets=[socket])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[sockets.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def _address(socket: sockets.socket) -> str:
    host, port = socket.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def announce(address: str) -> None:
    """Says on stdout where the server is."""
    print(f"Rotative is at {address} (the API: {address}/api/docs). Ctrl-C stops it.", flush=True)
