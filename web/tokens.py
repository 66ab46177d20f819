"""Who may use the API: with a token set, whoever brings it (RFC 6750); `/healthz` is open to all."""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import http_problem
from web.replies import reply

OPEN = frozenset({"/healthz"})


class TokenCheck:
    """Refuses requests without the token with 401."""

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._token is None or scope["path"] in OPEN or self._brought(scope):
            await self._app(scope, receive, send)
            return
        problem = http_problem(401, "bring the token: Authorization: Bearer ROTATIVE_API_TOKEN")
        await reply(problem, {"WWW-Authenticate": 'Bearer realm="rotative"'})(scope, receive, send)

    def _brought(self, scope: Scope) -> bool:
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        assert self._token is not None
        # In constant time: how long a comparison takes must not tell how much of the token was right.
        same = hmac.compare_digest(token.strip().encode("latin-1"), self._token.encode())
        return scheme.lower() == "bearer" and same
