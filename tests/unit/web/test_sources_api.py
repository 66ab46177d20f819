"""The sources over the API: what is shown, added, changed, and never told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.discover.report import Report
from pipeline.outcomes import Reason
from pipeline.records import Access, Announced, SourceKind
from pipeline.sources.records import Verdict
from tests.unit.web.book import NOON, Book, as_source, source
from tests.unit.web.test_api import ask, problem
from web import adding

SECRETS = Access(headers={"X-Key": "hunter2"}, cookies={"sid": "hunter3"}, proxy="http://me:hunter4@p.example:3128")
FIRST = source(1).id


@pytest.fixture
def book(fake_parts: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A book with three sources; trying gives a feed for each address, and its site announces another."""
    made = fake_parts.sources = Book()
    made.put(source(1, collections=("Presse",), access=SECRETS), verdict=Verdict.BLOCKED, diagnosis="403", errors=3)
    made.put(source(2, collections=("régions",)), verdict=Verdict.HEALTHY, new_at=NOON, days={"2026-11-20": 4})
    made.put(source(3, paused=True))
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: [report(one) for one in wanted])
    monkeypatch.setattr(adding, "untried", lambda parts, wanted: [as_source(one) for one in wanted])
    monkeypatch.setattr(adding, "follow", lambda parts, sources: parts.sources.add(sources))
    return made


def report(wanted: Any) -> Report:
    if "broken" in wanted.url:
        return Report(url=wanted.url, problem=Reason.NOT_FOUND, detail="404")
    other = Announced(url="https://other.example/rss", kind=SourceKind.FEED, title="Other")
    return Report(url=wanted.url, source=as_source(wanted), format="RSS 2.0", entries=3, new=3, announced=(other,))


def test_sources_are_listed_with_how_they_are_doing(api: Any, book: Book) -> None:
    told = ask(api, "GET", "/api/sources").json()
    assert told["next"] is None
    first = told["sources"][0]
    assert {
        "id",
        "url",
        "kind",
        "title",
        "collections",
        "paused",
        "verdict",
        "diagnosis",
        "last_check",
        "last_new",
    } <= set(first)
    assert {"next_check", "interval_s", "per_day", "today", "counts", "errors"} <= set(first)
    assert (first["verdict"], first["diagnosis"], first["errors"]) == ("blocked", "403", 3)
    assert first["added_at"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"verdict": "blocked"}, [1]),
        ({"verdict": ["blocked", "healthy"]}, [1, 2]),
        ({"collection": "presse"}, [1]),
        ({"collection": ["PRESSE", "Régions"]}, [1, 2]),
        ({"paused": True}, [3]),
        ({"paused": False}, [1, 2]),
        ({"collection": "nowhere"}, []),
    ],
)
def test_sources_are_filtered(api: Any, book: Book, params: Any, expected: list[int]) -> None:
    found = ask(api, "GET", "/api/sources", params=params).json()["sources"]
    assert [one["id"] for one in found] == [source(number).id for number in expected]


def test_pages_follow_one_another_though_sources_go(api: Any, book: Book) -> None:
    for number in range(4, 30):
        book.put(source(number, added_at=NOON.replace(minute=number)))
    seen, cursor = [], None
    while True:
        params = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = ask(api, "GET", "/api/sources", params=params).json()
        seen += [one["id"] for one in page["sources"]]
        cursor = page["next"]
        if cursor is None:
            break
        book.remove([seen[-1]])
    assert seen == [source(number).id for number in range(1, 30)]


@pytest.mark.parametrize("params", [{"verdict": "fine"}, {"limit": 0}, {"limit": 1001}, {"paused": "maybe"}])
def test_questions_are_checked(api: Any, book: Book, params: Any) -> None:
    response = ask(api, "GET", "/api/sources", params=params)
    assert response.status_code == 422 and problem(response)


def test_a_cursor_that_is_none_of_ours_is_misuse(api: Any, book: Book) -> None:
    for cursor in ("x", "nan", "inf.x", "1e400.a", "..", "é"):
        response = ask(api, "GET", "/api/sources", params={"cursor": cursor})
        assert response.status_code in (200, 400), cursor
    assert ask(api, "GET", "/api/sources", params={"cursor": "x"}).status_code == 400


