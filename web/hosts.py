"""Where the server may listen, and which names it answers to.

A page in the reader's browser can point a name of its own at 127.0.0.1 (DNS rebinding) and so speak to a server
that only this machine should reach. Without a token, the Host header must therefore name this machine.
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from config.settings import Settings
from pipeline.errors import Misuse
from web.errors import http_problem
from web.replies import reply

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_exposure(settings: Settings) -> None:
    """Does nothing when the address is private to this machine, or a token guards it.

    :raises Misuse: others could read and write without a token.
    """
    if not is_loopback(settings.web_host) and settings.api_token is None:
        raise Misuse(
            f"{settings.web_host} can be reached from other machines: set ROTATIVE_API_TOKEN, "
            "which the API will ask for, or listen on 127.0.0.1"
        )


def names_of(settings: Settings) -> frozenset[str] | None:
    """The names to answer to; None for any (a token is asked for, which no foreign page has)."""
    return None if settings.api_token is not None else LOCAL | {settings.web_host}


class HostCheck:
    """Refuses other names with 421 (RFC 9110, 15.5.20)."""

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._names is None or _name(scope) in self._names:
            await self._app(scope, receive, send)
            return
        detail = "this server answers to localhost only; set ROTATIVE_API_TOKEN to use it under another name"
        await reply(http_problem(421, detail))(scope, receive, send)


def _name(scope: Scope) -> str:
    """The Host header without its port: `[::1]:8000` is `::1`."""
    host = Headers(scope=scope).get("host", "").strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
