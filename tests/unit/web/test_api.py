"""The API: its shapes, and a problem (RFC 9457) for everything that fails."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from pipeline.errors import Away, Full
from web.bodies import LARGEST


def ask(api: Any, method: str, path: str, settings: dict[str, Any] | None = None, **request: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with api(**(settings or {})) as client:
            return await client.request(method, path, **request)

    return asyncio.run(asked())


def problem(response: httpx.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert set(told) - {"position"} == {"type", "title", "detail"}
    assert told["type"].startswith("urn:rotative:problem:")
    return told


def test_search(api: Any) -> None:
    answer = ask(api, "GET", "/api/search", params={"q": "élection"}).json()
    assert set(answer) == {"total", "took_ms", "query", "hits", "facets"}
    assert answer["query"]["text"] == "élection"
    assert answer["hits"][0]["snippets"] == [{"text": "L’élection", "marks": [[2, 10]]}]
    assert answer["facets"]["language"] == [{"value": "fr", "count": 1}]


def test_a_mistake_in_a_query_has_its_place(api: Any) -> None:
    response = ask(api, "GET", "/api/search", params={"q": "élection (paris"})
    told = problem(response)
    assert response.status_code == 400 and told["type"].endswith("bad-query")
    assert 0 <= told["position"] <= len("élection (paris")


@pytest.mark.parametrize("query", ["x" * 2001, "a " * 101, "(" * 50])
def test_a_query_has_bounds(api: Any, query: str) -> None:
    response = ask(api, "GET", "/api/search", params={"q": query})
    assert response.status_code == 400 and "position" in problem(response)


@pytest.mark.parametrize("params", [{"size": 101}, {"size": -1}, {"page": 0}, {"sort": "best"}, {"size": "x"}])
def test_parameters_are_checked(api: Any, params: dict[str, Any]) -> None:
    response = ask(api, "GET", "/api/search", params=params)
    assert response.status_code == 422 and next(iter(params)) in problem(response)["detail"]


def test_an_article_is_its_document(api: Any) -> None:
    document = ask(api, "GET", "/api/articles/ab12").json()
    assert document["title"] == "L’élection" and document["first_seen"] == "2026-11-20T12:00:00Z"
    assert document["published_at"] is None and document["entities"] == []


def test_an_unknown_article_is_404(api: Any) -> None:
    response = ask(api, "GET", "/api/articles/nope")
    assert response.status_code == 404 and problem(response)["type"].endswith("unknown-article")


def test_trace(api: Any) -> None:
    told = ask(api, "GET", "/api/trace", params={"u": "https://example.org/1"}).json()
    row = {"id": "ab12", "url": "https://example.org/1", "outcome": "indexed", "reason": None, "detail": ""}
    assert told == row | {"events": []}
    assert problem(ask(api, "GET", "/api/trace", params={"u": "https://example.org/2"}))["type"].endswith("article")


def test_ingest_takes_urls_and_articles(api: Any, fake_parts: SimpleNamespace) -> None:
    body = {
        "urls": ["https://example.org/news", "ftp://example.org/x"],
        "articles": [{"text": "Le maire a démissionné.", "title": "Mairie", "published_at": "2026-11-20T10:00:00Z"}],
    }
    response = ask(api, "POST", "/api/ingest", json=body)
    assert response.status_code == 202
    receipts = response.json()
    assert [set(receipt) for receipt in receipts] == [{"id", "url", "outcome", "reason"}] * 3
    assert [receipt["outcome"] for receipt in receipts] == ["in_flight", "rejected", "in_flight"]
    assert receipts[1]["reason"] == "bad-scheme"
    assert len(fake_parts.ledger.arrivals) == 3


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "passwd", "-", "data:text/html,x"])
def test_ingest_reads_no_file_of_the_server(api: Any, fake_parts: SimpleNamespace, url: str) -> None:
    (receipt,) = ask(api, "POST", "/api/ingest", json={"urls": [url]}).json()
    assert receipt["outcome"] == "rejected"
    assert all(arrival.payload == b"" for arrival in fake_parts.ledger.arrivals)


@pytest.mark.parametrize(
    "body",
    [
        {"urls": "https://example.org"},
        {"url": ["https://example.org"]},
        {"articles": [{"title": "neither text nor html"}]},
        {"articles": [{"text": "both", "html": "both"}]},
        {"articles": [{"text": "x", "published_at": "yesterday"}]},
        {"urls": ["https://example.org"] * 1001},
        [],
    ],
)
def test_ingest_checks_its_body(api: Any, body: Any) -> None:
    response = ask(api, "POST", "/api/ingest", json=body)
    assert response.status_code == 422
    problem(response)


def test_only_json_is_taken(api: Any) -> None:
    body = json.dumps({"urls": []})
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        headers = {"content-type": kind} if kind else {}
        response = ask(api, "POST", "/api/ingest", content=body, headers=headers)
        assert response.status_code == 415
        problem(response)


def test_broken_json_is_a_problem(api: Any) -> None:
    response = ask(api, "POST", "/api/ingest", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    problem(response)


def test_a_body_that_says_it_is_too_large_is_not_read(api: Any) -> None:
    response = ask(
        api,
        "POST",
        "/api/ingest",
        content=b"x",
        headers={"content-type": "application/json", "content-length": str(LARGEST + 1)},
    )
    assert response.status_code == 413
    problem(response)


def test_a_body_that_grows_too_large_is_cut_off(api: Any) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 3 * LARGEST:
            sent += 65536
            yield b" " * 65536

    headers = {"content-type": "application/json"}
    response = ask(api, "POST", "/api/ingest", content=endless(), headers=headers)
    assert response.status_code == 413 and sent <= LARGEST + 2 * 65536
    problem(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("DELETE", "/api/search", 405), ("GET", "/api/ingest", 405), ("GET", "/api/trace", 422)],
)
def test_what_is_not_there_is_a_problem(api: Any, method: str, path: str, status: int) -> None:
    response = ask(api, method, path)
    assert response.status_code == status
    problem(response)


def test_a_service_that_is_away_is_503(api: Any, fake_parts: SimpleNamespace) -> None:
    fake_parts.ledger.error = Away("redis", "redis://:hunter2@db refused")
    response = ask(api, "GET", "/api/trace", params={"u": "ab12"})
    assert response.status_code == 503 and response.headers["retry-after"]
    assert "hunter2" not in response.text
    assert problem(response)["type"].endswith("service-away")


def test_a_full_ledger_is_503(api: Any, fake_parts: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.routes.ingest.PATIENCE", 0.0)
    fake_parts.ledger.error = Full("too much in flight")
    response = ask(api, "POST", "/api/ingest", json={"urls": ["https://example.org"]})
    assert response.status_code == 503 and problem(response)["type"].endswith("full")


def test_a_fault_of_ours_tells_nothing_of_the_inside(api: Any, fake_parts: SimpleNamespace) -> None:
    fake_parts.ledger.error = ZeroDivisionError("secret inside")
    response = ask(api, "GET", "/api/trace", params={"u": "ab12"})
    assert response.status_code == 500 and "secret" not in response.text
    assert problem(response)["type"].endswith("internal")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_health(api: Any, fake_parts: SimpleNamespace) -> None:
    assert ask(api, "GET", "/healthz").json() == {"status": "ok"}
    assert ask(api, "GET", "/readyz").status_code == 200
    fake_parts.engine.away = True
    fake_parts.ledger.error = Away("redis", "refused")
    response = ask(api, "GET", "/readyz")
    assert response.status_code == 503
    assert "redis" in problem(response)["detail"] and "elasticsearch" in problem(response)["detail"]
    assert ask(api, "GET", "/healthz").status_code == 200


def test_the_documentation_loads_nothing_from_elsewhere(api: Any) -> None:
    page = ask(api, "GET", "/api/docs")
    assert page.status_code == 200 and "/api/search" in page.text
    assert "http://" not in page.text and "https://" not in page.text and "<script" not in page.text
    assert {"/api/search", "/api/ingest", "/readyz"} <= set(ask(api, "GET", "/api/openapi.json").json()["paths"])
    assert ask(api, "GET", "/").headers["location"] == "/api/docs"
