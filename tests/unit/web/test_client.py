"""The typed client speaks the API: what it sends is taken, what comes back has its types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from config.settings import Settings
from pipeline.errors import Misuse, UnknownSource
from pipeline.sources.records import Verdict
from tests.unit.web.book import NOON, Book, as_source, source
from web import adding
from web.app import create
from web.client import Client


@pytest.fixture
def book(fake_parts: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Book:
    made = fake_parts.sources = Book()
    for number in range(1, 6):
        made.put(source(number, added_at=NOON.replace(second=number)), verdict=Verdict.HEALTHY)
    monkeypatch.setattr(adding, "untried", lambda parts, wanted: [as_source(one) for one in wanted])
    monkeypatch.setattr(adding, "follow", lambda parts, sources: parts.sources.add(sources))
    return made


@pytest.fixture
def client(book: Book, fake_parts: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client over the application itself."""
    app = create(Settings(redis_url="redis://127.0.0.1:1/0"), fake_parts)
    with TestClient(app, base_url="http://127.0.0.1:8000") as served:
        monkeypatch.setattr(httpx, "Client", lambda **_: served)
        yield Client("http://127.0.0.1:8000")


def test_all_sources_come_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.client.PAGE", 2)
    assert [one.id for one in client.sources()] == [source(number).id for number in range(1, 6)]
    assert list(client.sources(verdicts=["blocked"])) == [] and list(client.sources(paused=True)) == []


def test_a_source_is_added_changed_checked_and_removed(client: Client, book: Book) -> None:
    (report,) = client.add_sources("https://a.example/feed", collections=["Presse"], check=False)
    assert report.source is not None and report.known is False
    id = report.source.id
    assert client.change_source(id, every="1h", paused=True).every_s == 3600.0
    assert client.source(id[:8]).collections == ("Presse",)
    assert client.check_source(id).id == id and book.hurried == [id]
    client.remove_source(id)
    with pytest.raises(UnknownSource):
        client.source(id)


def test_what_is_refused_is_misuse(client: Client) -> None:
    with pytest.raises(Misuse, match="only the command line"):
        client.add_sources("file:///etc/passwd")
    with pytest.raises(UnknownSource):
        client.remove_source("nope")
