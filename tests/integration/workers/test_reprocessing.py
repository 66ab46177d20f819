"""Archived pages offered to the ledger again, as far as its door."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from config.settings import Settings, load
from pipeline.engines.port import Write
from pipeline.errors import Misuse, Unknown
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Claim, Settle
from pipeline.outcomes import Outcome
from pipeline.records import Article, Kind, Page, Stage
from pipeline.urls import article_id
from tests.unit.archive.samples import page, written
from tests.unit.discover.test_archives import page as foreign
from workers import reprocessing
from workers.parts import Parts, archive_folder, open_parts
from workers.reprocessing import Wanted, reprocess

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(redis_url: str, redis_client: redis.Redis, prefix: str, tmp_path: Path) -> Settings:
    given = load(environ={"ROTATIVE_PREFIX": prefix, "ROTATIVE_DATA_DIR": str(tmp_path), "ROTATIVE_ARCHIVE": "1"})
    return given.model_copy(update={"redis_url": SecretStr(redis_url)})


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with open_parts(settings, "write") as parts:
        parts.engine.prepare()
        yield parts


def id_of(name: object) -> str:
    return article_id(f"https://example.org/{name}")


def archived(parts: Parts, *pages: Page) -> None:
    written(archive_folder(parts.settings), *pages)


def index(parts: Parts, name: object) -> None:
    url = f"https://example.org/{name}"
    article = Article(id=id_of(name), url=url, canonical_url=url, first_seen=LONG_AGO, fetched_at=LONG_AGO)
    parts.engine.write([Write(article=article, version=1, partition=2025)])


def offered(parts: Parts, *inputs: object, **fields: object) -> list[str]:
    wanted = Wanted(everything=not inputs, inputs=tuple(map(str, inputs)), **fields)  # type: ignore[arg-type]
    return [receipt.url.rsplit("/", 1)[-1] for receipt in reprocess(parts, wanted)]


def claimed(parts: Parts) -> Claim:
    claim = parts.ledger.claim(Stage.CLEAN, 100, 10**9)
    assert claim is not None
    return claim


def test_the_archived_page_enters_at_clean_under_its_article_s_id(parts: Parts) -> None:
    index(parts, "known")
    archived(parts, page("known", final_url="https://www.example.org/moved"), page("unknown"))
    assert offered(parts) == ["known", "unknown"]
    passages = {passage.id: passage for passage in claimed(parts).passages}
    known, unknown = passages[id_of("known")], passages[id_of("unknown")]
    assert (known.kind, known.first_seen) == (Kind.REPROCESS, LONG_AGO)
    assert unknown.kind is Kind.NEW
    again = unpack(Page, known.payload)
    assert (again.url, again.final_url) == ("https://example.org/known", "https://www.example.org/moved")
    assert parts.ledger.books()[Kind.REPROCESS].balanced and parts.ledger.books()[Kind.NEW].balanced


def test_some_articles_are_chosen_by_id_or_url_source_or_day(parts: Parts) -> None:
    archived(parts, page("a", source="s2"), page("b"), page("c", fetched_at=LONG_AGO))
    assert offered(parts, id_of("a"), "https://example.org/b?utm_source=x") == ["a", "b"]
    assert offered(parts, source="s2") == ["a"]
    assert offered(parts, until=datetime(2026, 1, 1, tzinfo=UTC)) == ["c"]


def test_files_of_others_are_read_and_leave_nothing_behind(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(b"".join(gzip.compress(foreign(n)) for n in range(3)))
    assert offered(parts, path) == ["0", "1", "2"]
    assert not list(archive_folder(parts.settings).rglob("*.sqlite"))


def test_an_interrupted_run_goes_on_and_can_begin_anew(parts: Parts) -> None:
    archived(parts, *(page(n) for n in range(5)))
    run = reprocess(parts, Wanted(everything=True))
    first = [next(run).url for _ in range(2)]
    run.close()
    rest = offered(parts)
    assert [url.rsplit("/", 1)[-1] for url in first] + rest == [str(n) for n in range(5)]
    assert len(offered(parts)) == 5, "a run that is over leaves no place"
    run = reprocess(parts, Wanted(everything=True))
    next(run)
    run.close()
    assert len(offered(parts, restart=True)) == 5


def test_more_is_offered_only_when_there_is_room(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    archived(parts, *(page(n) for n in range(400)))
    monkeypatch.setattr(reprocessing, "UNDER_WAY", 60)
    waits: list[int] = []

    def done(_: float) -> None:
        waits.append(reprocessing._under_way(parts))
        while (claim := parts.ledger.claim(Stage.CLEAN, 100, 10**9)) is not None:
            parts.ledger.finish(claim, [Settle(id=passage.id, outcome=Outcome.INDEXED) for passage in claim.passages])

    monkeypatch.setattr(reprocessing.time, "sleep", done)
    assert len(offered(parts)) == 400
    assert waits and max(waits) <= 60 + 2 * 100


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        (["https://example.org/none"], Unknown),
        (["f" * 32], Unknown),
        (["none.warc.gz"], Misuse),
        (["none.warc.gz", "https://example.org/a"], Misuse),
    ],
)
def test_what_is_not_there_is_told(parts: Parts, inputs: list[str], error: type[Exception]) -> None:
    archived(parts, page("a"))
    with pytest.raises(error):
        offered(parts, *inputs)


def test_it_is_said_how_to_have_an_archive(parts: Parts) -> None:
    with pytest.raises(Misuse, match="ROTATIVE_ARCHIVE=1"):
        offered(parts)
    with pytest.raises(Misuse, match="--archive"):
        list(reprocess(parts, Wanted()))
