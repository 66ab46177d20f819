"""Every error leaves the API as a problem: ours, those of routing and validation, and the unforeseen."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from config.logs import logger
from pipeline.errors import Away, Full, RotativeError
from web.problems import Problem, problem_of
from web.replies import reply

log = logger(__name__)

AGAIN = {"Retry-After": "5"}
"""Seconds after which a service that is away, or a full ledger, may be asked again."""


def install(app: FastAPI) -> None:
    """Sets the handlers."""
    app.add_exception_handler(RotativeError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


async def _ours(request: Request, error: Exception) -> Response:
    if isinstance(error, Away):
        log.warning("service away", service=error.service, detail=error.detail, path=request.url.path)
    return reply(problem_of(error), AGAIN if isinstance(error, Away | Full) else None)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return reply(http_problem(error.status_code, str(error.detail)), error.headers)


def http_problem(status: int, detail: str) -> Problem:
    """The problem of an HTTP status: its name is the status' phrase (`not-found`)."""
    title = HTTPStatus(status).phrase
    return Problem(title.lower().replace(" ", "-"), title, detail or title, status, exit_code=1)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return reply(Problem("invalid-request", "The request is not valid", _told(error.errors()), 422, exit_code=2))


def _told(faults: Sequence[Any], most: int = 5) -> str:
    """`size (query): Input should be less than or equal to 100; …`: the values themselves are not repeated."""
    told = [f"{'.'.join(map(str, fault['loc'][1:])) or 'body'} ({fault['loc'][0]}): {fault['msg']}" for fault in faults]
    more = [f"and {len(told) - most} more"] if len(told) > most else []
    return "; ".join([*told[:most], *more])


async def _unforeseen(request: Request, error: Exception) -> Response:
    # The server logs it, with its traceback.
    return reply(problem_of(error))