def test_no_answer_tells_a_secret(api: Any, book: Book) -> None:
    answers = [
        ask(api, "GET", "/api/sources"),
        ask(api, "GET", f"/api/sources/{FIRST}"),
        ask(api, "POST", f"/api/sources/{FIRST}/pause", json={}),
        ask(api, "PATCH", f"/api/sources/{FIRST}", json={"title": "Another", "cookies": {"sid": "hunter5"}}),
        ask(api, "POST", "/api/sources", json={"url": "https://a.example/", "headers": {"X-Key": "hunter6"}}),
        ask(api, "POST", "/api/sources", json={"url": "https://b.example/", "proxy": "http://u:hunter7@p"}),
        ask(api, "POST", "/api/sources", json={"url": "https://c.example/", "headers": {"Bad Name": "hunter8"}}),
        ask(api, "POST", "/api/sources", json={"url": "https://c.example/", "headers": {"X": "hunter9\r\nA: b"}}),
    ]
    assert all("hunter" not in answer.text for answer in answers)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 201, 400, 400, 400]
    assert (
        answers[1].json()["headers"] == {"X-Key": "***"} and answers[1].json()["proxy"] == "http://***@p.example:3128"
    )
    assert book.rows[FIRST].source.access.cookies == {"sid": "hunter5"}


def test_adding_reports_on_each_and_follows_what_can_be(api: Any, book: Book) -> None:
    body = {
        "urls": ["https://a.example/", "https://broken.example/"],
        "collections": ["Presse"],
        "every": "2h",
        "delay": 3,
    }
    response = ask(api, "POST", "/api/sources", json=body)
    good, bad = response.json()
    assert response.status_code == 201
    assert (good["format"], good["known"], good["source"]["every"]) == ("RSS 2.0", False, 7200.0)
    assert (bad["source"], bad["problem"], bad["detail"]) == (None, "not-found", "404")
    assert len(book.rows) == 4
    again = ask(api, "POST", "/api/sources", json=body)
    assert again.status_code == 200 and again.json()[0]["known"] is True


def test_a_dry_run_follows_nothing(api: Any, book: Book) -> None:
    response = ask(api, "POST", "/api/sources", json={"url": "https://a.example/", "dry_run": True})
    assert response.status_code == 200 and response.json()[0]["entries"] == 3 and len(book.rows) == 3


def test_all_takes_what_the_site_announces_too(api: Any, book: Book) -> None:
    told = ask(api, "POST", "/api/sources", json={"url": "https://a.example/", "all": True}).json()
    assert [one["url"] for one in told] == ["https://a.example/", "https://other.example/rss"]


@pytest.mark.parametrize(
    "url",
    ["/etc/passwd", "file:///etc/passwd", "FILE:///etc/passwd", "etc", "-", "ftp://a.example/", "..", "\\\\host\\x"],
)
def test_no_file_of_the_server_can_be_named(api: Any, book: Book, url: str) -> None:
    for more in ({}, {"check": False}):
        response = ask(api, "POST", "/api/sources", json={"url": url, **more})
        assert response.status_code == 400 and problem(response)["type"].endswith("misuse")
    assert len(book.rows) == 3


def test_neither_a_list_nor_a_site_leads_to_a_file(api: Any, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    files = (Announced(url="file:///etc/passwd", kind=SourceKind.FOLDER), Announced(url="/etc", kind=SourceKind.FEED))
    monkeypatch.setattr(adding.opml, "read", lambda content: files)
    told = ask(api, "POST", "/api/sources", json={"opml": "<opml/>"}).json()
    assert [one["problem"] for one in told] == ["bad-scheme", "bad-scheme"]
    site = Report(url="https://a.example/", source=source(9), format="page", announced=files)
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: [site for _ in wanted])
    told = ask(api, "POST", "/api/sources", json={"url": "https://a.example/", "all": True}).json()
    assert [one["problem"] for one in told] == [None, "bad-scheme", "bad-scheme"]


def test_a_list_is_followed_with_its_folders_as_collections(
    api: Any, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = (Announced(url="https://l.example/rss", kind=SourceKind.FEED, title="L", collections=("Folder",)),)
    monkeypatch.setattr(adding.opml, "read", lambda content: named)
    told = ask(api, "POST", "/api/sources", json={"opml": "<opml/>", "collections": ["Presse"]}).json()
    assert told[0]["source"]["collections"] == ["Presse", "Folder"] and told[0]["source"]["title"] == "L"
    listing = Report(url="https://l.example/opml", format=adding.opml.FORMAT, announced=named)
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: [listing for _ in wanted])
    told = ask(api, "POST", "/api/sources", json={"url": "https://l.example/opml"}).json()
    assert [one["url"] for one in told] == ["https://l.example/rss"] and told[0]["known"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"urls": []},
        {"url": "https://a.example/", "time_zone": "Europe/Pari"},
        {"url": "https://a.example/", "every": "5s"},
        {"url": "https://a.example/", "every": 1},
        {"url": "https://a.example/", "delay": -1},
        {"url": "https://a.example/", "since": "yesterdayish"},
        {"url": "https://a.example/", "proxy": "http://proxy.example:3128"},
        {"url": "https://a.example/", "headers": {"Host": "b.example"}},
        {"url": "https://a.example/", "cookies": {"a": "b; c=d"}},
        {"url": "https://a.example/", "collections": [" "]},
        {"pack": "nope"},
        {"urls": ["https://a.example/"] * 51},
    ],
)
def test_wishes_are_checked(api: Any, book: Book, body: Any) -> None:
    response = ask(api, "POST", "/api/sources", json=body)
    assert response.status_code == 400 and problem(response)["type"].endswith("misuse")


