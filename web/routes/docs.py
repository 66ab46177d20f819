"""The documentation of the API: one small page out of its OpenAPI description, loading nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Rotative API</title>
<h1>Rotative API {version}</h1>
<p>{summary} The description for programs: <a href="/api/openapi.json">OpenAPI</a>.</p>
<p>Every failure is a problem of RFC 9457: <code>{{type, title, detail, position?}}</code>. With
<code>ROTATIVE_API_TOKEN</code> set, each request brings <code>Authorization: Bearer TOKEN</code>.</p>
{routes}</html>"""


@router.get("/", response_class=RedirectResponse)
async def root() -> str:
    """To the documentation."""
    return "/api/docs"


@router.get("/api/docs", response_class=HTMLResponse)
async def docs(request: Request) -> str:
    """The page."""
    schema = request.app.openapi()
    info = schema["info"]
    routes = "\n".join(_routes(schema["paths"]))
    return PAGE.format(version=escape(info["version"]), summary=escape(info["summary"]), routes=routes)


def _routes(paths: dict[str, dict[str, Any]]) -> Iterator[str]:
    for path, methods in paths.items():
        for method, route in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p>{escape(route.get('description', ''))}</p>"
            yield from _parameters(route.get("parameters", []))


def _parameters(parameters: list[dict[str, Any]]) -> Iterator[str]:
    if parameters:
        rows = (
            f"<dt><code>{escape(p['name'])}</code></dt><dd>{escape(p.get('description', ''))}</dd>" for p in parameters
        )
        yield f"<dl>{''.join(rows)}</dl>"
