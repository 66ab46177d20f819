"""Who may speak to the API, and from where."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from config.settings import Settings
from pipeline.errors import Misuse
from web.headers import HEADERS
from web.hosts import check_exposure, is_loopback
from web.server import listening

TOKEN = {"api_token": "hunter2-é"}


def get(api: Any, path: str, settings: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with api(**(settings or {})) as client:
            encoded = {name: value.encode() for name, value in headers.items()}
            return await client.get(path, headers=encoded)

    return asyncio.run(asked())


def test_with_a_token_set_it_is_asked_for(api: Any) -> None:
    response = get(api, "/api/search", TOKEN)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("brought", ["Bearer wrong", "Basic hunter2-é", "hunter2-é", "Bearer", "Bearer hunter2-é x"])
def test_a_wrong_token_is_refused(api: Any, brought: str) -> None:
    assert get(api, "/api/search", TOKEN, authorization=brought).status_code == 401


@pytest.mark.parametrize("brought", ["Bearer hunter2-é", "bearer hunter2-é"])
def test_the_token_lets_in(api: Any, brought: str) -> None:
    assert get(api, "/api/search", TOKEN, authorization=brought).status_code == 200


def test_health_needs_no_token_and_nothing_else_is_open(api: Any) -> None:
    assert get(api, "/healthz", TOKEN).status_code == 200
    for path in ("/readyz", "/api/docs", "/api/openapi.json", "/healthz/", "/nope", "/"):
        assert get(api, path, TOKEN).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_a_foreign_name_is_refused_without_a_token(api: Any, host: str) -> None:
    response = get(api, "/api/search", host=host)
    assert response.status_code == 421
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_names_of_this_machine_are_answered(api: Any, host: str) -> None:
    assert get(api, "/healthz", host=host).status_code == 200


def test_every_response_carries_the_security_headers(api: Any) -> None:
    for path in ("/healthz", "/nope", "/api/docs"):
        response = get(api, path)
        assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.8.0.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("press.example", False),
        ("", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, private: bool) -> None:
    assert is_loopback(host) is private


def test_an_address_that_others_reach_needs_a_token() -> None:
    with pytest.raises(Misuse, match="ROTATIVE_API_TOKEN"):
        check_exposure(Settings(web_host="0.0.0.0"))
    check_exposure(Settings(web_host="0.0.0.0", api_token="x"))


def test_an_address_that_is_taken_is_told() -> None:
    with listening(Settings(web_port=0)) as socket:
        taken = socket.getsockname()[1]
        with pytest.raises(Misuse, match="ROTATIVE_WEB_PORT"), listening(Settings(web_port=taken)):
            pass
