"""The application: routes, and around them the rules that hold for every request.

hosts ─▶ headers ─▶ tokens ─▶ bodies ─▶ errors ─▶ routes ─▶ (thread pool) ledger, index
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware import Middleware

from config.settings import Settings
from web import errors
from web.bodies import BodyLimit
from web.headers import SecurityHeaders
from web.hosts import HostCheck, names_of
from web.routes import articles, docs, health, ingest, search, sources, stats, trace
from web.tokens import TokenCheck
from workers.parts import Parts, open_parts


def create(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The API for these settings.

    :param settings: with the URL of a Redis (the embedded one gives its own, see `workers.embedded.using`).
    :param parts: parts that somebody else opened and will close; else they are opened with the server.
    """
    app = FastAPI(
        title="Rotative",
        summary="News articles: taken in, enriched, searched.",
        version=version("rotative"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan(settings, parts),
        middleware=_rules(settings),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    errors.install(app)
    for routes in (health, search, articles, ingest, sources, stats, trace, docs):
        app.include_router(routes.router)
    return app


def _lifespan(settings: Settings, given: Parts | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if given is not None:
            app.state.parts = given
            yield
            return
        with open_parts(settings) as parts:
            app.state.parts = parts
            yield

    return lifespan


def _rules(settings: Settings) -> list[Middleware]:
    """From the outermost to the innermost."""
    token = settings.api_token.get_secret_value() if settings.api_token else None
    return [
        Middleware(SecurityHeaders),
        Middleware(HostCheck, names=names_of(settings)),
        Middleware(TokenCheck, token=token),
        Middleware(BodyLimit),
    ]
