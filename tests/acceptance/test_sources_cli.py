"""Sources as people follow them: added, listed, changed, checked and removed by command and API, on a small press."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Press
from tests.acceptance.driver import Rotative, eventually
from tests.acceptance.site import PARAGRAPH
from web.client import Client

SETTINGS = {"ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8", "ROTATIVE_HOST_DELAY": "0", "ROTATIVE_FETCH_TIMEOUT": "5"}
STORIES = ("halles", "musee", "tramway", "marche")
HOME = """<!doctype html><html lang="fr"><head><title>Le Courrier des quais</title>
<link rel="alternate" type="application/rss+xml" title="À la une" href="/feed.xml">
<link rel="alternate" type="application/rss+xml" title="Culture" href="/culture.xml"></head>
<body><h1>Le Courrier des quais</h1></body></html>"""


def feed(names: tuple[str, ...], base: str, title: str) -> str:
    items = "".join(
        f"<item><title>Les nouvelles du {name}</title><link>{base}/2026/11/{name}.html</link><guid>{name}</guid>"
        f"<pubDate>Thu, 19 Nov 2026 {hour:02}:00:00 +0100</pubDate></item>"
        for hour, name in enumerate(names, 8)
    )
    head = f"<title>{title}</title><link>{base}/</link><language>fr</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def story(name: str) -> str:
    text = f"<p>Le {name} rouvre au public. {PARAGRAPH}</p>" * 3 + f"<p>Le quartier du {name} attendait ce jour.</p>"
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Les nouvelles du {name}</title></head>'
        f"<body><article><h1>Les nouvelles du {name}</h1>{text}</article></body></html>"
    )


class Paper:
    """A small newspaper; `names` are the stories of its feed at present, `asked` the paths that were asked for."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = STORIES[:3]
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                paper.asked.append(self.path)
                paper.headers.append(dict(self.headers.items()))
                body = paper.page(self.path)
                self.send_response(404 if body is None else 200)
                kind = "application/rss+xml" if self.path.endswith(".xml") else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len((body or "no").encode())))
                self.end_headers()
                self.wfile.write((body or "no").encode())

            def log_message(self, format: str, *args: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.home = f"http://127.0.0.1:{self._server.server_address[1]}"

    def page(self, path: str) -> str | None:
        if path == "/":
            return HOME
        if path == "/feed.xml":
            return feed(self.names, self.home, "Le Courrier des quais")
        if path == "/culture.xml":
            return feed(("musee",), self.home, "Le Courrier des quais, culture")
        name = path.rsplit("/", 1)[-1].removesuffix(".html")
        return story(name) if name in STORIES else None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def paper() -> Iterator[Paper]:
    served = Paper()
    yield served
    served.close()


@pytest.fixture
def lone(tmp_path: Path) -> Rotative:
    """The command on an empty data folder, with nothing running; it may read from this machine."""
    return Rotative(tmp_path / "data", SETTINGS)


@pytest.fixture
def beside(press: Press) -> Iterator[Rotative]:
    """The command beside a running `rotative up`; what was followed is removed in the end."""
    yield press.rotative
    press.rotative("sources", "remove", "--all", "--yes")


def listed(rotative: Rotative, *options: str) -> list[dict[str, Any]]:
    done = rotative("sources", "list", "--json", *options)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = done.json
    return found


def test_alone_a_site_is_followed_and_its_first_articles_are_found(lone: Rotative, paper: Paper) -> None:
    done = lone("add", paper.home, "--collection", "presse")
    assert done.code == 0, done.err
    assert "RSS 2.0" in done.out and "Les nouvelles du halles" in done.out and "followed" in done.out
    assert f"rotative add {paper.home}/culture.xml" in done.out and "rotative up" in done.err
    found = lone("search", "collection:presse", "--json").json
    assert {hit["title"] for hit in found["hits"]} == {f"Les nouvelles du {name}" for name in STORIES[:3]}
    assert found["facets"]["collection"] == [{"value": "presse", "count": 3}]
    (source,) = listed(lone)
    assert source["url"] == f"{paper.home}/feed.xml" and source["collections"] == ["presse"] and source["last_check"]
    assert {hit["source"] for hit in found["hits"]} == {source["id"]}


def test_alone_a_check_brings_what_is_new(lone: Rotative, paper: Paper) -> None:
    assert lone("add", f"{paper.home}/feed.xml").code == 0
    paper.names = STORIES
    done = lone("sources", "check", "--all", "--yes")
    assert done.code == 0 and "1 new" in done.out, done.err
    assert lone("search", "marche", "--json").json["total"] == 1


def test_what_cannot_be_followed_is_1_with_what_to_do(lone: Rotative, paper: Paper) -> None:
    done = lone("add", f"{paper.home}/nowhere", f"{paper.home}/feed.xml", "--no-wait", "--json")
    bad, good = done.lines
    assert done.code == 1 and bad["source"] is None and bad["problem"] == "not-found"
    assert good["source"]["url"] == f"{paper.home}/feed.xml" and good["entries"] == 3 and good["new"] == 3
    told = lone("add", f"{paper.home}/nowhere", "--dry-run")
    assert told.code == 1 and "what to do" in told.out
    assert len(listed(lone)) == 1


def test_a_dry_run_and_a_list_ask_for_nothing_more_than_they_say(lone: Rotative, paper: Paper, tmp_path: Path) -> None:
    assert lone("add", paper.home, "--dry-run").code == 0
    assert listed(lone) == []
    paper.asked.clear()
    path = tmp_path / "feeds.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="Quais"><outline type="rss" text="Une" '
        f'xmlUrl="{paper.home}/feed.xml"/></outline></body></opml>'
    )
    assert lone("sources", "import", path, "-c", "liste").code == 0
    assert paper.asked == []
    (source,) = listed(lone)
    assert sorted(source["collections"]) == ["Quais", "liste"] and source["title"] == "Une"


