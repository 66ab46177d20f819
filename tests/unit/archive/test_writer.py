"""The archive of what was fetched, as other tools read it, and as a crash leaves it."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.archive import reading
from pipeline.archive.writer import Archive
from pipeline.errors import Away
from pipeline.records import Page
from tests.unit.archive.samples import archive, page, written


def records(path: Path) -> list[tuple[WarcRecordType, dict[str, str], bytes]]:
    with path.open("rb") as file:
        # Records with a wrong digest are passed over.
        return [
            (record.record_type, dict(record.headers.items()), record.reader.read())
            for record in ArchiveIterator(file, parse_http=False, verify_digests=True)
        ]


def read(path: Path) -> list[tuple[str, Page]]:
    return [(kept.id, kept.page) for archive in reading.files(path) for kept in reading.pages(archive)]


def test_a_page_is_standard_warc_1_1_with_digests_that_hold(tmp_path: Path) -> None:
    path = written(tmp_path, page(1))
    assert path.relative_to(tmp_path).parts[:2] == (f"{datetime.now(UTC):%Y}", f"{datetime.now(UTC):%m}")
    info, told, answer = records(path)
    assert [info[0], told[0], answer[0]] == [
        WarcRecordType.warcinfo,
        WarcRecordType.metadata,
        WarcRecordType.response,
    ]
    assert b"software: Rotative/1" in info[2] and info[1]["WARC-Filename"] == path.name
    assert answer[1]["WARC-Target-URI"] == "https://example.org/1"
    assert answer[1]["WARC-Date"].startswith("2026-11-25T10:00:00")
    assert answer[1]["WARC-Payload-Digest"].startswith("sha1:") and answer[1]["WARC-Block-Digest"].startswith("sha1:")
    assert told[1]["WARC-Concurrent-To"] == answer[1]["WARC-Record-ID"]
    assert {record[1]["WARC-Warcinfo-ID"] for record in (told, answer)} == {info[1]["WARC-Record-ID"]}
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 3


def test_a_page_can_be_replayed_though_it_was_unpacked_on_the_way(tmp_path: Path) -> None:
    headers = {"content-type": "text/html", "content-encoding": "gzip", "content-length": "3", "x": "a\r\nb: c"}
    path = written(tmp_path, page(1, headers=headers))
    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            names = {name.lower(): value for name, value in record.http_headers.items()}
            body = record.reader.read()
            assert record.http_headers.status_line == "HTTP/1.1 200 OK"
            assert body == page(1).content and names["content-length"] == str(len(body))
            assert "content-encoding" not in names and names["x"] == "a b: c"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"content": b""},
        {"content": os.urandom(3_000_000)},
        {"content": b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n"},
        {"final_url": "https://www.example.org/b", "urls": ("https://example.org/1", "https://www.example.org/b")},
        {"is_text": True, "content_type": "text/plain", "headers": {}},
        {"status": None, "headers": {}, "charset": None, "source": None},
        {"status": 299},
        {"headers": {f"x-{n}": "é" * 4000 for n in range(40)}},
    ],
    ids=["plain", "empty", "large", "a record in it", "redirected", "text", "bare", "odd status", "many headers"],
)
def test_a_page_is_read_back_as_it_was(tmp_path: Path, fields: dict[str, Any]) -> None:
    given = page(1, **fields)
    kept = archive(tmp_path)
    kept.write(given, "a" * 32)
    kept.write(page(2), "b" * 32)
    kept.close()
    assert read(tmp_path) == [("a" * 32, given), ("b" * 32, page(2))]


def test_a_new_file_begins_at_the_size_and_on_a_new_day(tmp_path: Path) -> None:
    days = iter(datetime(2026, 11, day, 23, 59, tzinfo=UTC) for day in (29, 29, 29, 30, 30, 30))
    kept = archive(tmp_path, clock=lambda: next(days))
    kept.write(page(1), "1")
    kept.write(page(2), "2")
    kept.write(page(3), "3")
    kept.close()
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 2
    small = archive(tmp_path / "small", size=10)
    for n in range(3):
        small.write(page(n), str(n))
    assert len(list((tmp_path / "small").rglob("*.warc.gz"))) == 3
    assert not list((tmp_path / "small").rglob("*.open"))


def test_what_is_being_written_can_be_read_and_keeps_its_name(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.write(page(1), "1")
    [path] = reading.files(tmp_path)
    assert path.name.endswith(".open") and [id for id, _ in read(tmp_path)] == ["1"]
    kept.close()
    assert reading.files(tmp_path) == [Path(reading.key_of(path))]


def test_threads_may_write_at_once(tmp_path: Path) -> None:
    kept = archive(tmp_path, size=20_000)
    threads = [
        threading.Thread(target=lambda n=n: [kept.write(page(f"{n}-{m}"), f"{n}-{m}") for m in range(30)])
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.close()
    assert sorted(id for id, _ in read(tmp_path)) == sorted(f"{n}-{m}" for n in range(6) for m in range(30))
    assert len(reading.files(tmp_path)) > 1


KILLED = """
import sys, time
from pathlib import Path
from tests.unit.archive.samples import archive, page
kept = archive(Path(sys.argv[1]))
for n in range(5):
    kept.write(page(n), str(n))
print("written", flush=True)
time.sleep(600)
"""


def test_what_a_killed_process_wrote_is_kept_and_its_file_closed_by_the_next(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "written\n"
    alive = archive(tmp_path)
    alive.write(page("alive"), "alive")
    assert len(list(tmp_path.rglob("*.open"))) == 2, "a living process keeps its file"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    [left] = list(tmp_path.rglob(f"*-{process.pid}-*.open"))
    with left.open("ab") as file:
        file.write(left.read_bytes()[:40])
    another = archive(tmp_path)
    another.write(page("next"), "next")
    assert not left.exists() and left.with_suffix("").exists()
    assert sorted(id for id, _ in read(tmp_path)) == ["0", "1", "2", "3", "4", "alive", "next"]
    another.close()
    alive.close()
    assert len(reading.files(tmp_path)) == 3 and not list(tmp_path.rglob("*.open"))


def test_a_full_disk_makes_the_work_wait_and_leaves_no_half_record(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.write(page(1), "1")
    file, real = kept._file, kept._file
    assert file is not None

    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def write(self, data: bytes) -> int:
            if len(data) > 100:
                return real.write(data[:100])  # type: ignore[union-attr]
            raise OSError(28, "No space left on device")

    kept._file = Full()  # type: ignore[assignment]
    with pytest.raises(Away, match="No space left"):
        kept.write(page(2), "2")
    kept._file = file
    kept.write(page(3), "3")
    kept.close()
    assert [id for id, _ in read(tmp_path)] == ["1", "3"]


def test_a_folder_that_cannot_be_made_makes_the_work_wait(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file is in the way")
    with pytest.raises(Away, match="archive"):
        Archive(tmp_path / "archive", 10, "rotative", "x").write(page(1), "1")


def test_a_file_that_somebody_took_away_is_not_written_on(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.write(page(1), "1")
    next(tmp_path.rglob("*.open")).unlink()
    kept.write(page(2), "2")
    kept.close()
    assert [id for id, _ in read(tmp_path)] == ["2"]
