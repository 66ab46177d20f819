"""The bound on request bodies, held while they are read: a length that is declared may be wrong or missing."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import http_problem
from web.replies import reply

LARGEST = 10 * 1024**2
"""Bytes of one body."""

TOO_LARGE = f"a request body has at most {LARGEST} bytes: send several requests"


class BodyLimit:
    """Refuses a body over the bound with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _declared(scope) > LARGEST:
            await reply(http_problem(413, TOO_LARGE), {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive), send)


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST:
            raise HTTPException(413, TOO_LARGE, headers={"Connection": "close"})
        return message

    return bounded
