"""What comes in: each file, line and record is an arrival, or is refused with its reason."""

from __future__ import annotations

import errno
import gzip
import json
from pathlib import Path

import pytest

from pipeline.discover.inputs import address, read, upload
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Hints, Page, Stage
from pipeline.urls import article_id

LIMIT = 4096
TEXT = "Le conseil s’est réuni.\n"


def arrivals(*args: object) -> list[Arrival]:
    return list(read([str(arg) for arg in args], limits=LIMIT))


def reasons(*args: object) -> list[Reason | None]:
    return [arrival.refused for arrival in arrivals(*args)]


def page(arrival: Arrival) -> Page:
    return unpack(Page, arrival.payload)


def test_a_url_goes_to_fetch() -> None:
    [arrival] = arrivals("https://Example.org/a?utm_source=x#y")
    assert (arrival.stage, arrival.url, arrival.host) == (Stage.FETCH, "https://example.org/a", "example.org")
    assert unpack(Candidate, arrival.payload).url == arrival.url
    assert arrival.id == article_id("https://example.org/a")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("ftp://example.org/a", Reason.BAD_SCHEME),
        ("mailto:a@example.org", Reason.BAD_SCHEME),
        ("upload:0123456789abcdef0123456789abcdef", Reason.BAD_SCHEME),
        ("http://[", Reason.BAD_URL),
    ],
)
def test_what_is_no_web_url_is_refused(given: str, reason: Reason) -> None:
    assert reasons(given) == [reason]


def test_a_text_file_enters_at_clean_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "été 1.txt"
    file.write_bytes(TEXT.encode("cp1252"))
    [arrival] = arrivals(file)
    assert (arrival.stage, arrival.url, arrival.refused) == (Stage.CLEAN, file.as_uri(), None)
    assert (page(arrival).content, page(arrival).is_text) == (TEXT.encode("cp1252"), True)
    assert arrivals(file.as_uri())[0].id == arrival.id


def test_the_fingerprint_tells_a_changed_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    [before] = arrivals(file)
    file.write_text(TEXT + "Et après ?")
    [after] = arrivals(file)
    assert before.id == after.id and before.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", Reason.EMPTY),
        ("a.html", b" \n\t ", Reason.EMPTY),
        ("a.txt", b"x" * (LIMIT + 1), Reason.TOO_LARGE),
        ("a.txt", b"%PDF-1.7\n...", Reason.BINARY),
        ("a", b"\x89PNG\r\n\x1a\n", Reason.BINARY),
        ("a.jsonl", b"", Reason.EMPTY),
        ("a.warc", b"", Reason.EMPTY),
        ("a.warc", b"not an archive", Reason.BAD_RECORD),
        ("a.warc.gz", b"not an archive", Reason.BAD_RECORD),
    ],
)
def test_a_file_that_is_no_article(tmp_path: Path, name: str, content: bytes, reason: Reason) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert reasons(file) == [reason]


def test_a_file_of_200_mb_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as big:
        big.truncate(200 * 1024**2)
    [arrival] = arrivals(file)
    assert arrival.refused == Reason.TOO_LARGE and str(file) in arrival.detail


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    [arrival] = arrivals(tmp_path / "missing.txt")
    assert arrival.refused == Reason.MISSING_FILE and "missing.txt" in arrival.detail
    assert arrival.url == (tmp_path / "missing.txt").as_uri()


def test_a_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    # Whoever runs the tests as root may read every file.
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setattr(Path, "open", forbidden)
    assert reasons(tmp_path / "a.txt") == [Reason.UNREADABLE_FILE]


def test_a_loop_of_links_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert reasons(tmp_path / "a.txt") == [Reason.UNREADABLE_FILE]


def test_a_path_with_a_zero_byte_is_unreadable() -> None:
    assert reasons("a\0b") == [Reason.UNREADABLE_FILE]


