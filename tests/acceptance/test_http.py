"""The API over real HTTP, beside the commands."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.errors import Misuse, QueryError, Unknown
from tests.acceptance.conftest import Press
from tests.acceptance.driver import Rotative, eventually, serving
from web.bodies import LARGEST
from web.client import Client

NEWS = (
    "La Cour des comptes critique la gestion des musées nationaux dans un rapport publié lundi à Paris. « Les travaux "
    "du Louvre ont coûté deux fois plus que prévu », relève la présidente Claire Mondésir. Le ministère de la Culture "
    "promet un plan d’économies avant l’automne, et les conservateurs redoutent des fermetures de salles. "
)


@pytest.fixture
def client(press: Press) -> Any:
    with Client(press.address) as made:
        yield made


def test_an_article_goes_in_and_is_found(press: Press, client: Client) -> None:
    given = {"text": NEWS, "title": "Musées : la Cour des comptes sévère", "published_at": "2026-11-20T09:00:00+01:00"}
    (receipt,) = client.ingest(articles=[given])
    assert receipt.outcome == "in_flight"
    eventually(lambda: client.trace(receipt.id).outcome == "indexed")
    eventually(lambda: receipt.id in [hit.id for hit in client.search("musee louvre lang:fr").hits])
    article = client.article(receipt.id)
    assert article.title == given["title"] and "Claire Mondésir" in article.persons
    assert article.model_dump(mode="json") == press.rotative("article", receipt.id, "--json").json
    assert client.stats()["balanced"] is True


def test_html_is_cleaned_and_never_given_back(client: Client) -> None:
    page = (
        f"<html><body><article><h1>Musées</h1><script>alert(1)</script>{f'<p>{NEWS}</p>' * 3}</article></body></html>"
    )
    (receipt,) = client.ingest(articles=[{"html": page, "url": "https://example.org/musees"}])
    eventually(lambda: client.trace("https://example.org/musees").outcome == "indexed")
    assert "alert(1)" not in client.article(receipt.id).text


def test_refused_urls_have_their_reason_at_once(client: Client) -> None:
    receipts = client.ingest(urls=["ftp://example.org/x", "/etc/passwd", "file:///etc/passwd"])
    assert [receipt.outcome for receipt in receipts] == ["rejected"] * 3


def test_errors_come_back_as_they_were(client: Client) -> None:
    with pytest.raises(QueryError) as raised:
        client.search("élection (paris")
    assert raised.value.position == 9
    with pytest.raises(Unknown):
        client.article("0" * 32)
    with pytest.raises(Misuse):
        client.search(size=1000)


def test_it_is_ready(press: Press) -> None:
    for path in ("/healthz", "/readyz"):
        assert httpx.get(press.address + path).json() == {"status": "ok"}


def test_a_foreign_name_is_refused(press: Press) -> None:
    response = httpx.get(press.address + "/api/search", headers={"Host": "evil.example"})
    assert response.status_code == 421


def test_a_body_without_end_is_cut_off(press: Press) -> None:
    at = urlsplit(press.address)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=30)
    connection.putrequest("POST", "/api/ingest")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    sent = 0
    try:
        while sent < 4 * LARGEST:
            connection.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
            sent += 65536
    except OSError:
        return
    assert connection.getresponse().status == 413


def test_a_token_guards_a_server_of_its_own(alone: Rotative) -> None:
    alone.settings["ROTATIVE_API_TOKEN"] = "hunter2"
    with serving(alone, "web") as address:
        assert httpx.get(address + "/healthz").status_code == 200
        assert httpx.get(address + "/api/stats").status_code == 401
        with Client(address, token="hunter2") as client:
            assert client.stats()["articles"]["accepted"] == 0
            assert client.search("*").total == 0


def test_a_hundred_readers_at_once(press: Press) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def ask(number: int) -> int:
        return httpx.get(press.address + "/api/search", params={"q": f"le {number}"}, timeout=60).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(100))) == {200}