@pytest.mark.parametrize(
    "body", [[], {"uri": "x"}, {"url": 1}, {"url": "x", "every": []}, {"url": "x", "headers": ["a"]}]
)
def test_what_has_not_the_form_of_a_wish_is_invalid(api: Any, book: Book, body: Any) -> None:
    response = ask(api, "POST", "/api/sources", json=body)
    assert response.status_code == 422 and problem(response)


def test_options_are_changed_and_taken_back(api: Any, book: Book) -> None:
    path = f"/api/sources/{FIRST[:8]}"
    told = ask(api, "PATCH", path, json={"every": "1h", "collections": ["A", "a", "B"], "paused": True}).json()
    assert (told["every_s"], told["interval_s"], told["collections"]) == (3600.0, 3600.0, ["A", "B"])
    assert told["paused"] is True and told["next_check"] is None and told["history"]
    told = ask(api, "PATCH", path, json={"every": None, "headers": None, "collections": None}).json()
    assert (told["every_s"], told["headers"], told["collections"], told["cookies"]) == (None, {}, [], {"sid": "***"})
    assert book.rows[FIRST].source.access.domain == "site1.example"


@pytest.mark.parametrize("body", [{}, {"url": "file:///etc/passwd"}, {"url": "nope"}, {"delay": 1e9}])
def test_changes_are_checked(api: Any, book: Book, body: Any) -> None:
    assert ask(api, "PATCH", f"/api/sources/{FIRST}", json=body).status_code == 400


def test_a_source_is_checked_paused_resumed_and_removed(api: Any, book: Book) -> None:
    path = f"/api/sources/{FIRST}"
    assert ask(api, "POST", f"{path}/check", json={}).status_code == 202 and book.hurried == [FIRST]
    assert ask(api, "POST", f"{path}/pause", json={}).json()["paused"] is True
    assert ask(api, "POST", f"{path}/resume", json={}).json()["paused"] is False
    removed = ask(api, "DELETE", path)
    assert removed.status_code == 204 and removed.content == b"" and FIRST not in book.rows


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/check"), ("POST", "/pause"), ("POST", "/resume")],
)
def test_an_unknown_source_is_404_and_no_article(api: Any, book: Book, method: str, path: str) -> None:
    body = {"json": {"title": "x"}} if method in ("POST", "PATCH") else {}
    response = ask(api, method, f"/api/sources/nope{path}", **body)
    assert response.status_code == 404 and problem(response)["type"].endswith("unknown-source")


@pytest.mark.parametrize("path", ["", f"/{FIRST}/check", f"/{FIRST}/pause", f"/{FIRST}/resume"])
def test_a_form_of_a_foreign_page_changes_nothing(api: Any, book: Book, path: str) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        response = ask(api, "POST", f"/api/sources{path}", content=b"{}", headers={"content-type": kind})
        assert response.status_code == 415 and problem(response)
    assert not book.hurried and not book.rows[FIRST].source.paused


def test_the_sources_are_exported_without_their_secrets(api: Any, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr("web.sources.opml.write", lambda sources, title: given.extend(sources) or b"<opml/>")
    response = ask(api, "GET", "/api/sources/export", params={"collection": "presse"})
    assert response.headers["content-type"].startswith("text/x-opml") and response.content == b"<opml/>"
    assert [one.url for one in given] == ["https://site1.example/feed"]
    assert all(one.access == Access() for one in given)


def test_the_description_names_every_route(api: Any) -> None:
    paths = ask(api, "GET", "/api/openapi.json").json()["paths"]
    assert {"/api/sources", "/api/sources/export", "/api/sources/{id}", "/api/sources/{id}/check"} <= set(paths)
    assert all(route.get("description") for path in paths if "sources" in path for route in paths[path].values())
