"""A typed client of the API, for programs.

    with Client("http://127.0.0.1:8000", token="…") as rotative:
        answer = rotative.search("élection lang:fr")

Problems come back as the errors that they were on the other side (`pipeline.errors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from pipeline.errors import Away, Full, Misuse, QueryError, RotativeError, Unknown
from pipeline.ledger.records import Receipt, Trace
from pipeline.records import Article
from pipeline.search.search import SearchAnswer
from web.problems import NAMESPACE

TIMEOUT = 60.0
"""Seconds that one request may take."""


class Client:
    """All methods raise `Away` when the server, or a service behind it, can't be reached, and `Misuse` when a
    request is refused."""

    def __init__(self, address: str, token: str | None = None, timeout: float = TIMEOUT) -> None:
        headers = {b"Authorization": f"Bearer {token}".encode()} if token else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()

    def search(self, query: str = "", *, size: int = 10, page: int = 1, sort: str = "relevance") -> SearchAnswer:
        """One page of hits; raises `QueryError` with the place of a mistake."""
        params: dict[str, str | int] = {"q": query, "size": size, "page": page, "sort": sort}
        return SearchAnswer.model_validate(self._get("/api/search", params))

    def article(self, id: str) -> Article:
        """The document; raises `Unknown`."""
        return Article.model_validate(self._get(f"/api/articles/{id}"))

    def trace(self, url_or_id: str) -> Trace:
        """What happened to an article; raises `Unknown`."""
        return Trace.model_validate(self._get("/api/trace", {"u": url_or_id}))

    def stats(self) -> dict[str, Any]:
        """The books, the queues and the workers."""
        told: dict[str, Any] = self._get("/api/stats")
        return told

    def ingest(self, *, urls: Sequence[str] = (), articles: Sequence[dict[str, Any]] = ()) -> list[Receipt]:
        """Offers URLs to fetch and articles as they are; raises `Full`."""
        told = self._told("POST", "/api/ingest", json={"urls": list(urls), "articles": list(articles)})
        return [Receipt.model_validate(receipt) for receipt in told]

    def _get(self, path: str, params: dict[str, str | int] | None = None) -> Any:
        return self._told("GET", path, params=params)

    def _told(self, method: str, path: str, **request: Any) -> Any:
        try:
            response = self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise Away("rotative web", str(error)) from error
        if response.is_error:
            raise error_of(response.status_code, _problem(response))
        return response.json()


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"detail": f"HTTP {response.status_code}"}


def error_of(status: int, problem: dict[str, Any]) -> RotativeError:
    """The error that a problem tells."""
    name, detail = str(problem.get("type", "")).removeprefix(NAMESPACE), str(problem.get("detail", ""))
    match name:
        case "bad-query":
            return QueryError(detail, int(problem.get("position", 0)))
        case "unknown-article":
            return Unknown(detail)
        case "full":
            return Full(detail)
        case _ if status >= 500:
            return Away("rotative web", detail)
    return Misuse(detail)