def test_what_is_exported_is_imported_again(lone: Rotative, tmp_path: Path) -> None:
    urls = ("https://a.example/feed", "https://b.example/feed?x=1&y=2", "https://c.example/feed")
    assert lone("add", *urls, "--no-check", "--no-wait", "-c", "presse", "-c", "Une & plus").code == 0
    exported = lone("sources", "export")
    assert exported.code == 0
    other = Rotative(tmp_path / "other", SETTINGS)
    assert other("sources", "import", "-", stdin=exported.out).code == 0
    assert {one["url"]: set(one["collections"]) for one in listed(other)} == {
        url: {"presse", "Une & plus"} for url in urls
    }


def test_a_source_is_paused_changed_and_removed(lone: Rotative) -> None:
    assert lone("add", "https://a.example/feed", "--no-check", "--no-wait").code == 0
    (source,) = listed(lone)
    name = source["id"][:6]
    assert lone("sources", "pause", name).code == 0 and listed(lone, "--paused")[0]["next_check"] is None
    done = lone(
        "sources", "set", name, "--every", "2h", "--header", "X-Key: hunter2", "--cookie", "sid=hunter3", "--json"
    )
    assert done.json["every_s"] == 7200 and done.json["headers"] == {"X-Key": "***"}
    shown = lone("sources", "show", "https://a.example/feed")
    assert "hunter" not in shown.out + shown.err + done.out and "***" in shown.out
    assert lone("sources", "resume", name).code == 0 and listed(lone, "--paused") == []
    assert lone("sources", "remove", name).code == 0 and listed(lone) == []
    assert lone("sources", "show", name).code == 1
    assert lone("sources", "remove", "--all").code == 0  # there is none to confirm


def test_packs_are_listed_and_scheduled(lone: Rotative) -> None:
    packs = lone("add", "--packs", "--json").json
    assert {pack["name"] for pack in packs} == {"french", "international"}
    assert lone("add", "--pack", "french", "--no-wait").code == 0
    sources = listed(lone)
    assert len(sources) == len(next(pack for pack in packs if pack["name"] == "french")["sources"]) >= 30
    assert all(source["collections"] for source in sources)
    assert len(listed(lone, "--collection", "belgique")) >= 3
    assert "new" in lone("status").out and lone("status", "--json").json["sources"]["new"] == len(sources)


def test_beside_up_the_command_returns_at_once_and_the_press_reads_on(beside: Rotative, paper: Paper) -> None:
    done = beside("add", f"{paper.home}/feed.xml", "--collection", "quais")
    assert done.code == 0, done.err
    eventually(lambda: beside("search", "collection:quais", "--json").json["total"] == 3)
    (source,) = listed(beside, "--collection", "quais")
    eventually(lambda: listed(beside)[0]["counts"].get("new") == 3)
    assert source["verdict"] in ("new", "healthy")
    assert any(header.get("User-Agent", "").startswith("Rotative") for header in paper.headers)


def test_the_api_does_the_same(press: Press, beside: Rotative, paper: Paper) -> None:
    with Client(press.address) as client:
        (report,) = client.add_sources(f"{paper.home}/culture.xml", collections=["api"], headers={"X-Key": "hunter2"})
        assert report.source is not None and report.source.access.headers == {"X-Key": "***"}
        id = report.source.id
        eventually(lambda: client.source(id).counts.get("new") == 1)
        assert client.change_source(id, every="2h").every_s == 7200
        assert client.check_source(id).id == id
        assert [one.id for one in client.sources(collections=["api"])] == [id]
        assert client.stats()["sources"]
        eventually(lambda: client.search("collection:api").total == 1)
        client.remove_source(id)
        assert list(client.sources(collections=["api"])) == []
    assert any(header.get("X-Key") == "hunter2" for header in paper.headers)


def test_the_api_reads_no_file_of_the_server(press: Press, tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text(json.dumps({"title": "Secret", "text": "secret"}))
    with Client(press.address) as client:
        for name in (str(tmp_path), (tmp_path / "feed.jsonl").as_uri(), "file:///etc/passwd"):
            with pytest.raises(Exception, match="only the command line"):
                client.add_sources(name)
        assert list(client.sources()) == []
