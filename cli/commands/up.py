"""`rotative up`: the whole system on this machine."""

from __future__ import annotations

from cli import session
from cli.commands.web import Host, Port
from cli.options import Debug


def up(host: Host = None, port: Port = None, debug: Debug = False) -> int:
    """Runs everything on this machine until Ctrl-C: workers, beat and the API; embedded where no URL is set.

    \b
    rotative up
    rotative up --port 8080
    """
    from cli import serving

    return serving.up(session.settings(quiet=False), host, port)
