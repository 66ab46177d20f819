"""What the client's errors mean: the one place where they are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import ApiError, SerializationError, TransportError
from elasticsearch import AuthenticationException, AuthorizationException, UnsupportedProductError

from pipeline.errors import Away, Misuse, RotativeError

SERVICE = "elasticsearch"

BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses of a server that will take the same request later."""


@contextmanager
def translated() -> Iterator[None]:
    """Within it, the client's errors are raised as `Away` (try later) or `Misuse` (will never work as it is)."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise meaning(error) from error


def meaning(error: Exception) -> RotativeError:
    """The error that says what to do about a client's error."""
    match error:
        case AuthenticationException() | AuthorizationException():
            return Misuse(f"Elasticsearch refuses these credentials: {detail(error)}")
        case UnsupportedProductError():
            return Misuse("the server at this URL is not Elasticsearch 9")
        case SerializationError():
            return Misuse(f"Elasticsearch can't be told this: {error.message}")
        case ApiError():
            return Away(SERVICE, detail(error)) if error.meta.status in BUSY else Misuse(_refusal(error))
        case TransportError():
            return Away(SERVICE, str(error.message)[:300])
        case _:
            raise TypeError(f"not an error of the client: {error!r}")


def detail(error: ApiError) -> str:
    """Why, in the server's words, at most 500 characters."""
    body = error.body
    cause = body.get("error") if isinstance(body, dict) else None
    return reason(cause) if cause else f"status {error.meta.status}"


def reason(cause: object) -> str:
    """The reason in an `error` object of the server, with the cause beneath it."""
    if not isinstance(cause, dict):
        return str(cause)[:500]
    said = f"{cause.get('type', 'error')}: {cause.get('reason', '')}"
    beneath = cause.get("caused_by") or next(iter(cause.get("root_cause", [])), None)
    if isinstance(beneath, dict) and beneath.get("reason") not in (None, cause.get("reason")):
        said = f"{said} ({beneath['reason']})"
    return said[:500]


def _refusal(error: ApiError) -> str:
    said = detail(error)
    if "media_type_header_exception" in said:
        return "the server at this URL is older than Elasticsearch 9"
    if "too many" in said and "clauses" in said:
        return "the query has too many words for this server: shorten it"
    return f"Elasticsearch refuses: {said}"
