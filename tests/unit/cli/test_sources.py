"""`rotative add` and `rotative sources` over a book in memory: options, selection, output, exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli import asking, session
from cli.main import main
from config.settings import Settings
from pipeline.discover.report import Report
from pipeline.ledger.records import Books
from pipeline.outcomes import Reason
from pipeline.records import Announced, Kind, SourceKind
from pipeline.sources.records import State, Verdict
from tests.unit.web.book import NOON, Book, as_source, source
from web import adding

FIRST, SECOND = source(1), source(2)


class Parts(SimpleNamespace):
    """Parts of which only the sources live; the books stay as they are set."""


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    made = Book()
    made.put(FIRST.evolve(collections=("presse",)), verdict=Verdict.HEALTHY)
    made.put(SECOND, verdict=Verdict.BLOCKED)
    settings = Settings(redis_url="redis://127.0.0.1:1/0")
    parts = Parts(
        sources=made,
        settings=settings,
        ledger=SimpleNamespace(books=lambda: {Kind.NEW: Books()}),
        engine=SimpleNamespace(refresh=lambda: None),
    )

    @contextmanager
    def running(given: Settings, *, workers: bool) -> Iterator[Parts]:
        yield parts

    monkeypatch.setattr(session, "settings", lambda quiet=True: settings)
    monkeypatch.setattr(session, "running", running)
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: [report(one) for one in wanted])
    monkeypatch.setattr(adding, "untried", lambda parts, wanted: [as_source(one) for one in wanted])
    monkeypatch.setattr(adding, "follow", lambda parts, sources: parts.sources.add(sources))
    monkeypatch.setattr(adding.opml, "read", read_list)
    return made


def report(wanted: Any) -> Report:
    if "broken" in wanted.url:
        return Report(url=wanted.url, problem=Reason.NOT_FOUND, detail="404")
    others = () if "rss" in wanted.url else (Announced(url="https://other.example/rss", kind=SourceKind.FEED),)
    return Report(url=wanted.url, source=as_source(wanted), format="RSS 2.0", entries=3, new=3, announced=others)


def read_list(content: bytes) -> tuple[Announced, ...]:
    return tuple(
        Announced(url=line, kind=SourceKind.FEED, collections=("folder",))
        for line in content.decode().split()
        if line.startswith(("https:", "file:", "nonsense"))
    )


def followed(book: Book) -> set[str]:
    return {row.source.url for id, row in book.rows.items() if id not in (FIRST.id, SECOND.id)}


def told(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_site_is_tried_reported_and_followed(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "https://a.example/", "-c", "Presse", "--every", "2h", "--time-zone", "Europe/Paris"]) == 0
    (made,) = (row.source for row in book.rows.values() if row.source.url == "https://a.example/")
    assert (made.collections, made.every, made.time_zone) == (("Presse",), 7200.0, "Europe/Paris")
    out = capsys.readouterr().out
    assert "RSS 2.0" in out and "rotative add https://other.example/rss" in out and "followed" in out


def test_with_json_there_is_one_report_a_line_without_secrets(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = ["--header", "X-Key: hunter2", "--cookie", "sid=hunter3", "--proxy", "http://u:hunter4@p:1"]
    assert main(["add", "https://a.example/rss", "https://broken.example/", *secrets, "--json"]) == 1
    out, err = capsys.readouterr()
    good, bad = map(json.loads, out.splitlines())
    assert good["source"]["url"] == "https://a.example/rss" and good["known"] is False
    assert bad["source"] is None and bad["problem"] == "not-found"
    assert "hunter" not in out + err
    assert any(row.source.access.headers == {"X-Key": "hunter2"} for row in book.rows.values())


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_dry_run_follows_nothing(book: Book, more: list[str]) -> None:
    assert main(["add", "https://a.example/", "--dry-run", *more]) == 0
    assert not followed(book)


def test_without_a_check_nobody_is_asked(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: pytest.fail("asked") if wanted else [])
    assert main(["add", "https://a.example/", "nonsense:", "--no-check"]) == 1
    assert followed(book) == {"https://a.example/"}


def test_all_takes_what_is_announced(book: Book) -> None:
    assert main(["add", "https://a.example/", "--all"]) == 0
    assert followed(book) == {"https://a.example/", "https://other.example/rss"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("\n", {"https://a.example/"}),
        ("2\n", {"https://other.example/rss"}),
        ("1,2\n", {"https://a.example/", "https://other.example/rss"}),
    ],
)
def test_a_person_chooses_among_several(
    book: Book, monkeypatch: pytest.MonkeyPatch, answer: str, expected: set[str]
) -> None:
    monkeypatch.setattr(asking, "is_there", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert main(["add", "https://a.example/"]) == 0
    assert followed(book) == expected


def test_urls_come_from_stdin(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("# ours\nhttps://a.example/rss\n\nhttps://b.example/rss\n"))
    assert main(["add", "-", "--no-check"]) == 0
    assert followed(book) == {"https://a.example/rss", "https://b.example/rss"}


def test_a_list_of_this_machine_is_followed_without_trying(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "feeds.xml"
    path.write_text("<opml> https://l.example/1 https://l.example/2 file:///srv/press </opml>")
    assert main(["add", str(path), "-c", "mine"]) == 0
    assert followed(book) == {"https://l.example/1", "https://l.example/2", "file:///srv/press"}
    assert all(
        row.source.collections == ("mine", "folder") for row in book.rows.values() if "l.example" in row.source.url
    )


def test_import_reads_files_stdin_and_the_web(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.opml"
    path.write_text("<opml> https://l.example/1 nonsense </opml>")
    assert main(["sources", "import", str(path), "--json"]) == 1
    assert [line["problem"] for line in told(capsys)] == [None, "bad-url"]
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"<opml> https://l.example/2"), isatty=lambda: False)
    )
    assert main(["sources", "import", "-"]) == 0
    listing = Report(url="x", format=adding.opml.FORMAT, announced=read_list(b"https://l.example/3 file:///etc/passwd"))
    monkeypatch.setattr(adding, "tried", lambda parts, wanted: [listing for _ in wanted])
    assert main(["sources", "import", "https://l.example/opml"]) == 1
    assert followed(book) == {f"https://l.example/{number}" for number in (1, 2, 3)}


def test_what_is_no_list_is_not_imported(book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "import", "https://a.example/rss", "--json"]) == 1
    (line,) = told(capsys)
    assert line["problem"] == "not-a-source" and "rotative add" in line["detail"]
    assert main(["sources", "import", str(tmp_path / "missing.opml")]) == 2
    assert main(["sources", "import", str(tmp_path)]) == 2
    assert not followed(book)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["add", "https://a.example/", "--every", "often"],
        ["add", "https://a.example/", "--time-zone", "Paris"],
        ["add", "https://a.example/", "--header", "nocolon"],
        ["add", "https://a.example/", "https://b.example/", "--title", "Both"],
        ["add", "--pack", "nope"],
        ["sources", "list", "--verdict", "fine"],
        ["sources", "list", "--sort", "colour"],
        ["sources", "pause"],
        ["sources", "pause", FIRST.id, "--all"],
        ["sources", "remove", "--all"],
        ["sources", "remove", "--collection", "presse"],
        ["sources", "set", FIRST.id],
        ["sources", "set", FIRST.id, "--unset", "id"],
        ["sources", "set", FIRST.id, "--url", "file:///etc/passwd"],
    ],
)
def test_wrong_usage_is_2_and_changes_nothing(
    book: Book, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = dict(book.rows)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("rotative: ") and book.rows == before


def test_alone_it_lists(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources"]) == 0
    out = capsys.readouterr().out
    assert "Site 1" in out and "blocked" in out and "site2.example" in out
    assert main(["sources", "--json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == [FIRST.id, SECOND.id]


def test_the_list_is_filtered_and_sorted(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    def ids(*arguments: str) -> list[str]:
        assert main(["sources", "list", "--json", *arguments]) == 0
        return [one["id"] for one in json.loads(capsys.readouterr().out)]

    assert ids("--verdict", "blocked") == [SECOND.id]
    assert ids("--collection", "PRESSE") == [FIRST.id]
    assert ids("--sort", "verdict") == [SECOND.id, FIRST.id]
    assert ids("--paused") == []
    assert ids("--active") == [FIRST.id, SECOND.id]


def test_a_source_is_named_by_id_its_beginning_or_url(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (FIRST.id, FIRST.url):
        assert main(["sources", "show", name, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["url"] == FIRST.url
    assert main(["sources", "show", FIRST.id]) == 0
    assert "Site 1" in capsys.readouterr().out
    assert main(["sources", "show", "nope", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["type"].endswith("unknown-source")


def test_sources_are_paused_resumed_and_removed(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "pause", FIRST.id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"paused": [FIRST.id]} and book.rows[FIRST.id].source.paused
    assert main(["sources", "resume", "--all", "--yes"]) == 0
    assert not book.rows[FIRST.id].source.paused
    assert main(["sources", "remove", "--collection", "presse", "--yes"]) == 0
    assert list(book.rows) == [SECOND.id]
    assert main(["sources", "remove", "--collection", "presse", "--yes"]) == 1


def test_a_check_without_waiting_only_makes_them_due(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "check", FIRST.id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"due": [FIRST.id]} and book.hurried == [FIRST.id]


def test_a_check_waits_and_shows_what_it_brought(
    book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(ids: list[str]) -> list[str]:
        book.put(FIRST, checks=1, counts={"new": 4, "off-site": 1}, checked_at=NOON, verdict=Verdict.HEALTHY)
        return ids

    monkeypatch.setattr(book, "hurry", checked)
    assert main(["sources", "check", FIRST.id, "--wait"]) == 0
    assert "4 new, 1 off-site" in capsys.readouterr().out


def test_a_check_that_fails_or_does_not_come_is_1(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["sources", "check", FIRST.id, "--wait", "--timeout", "0"]) == 1
    failing = State(checks=1, errors=1, verdict=Verdict.FAILING)

    def checked(ids: list[str]) -> list[str]:
        book.rows[FIRST.id] = book.rows[FIRST.id].evolve(state=failing)
        return ids

    monkeypatch.setattr(book, "hurry", checked)
    assert main(["sources", "check", FIRST.id, "--wait", "--json"]) == 1


def test_options_are_set_and_unset(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "set", FIRST.id, "--every", "1h", "--delay", "5", "--header", "X: hunter2", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["every_s"], shown["delay_s"], shown["headers"]) == (3600.0, 5.0, {"X": "***"})
    assert main(["sources", "set", FIRST.id, "--unset", "every", "--unset", "header", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["every_s"], shown["delay_s"], shown["headers"]) == (None, 5.0, {})
    assert main(["sources", "set", FIRST.id, "--url", "HTTPS://New.example/feed#x"]) == 0
    assert book.rows[FIRST.id].source.url == "https://new.example/feed"


def test_export_writes_a_file_whole(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.sources.opml.write", lambda sources, title: " ".join(one.url for one in sources).encode())
    path = tmp_path / "out.opml"
    assert main(["sources", "export", str(path), "--collection", "presse"]) == 0
    assert path.read_text() == FIRST.url and [file.name for file in tmp_path.iterdir()] == ["out.opml"]
    assert main(["sources", "export", str(tmp_path / "no" / "where.opml")]) == 2


def test_packs_are_listed_and_followed(
    book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.packs.content", lambda name: b"https://p.example/1 https://p.example/2")
    assert main(["add", "--packs", "--json"]) == 0
    assert [(pack["name"], len(pack["sources"])) for pack in json.loads(capsys.readouterr().out)] == [
        ("french", 2),
        ("international", 2),
    ]
    assert main(["add", "--pack", "french"]) == 0
    assert followed(book) == {"https://p.example/1", "https://p.example/2"}


def test_many_reports_are_summed_up_and_only_failures_named(
    book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [f"https://s{number}.example/{'broken' if number == 7 else 'rss'}" for number in range(30)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(urls)))
    assert main(["add", "-"]) == 1
    out = capsys.readouterr().out
    assert "29 followed now, 0 followed already, 1 not followed." in out
    assert "https://s7.example/broken" in out and "https://s8.example" not in out
