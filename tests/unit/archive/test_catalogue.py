"""What lies where: the newest page of each article, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import reading
from pipeline.archive.catalogue import Catalogue, Choice, Spot
from pipeline.archive.writer import Archive
from pipeline.urls import article_id
from tests.unit.archive.samples import archive, page, written


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    kept = Catalogue(tmp_path / "catalogue.sqlite")
    yield kept
    kept.close()


def pages(catalogue: Catalogue, after: Spot | None = None, **choice: object) -> list[tuple[str, int]]:
    chosen = catalogue.pages(Choice(**choice), after)  # type: ignore[arg-type]
    return [(read.url.rsplit("/", 1)[-1], read.fetched_at.day) for _, read, _ in chosen]


def learn(catalogue: Catalogue, folder: Path) -> None:
    catalogue.learn(reading.files(folder))


def test_the_newest_page_of_each_article_is_given(tmp_path: Path, catalogue: Catalogue) -> None:
    written(tmp_path, page("a", fetched_at=at(1)), page("b", fetched_at=at(5)), page("a", fetched_at=at(3)))
    written(tmp_path, page("b", fetched_at=at(4)), page("c", fetched_at=at(2)))
    learn(catalogue, tmp_path)
    assert sorted(pages(catalogue)) == [("a", 3), ("b", 5), ("c", 2)]
    assert sorted(pages(catalogue, since=at(3))) == [("a", 3), ("b", 5)]
    assert pages(catalogue, until=at(3)) == [("c", 2)]
    assert pages(catalogue, source="other") == []
    assert pages(catalogue, ids=(article_id("https://example.org/b"),)) == [("b", 5)]
    assert catalogue.count(Choice(source="s1")) == 3


def test_what_was_learned_is_not_read_again_and_what_is_new_is(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Archive = archive(tmp_path)
    kept.write(page("a"), article_id(page("a").url))
    learn(catalogue, tmp_path)
    kept.write(page("b"), article_id(page("b").url))
    counts: list[int] = []
    catalogue.learn(reading.files(tmp_path), counts.append)
    assert counts == [1] and len(pages(catalogue)) == 2
    kept.close()
    monkeypatch.setattr(reading, "pages", lambda *_: pytest.fail("read again"))
    learn(catalogue, tmp_path)


def test_pages_are_given_from_where_one_stopped(tmp_path: Path, catalogue: Catalogue) -> None:
    for names in ("abc", "de"):
        written(tmp_path, *map(page, names))
    learn(catalogue, tmp_path)
    spots = [spot for _, _, spot in catalogue.pages(Choice())]
    everything = pages(catalogue)
    for number, spot in enumerate(spots, 1):
        assert pages(catalogue, spot) == everything[number:]
    catalogue.keep("run", spots[1])
    assert catalogue.left_off("run") == spots[1]
    catalogue.keep("run", None)
    assert catalogue.left_off("run") is None


def test_when_a_file_is_gone_an_older_page_counts_again(tmp_path: Path, catalogue: Catalogue) -> None:
    written(tmp_path, page("a", fetched_at=at(1)))
    newest = written(tmp_path, page("a", fetched_at=at(2)))
    learn(catalogue, tmp_path)
    newest.unlink()
    assert pages(catalogue) == []
    learn(catalogue, tmp_path)
    assert pages(catalogue) == [("a", 1)]


def test_an_article_is_found_by_the_url_that_answered(tmp_path: Path, catalogue: Catalogue) -> None:
    written(tmp_path, page("a", final_url="https://www.example.org/moved"))
    learn(catalogue, tmp_path)
    id = article_id("https://example.org/a")
    assert catalogue.find(id) == catalogue.find("https://www.example.org/moved") == id
    assert catalogue.find("https://example.org/other") is None
