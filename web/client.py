"""A typed client of the API, for programs.

    with Client("http://127.0.0.1:8000", token="…") as rotative:
        answer = rotative.search("élection lang:fr")

Problems come back as the errors that they were on the other side (`pipeline.errors`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from pipeline.discover.report import Report
from pipeline.errors import Away, Full, Misuse, QueryError, RotativeError, Unknown, UnknownSource
from pipeline.ledger.records import Receipt, Trace
from pipeline.records import Article
from pipeline.search.search import SearchAnswer
from web.problems import NAMESPACE
from web.sources import SourceDetail, SourceSummary

TIMEOUT = 60.0
"""Seconds that one request may take."""

TRYING = 600.0
"""Seconds that trying sources may take: each host is asked politely, one request after the other."""

PAGE = 1000
"""Sources asked for at once."""


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

    def add_sources(self, *urls: str, pack: str | None = None, opml: str | None = None, **options: Any) -> list[Report]:
        """Follows web addresses, a pack, or an OPML list, and reports on each.

        :param options: `collections headers cookies proxy time_zone delay every since title all check dry_run`, as in
            `POST /api/sources`.
        """
        given = {"urls": list(urls), "pack": pack, "opml": opml, **options}
        return [Report.model_validate(told) for told in self._told("POST", SOURCES, json=given, timeout=TRYING)]

    def sources(
        self, *, verdicts: Sequence[str] = (), collections: Sequence[str] = (), paused: bool | None = None
    ) -> Iterator[SourceSummary]:
        """The sources with how they are doing, in the order in which they were added, page by page."""
        asked: dict[str, Any] = {"verdict": list(verdicts), "collection": list(collections), "limit": PAGE}
        if paused is not None:
            asked["paused"] = paused
        while True:
            page = self._told("GET", SOURCES, params=asked)
            yield from map(SourceSummary.model_validate, page["sources"])
            if page["next"] is None:
                return
            asked["cursor"] = page["next"]

    def source(self, id: str) -> SourceDetail:
        """All that is known of one; raises `UnknownSource`."""
        return SourceDetail.model_validate(self._get(_source(id)))

    def change_source(self, id: str, **changes: Any) -> SourceDetail:
        """Changes how one is read (`paused` and `url` too; None takes an option back); raises `UnknownSource`."""
        return SourceDetail.model_validate(self._told("PATCH", _source(id), json=changes))

    def remove_source(self, id: str) -> None:
        """Follows it no longer; raises `UnknownSource`."""
        self._told("DELETE", _source(id))

    def check_source(self, id: str) -> SourceDetail:
        """Makes it due now; raises `UnknownSource`."""
        return SourceDetail.model_validate(self._told("POST", f"{_source(id)}/check", json={}))

    def _get(self, path: str, params: dict[str, str | int] | None = None) -> Any:
        return self._told("GET", path, params=params)

    def _told(self, method: str, path: str, **request: Any) -> Any:
        try:
            response = self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise Away("rotative web", str(error)) from error
        if response.is_error:
            raise error_of(response.status_code, _problem(response))
        return response.json() if response.content else None


SOURCES = "/api/sources"


def _source(id: str) -> str:
    return f"{SOURCES}/{quote(id, safe='')}"


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
        case "unknown-source":
            return UnknownSource(detail)
        case "unknown-article":
            return Unknown(detail)
        case "full":
            return Full(detail)
        case _ if status >= 500:
            return Away("rotative web", detail)
    return Misuse(detail)
