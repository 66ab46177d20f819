"""Archives that are read in many pieces, while they grow, and while they break."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from pipeline.discover import archives
from pipeline.errors import Rejected
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Lane, Page
from tests.unit.discover.following import Follower, later, source

Pack = Callable[[list[bytes]], bytes]

PACKS: dict[str, Pack] = {
    "plain": b"".join,
    "gzip by record": lambda records: b"".join(map(gzip.compress, records)),
    "gzip as a whole": lambda records: gzip.compress(b"".join(records)),
    "gzip by two": lambda records: b"".join(
        gzip.compress(b"".join(records[at : at + 2])) for at in range(0, len(records), 2)
    ),
    "zstd by record": lambda records: b"".join(map(zstandard.compress, records)),
    "zstd as a whole": lambda records: zstandard.compress(b"".join(records)),
}


def warc(head: str, block: bytes) -> bytes:
    head = f"WARC/1.1\nContent-Length: {len(block)}\nWARC-Record-ID: <urn:uuid:1>\n{head}\n\n".replace("\n", "\r\n")
    return head.encode() + block + b"\r\n\r\n"


def page(name: object, date: str = "2026-10-01", length: int = 0) -> bytes:
    head = f"WARC-Type: response\nWARC-Target-URI: https://example.org/{name}\nWARC-Date: {date}T10:00:00Z"
    head += "\nContent-Type: application/http; msgtype=response"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Le conseil s\xe2\x80\x99est r\xc3\xa9uni.</p>"
    whole = warc(head, block)
    return whole.replace(b"Content-Length: %d" % len(block), b"Content-Length: %d" % length) if length else whole


def plain(
    name: str, kind: str, content_type: str, block: bytes = b"Le conseil s\xe2\x80\x99est r\xc3\xa9uni."
) -> bytes:
    head = f"WARC-Type: {kind}\nWARC-Target-URI: {name}\nWARC-Date: 2026-10-01T10:00:00Z\nContent-Type: {content_type}"
    return warc(head, block)


INFO = warc("WARC-Type: warcinfo\nWARC-Date: 2026-10-01T10:00:00Z", b"software: a crawler\r\n")
REVISIT = warc(
    "WARC-Type: revisit\nWARC-Target-URI: https://example.org/r\nWARC-Date: 2026-10-01T10:00:00Z\n"
    "Content-Type: application/http; msgtype=response",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
)


def names(found: list[Arrival]) -> list[str]:
    return [arrival.url.rsplit("/", 1)[-1] for arrival in found if arrival.refused is None]


def refusals(found: list[Arrival]) -> list[Reason]:
    return [arrival.refused for arrival in found if arrival.refused is not None]


def follow(path: Path, content: bytes | None = None, age: float = 3600, **fields: object) -> Follower:
    if content is not None:
        path.write_bytes(content)
    return Follower(archives.read, source(path, **fields), later(age))


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
@pytest.mark.parametrize("most", [1, 3])
def test_an_archive_read_in_pieces_gives_each_article_once(tmp_path: Path, pack: Pack, most: int) -> None:
    records = [INFO, *(record for n in range(7) for record in (page(n), REVISIT))]
    follower, found = follow(tmp_path / "a.warc.gz", pack(records)), []
    while piece := follower.check(most):
        found += piece
    assert names(found) == [str(n) for n in range(7)] and not refusals(found)
    assert follower.check() == []


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_an_archive_cut_anywhere_goes_on_when_the_rest_is_there(tmp_path: Path, pack: Pack) -> None:
    path, whole = tmp_path / "a.warc", pack([INFO, page(0), page(1), page(2)])
    for cut in range(len(whole)):
        follower = follow(path, whole[:cut])
        found = follower.check()
        path.write_bytes(whole)
        found += follower.check()
        assert names(found) == ["0", "1", "2"], cut
        assert set(refusals(found)) <= {Reason.BAD_RECORD, Reason.EMPTY}
        assert follower.check() == []


def test_a_record_that_is_being_written_is_left_for_the_next_check(tmp_path: Path) -> None:
    path, whole = tmp_path / "a.warc", page(0) + page(1)
    follower = follow(path, whole[:-60], age=0)
    found = follower.check()
    assert names(found) == ["0"] and not refusals(found)
    path.write_bytes(whole)
    assert names(follower.check()) == ["1"]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_what_was_appended_is_gone_on_with(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "a.warc.gz"
    follower = follow(path, pack([page(0), page(1)]))
    assert names(follower.check()) == ["0", "1"]
    with path.open("ab") as file:
        file.write(pack([page(2), page(3)]))
    assert names(follower.check()) == ["2", "3"]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_another_archive_under_the_same_name_is_read_from_its_beginning(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "a.warc.gz"
    follower = follow(path, pack([page(n) for n in range(5)]))
    follower.check()
    path.write_bytes(pack([page("x"), page("y")]))
    assert names(follower.check()) == ["x", "y"]


def test_an_unchanged_archive_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = follow(tmp_path / "a.warc", page(0))
    follower.check()
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    assert follower.check() == []


def test_an_archive_with_bare_line_feeds(tmp_path: Path) -> None:
    records = [page(n).replace(b"\r\n", b"\n") for n in range(3)]
    # The length counts what the block lost.
    records = [
        record.replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length - 3))
        for record in records
        for length in [int(record.split(b"Content-Length: ")[1].split(b"\n")[0])]
    ]
    for pack in PACKS.values():
        follower = follow(tmp_path / "a.warc", pack(records))
        assert names(follower.check(1)) == ["0"]
        assert names(follower.check()) == ["1", "2"]


def test_records_that_hold_a_page_itself(tmp_path: Path) -> None:
    follower = follow(
        tmp_path / "a.warc",
        plain("https://example.org/a.html", "resource", "text/html; charset=utf-8")
        + plain("https://example.org/b.txt", "resource", "text/plain")
        + plain("metadata://tool/log", "resource", "text/plain")
        + plain("https://example.org/c.png", "resource", "image/png")
        + plain("https://example.org/a.html", "conversion", "text/plain"),
    )
    html, text = (unpack(Page, arrival.payload) for arrival in follower.check())
    assert (html.content_type, html.charset, html.is_text) == ("text/html", "utf-8", False)
    assert (text.content_type, text.is_text) == ("text/plain", True)


def test_the_texts_of_a_crawl_are_articles_where_its_pages_are_not_there(tmp_path: Path) -> None:
    texts = [plain(f"https://example.org/{n}", "conversion", "text/plain") for n in range(3)]
    follower = follow(tmp_path / "a.warc.wet.gz", INFO + b"".join(texts))
    assert names(follower.check(1)) + names(follower.check()) == ["0", "1", "2"]


def test_what_was_captured_before_the_source_begins_is_passed_over(tmp_path: Path) -> None:
    since = datetime(2026, 10, 1, tzinfo=UTC)
    follower = follow(tmp_path / "a.warc", page(0, "2026-09-30") + page(1) + page(2, "2026-09-01"), since=since)
    found = follower.check()
    assert names(found) == ["1"] and not refusals(found)
    old = follow(tmp_path / "old.warc", page(0, "2026-09-30"), since=since)
    assert old.check() == [] and old.places


def test_articles_carry_their_source_and_its_collections(tmp_path: Path) -> None:
    [arrival] = follow(tmp_path / "a.warc", page(0), collections=("presse",)).check()
    read = unpack(Page, arrival.payload)
    assert (arrival.lane, arrival.source, read.source, read.collections) == (Lane.BULK, "s1", "s1", ("presse",))


@pytest.mark.parametrize("name", ["month.paths", "month.paths.gz", "month.txt", "month.list"])
def test_a_list_is_gone_on_with_across_its_archives(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    listed = ["# news", "", "data/a.warc", (tmp_path / "b.warc").as_uri(), str(tmp_path / "c.warc"), "data/a.warc"]
    text = "\ufeff" + "\n".join(listed) + "\r\n"
    (tmp_path / name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    for n, path in enumerate(("data/a.warc", "b.warc", "c.warc")):
        (tmp_path / path).write_bytes(page(2 * n) + page(2 * n + 1))
    follower, found = follow(tmp_path / name), []
    while piece := follower.check(1):
        found += piece
    assert names(found) == [str(n) for n in range(6)] and not refusals(found)


def test_members_that_cannot_be_read_are_told_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "broken.warc").write_bytes(page(0) + b"something else\r\n" * 9 + page(1))
    (tmp_path / "last.warc").write_bytes(page(2))
    os.mkfifo(tmp_path / "pipe.warc")
    members = "missing.warc\npipe.warc\nbroken.warc\nhttps://example.org/far.warc.gz\nlast.warc\n"
    (tmp_path / "month.paths").write_text(members)
    follower = follow(tmp_path / "month.paths")
    found = follower.check()
    assert names(found) == ["0", "2"]
    assert refusals(found) == [
        Reason.MISSING_FILE,
        Reason.UNREADABLE_FILE,
        Reason.BAD_RECORD,
        Reason.UNSUPPORTED_TYPE,
    ]
    assert "1 pages read" in next(arrival.detail for arrival in found if arrival.refused is Reason.BAD_RECORD)
    assert follower.check() == []
    (tmp_path / "missing.warc").write_bytes(page(3))
    (tmp_path / "month.paths").write_text("missing.warc\n")
    assert names(follower.check()) == ["3"]
    assert list(follower.places) == ["missing.warc"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.warc", None, Reason.MISSING_FILE),
        ("none.paths", None, Reason.MISSING_FILE),
        ("long.paths", "\n".join(map(str, range(archives.MOST + 1))), Reason.TOO_LARGE),
        ("packed.paths.gz", "no gzip", Reason.UNREADABLE_FILE),
    ],
)
def test_a_source_that_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, content: str | None, reason: Reason
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(Rejected) as refused:
        follow(tmp_path / name).check()
    assert refused.value.reason is reason


def test_an_archive_on_the_web_has_to_be_downloaded_first() -> None:
    with pytest.raises(Rejected, match="download it first"):
        Follower(archives.read, source("https://example.org/a.warc.gz")).check()


@pytest.mark.parametrize(
    "kept", ["", "x", "1:2", "-1:-1:-1:-1:x:", "9:9:9:9:9:9:9", "a:b:c:d:e:f", "99999:3:3:3:beef:"]
)
def test_a_place_that_is_none_is_the_beginning(tmp_path: Path, kept: str) -> None:
    follower = follow(tmp_path / "a.warc", page(0))
    follower.places = {"a.warc": kept}
    assert names(follower.check()) == ["0"]


@pytest.mark.parametrize(
    "hostile",
    [
        page(1, length=10**12),
        page(1, length=3),
        b"WARC/1.1\r\n" + b"x: y\r\n" * 200_000 + b"\r\n",
        b"WARC/1.1\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\n",
        gzip.compress(b"\0" * 10**7, mtime=0),
    ],
    ids=["too long", "too short", "a huge head", "a negative length", "no number", "gzip in the middle"],
)
def test_a_record_that_lies_ends_its_archive_at_worst(tmp_path: Path, hostile: bytes) -> None:
    follower = follow(tmp_path / "a.warc", page(0) + hostile + page(2))
    found = follower.check()
    assert names(found)[0] == "0" and len(names(found)) == len(set(names(found)))
    assert follower.check() == []


def test_ten_thousand_records_are_read_in_bounded_memory(tmp_path: Path) -> None:
    follower = follow(tmp_path / "a.warc.gz", b"".join(gzip.compress(page(n), 1) for n in range(10_000)))
    tracemalloc.start()
    count = sum(1 for arrival, _ in archives.read(follower.source, {}, 10**6, clock=follower.clock) if arrival)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 8 * 1024**2
