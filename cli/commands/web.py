"""`rotative web`: the HTTP API."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import session
from cli.options import Debug

Host = Annotated[str | None, typer.Option(help="Address to listen on (else ROTATIVE_WEB_HOST).", show_default=False)]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port, 0 for a free one (else ROTATIVE_WEB_PORT).", show_default=False),
]


def web(host: Host = None, port: Port = None, debug: Debug = False) -> int:
    """Serves the JSON API until it is told to stop. Its documentation is at /api/docs.

    \b
    rotative web --port 8080
    """
    from cli import serving

    return serving.web(session.settings(quiet=False), host, port)