def test_a_file_without_a_suffix_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "text").write_text(TEXT)
    (tmp_path / "page").write_text("<!DOCTYPE html><p>" + TEXT)
    text, html = arrivals(tmp_path / "text", tmp_path / "page")
    assert page(text).is_text and not page(html).is_text


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_foreign(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.txt", ".hidden.txt", ".git/d.txt", "photo.jpg", "empty.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("" if name == "empty.txt" else TEXT)
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    found = [(Path(arrival.url).name, arrival.refused) for arrival in arrivals(tmp_path)]
    assert found == [("a.html", None), ("b.txt", None), ("empty.txt", Reason.EMPTY), ("c.txt", None)]


def test_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    assert reasons(tmp_path) == [Reason.EMPTY]


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"text": TEXT, "title": "Titre", "authors": "A. Auteur", "published_at": "2026-10-01T10:00:00+02:00"}
        ),
        "not json",
        json.dumps({"url": "https://example.org/a", "html": "<p>x</p>", "other": 1}),
        json.dumps({"url": "https://example.org/b"}),
        json.dumps({"url": "javascript:1", "text": TEXT}),
        json.dumps({"title": "nothing else"}),
        json.dumps({"text": "x" * LIMIT}),
        "",
        json.dumps({"text": "after", "published_at": "yesterday"}),
    ]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(lines))
    found = arrivals(file)
    assert [arrival.refused for arrival in found] == [
        None,
        Reason.BAD_RECORD,
        None,
        None,
        Reason.BAD_SCHEME,
        Reason.BAD_RECORD,
        Reason.TOO_LARGE,
        Reason.BAD_RECORD,
    ]
    assert page(found[0]).hints.title == "Titre" and page(found[0]).hints.authors == ("A. Auteur",)
    assert (found[2].url, found[2].stage, page(found[2]).is_text) == ("https://example.org/a", Stage.CLEAN, False)
    assert found[3].stage is Stage.FETCH
    assert found[1].url.endswith("#line=2")


def test_the_same_line_in_another_file_is_the_same_article(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps({"text": TEXT}))
    one, other = arrivals(tmp_path)
    assert one.id == other.id


def record(
    url: str, body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", extra: str = ""
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-10-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


ARCHIVE = [
    record("https://example.org/1", b"<p>un</p>"),
    record("https://example.org/x", b"gone", "404 Not Found"),
    record("https://example.org/y", b"\x89PNG", kind="image/png"),
    record("https://example.org/2", gzip.compress(b"<p>deux</p>"), extra="Content-Encoding: gzip\r\n"),
    record("https://example.org/big", b"x" * (LIMIT + 1)),
]


def test_an_archive_gives_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(ARCHIVE))
    one, two, big = arrivals(file)
    assert (one.url, page(one).content, page(one).charset) == ("https://example.org/1", b"<p>un</p>", "utf-8")
    assert page(two).content == b"<p>deux</p>"
    assert page(one).fetched_at.isoformat() == "2026-10-01T10:00:00+00:00"
    assert (big.url, big.refused) == ("https://example.org/big", Reason.TOO_LARGE)


@pytest.mark.parametrize("cut", [12, 60, 120, 200, 260])
@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_cut_archive_gives_what_is_whole_and_says_so(tmp_path: Path, name: str, cut: int) -> None:
    file = tmp_path / name
    records = [ARCHIVE[0], ARCHIVE[3]]
    whole = records if name.endswith(".gz") else [gzip.decompress(record) for record in records]
    file.write_bytes(b"".join(whole)[:-cut])
    one, broken = arrivals(file)
    assert one.url == "https://example.org/1"
    assert (broken.refused, broken.url) == (Reason.BAD_RECORD, file.as_uri())


def test_uploads() -> None:
    text = upload(TEXT, is_text=True, hints=Hints(title="Titre"))
    assert text.url == f"upload:{text.id}" and page(text).hints.title == "Titre"
    assert upload(TEXT, is_text=True).id == text.id
    known = upload("<p>x</p>", is_text=False, url="https://example.org/a?utm_source=y")
    assert (known.url, known.stage) == ("https://example.org/a", Stage.CLEAN)
    assert upload("  ", is_text=True).refused == Reason.EMPTY
    assert upload("x", is_text=True, url="gopher://x").refused == Reason.BAD_SCHEME


def test_an_address() -> None:
    assert address("https://example.org/a").stage is Stage.FETCH
