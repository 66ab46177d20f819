"""The index stage against an engine that answers as told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pipeline.engines.port import Stored, Write, WriteResult, Written
from pipeline.errors import Away
from pipeline.index.index import Item, index
from pipeline.index.patch import Patch
from pipeline.ledger.records import Passage, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Kind, Lane, Stage

SEEN = datetime(2024, 12, 31, 23, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class ToldEngine:
    """Answers each write as `answers` says, `stored` otherwise; keeps what it was sent."""

    def __init__(self, stored: Sequence[Stored] = (), most: int = 1000, **answers: Written) -> None:
        self.stored = {row.article.id: row for row in stored}
        self.answers, self.most, self.requests = answers, most, list[list[Write]]()

    def get(self, ids: Sequence[str]) -> dict[str, Stored]:
        return {id: self.stored[id] for id in ids if id in self.stored}

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        self.requests.append(list(writes))
        if len(writes) > self.most:
            return [WriteResult(id=write.article.id, written=Written.TOO_LARGE) for write in writes]
        return [
            WriteResult(id=write.article.id, written=self.answers.get(write.article.id, Written.STORED), detail="told")
            for write in writes
        ]


def article(id: str = "a", **fields: object) -> Article:
    return Article(
        id=id, url=f"https://e.example/{id}", canonical_url=f"https://e.example/{id}", first_seen=SEEN, fetched_at=NOW
    ).evolve(**fields)


def item(id: str = "a", kind: Kind = Kind.NEW, content: Article | Patch | None = None) -> Item:
    passage = Passage(
        id=id, url=f"https://e.example/{id}", kind=kind, stage=Stage.INDEX, lane=Lane.NOW, first_seen=SEEN
    )
    return Item(passage, content or article(id), 7)


def outcomes(steps: Sequence[object]) -> list[tuple[str, Outcome]]:
    return [(step.id, step.outcome) for step in steps if isinstance(step, Settle)]


def test_new_articles_go_in_one_request_in_the_year_they_were_first_seen() -> None:
    engine = ToldEngine()
    steps = index(engine, [item("a"), item("b")], NOW)
    assert outcomes(steps) == [("a", Outcome.INDEXED), ("b", Outcome.INDEXED)]
    [request] = engine.requests
    assert [(write.partition, write.version, write.article.indexed_at) for write in request] == [(2024, 7, NOW)] * 2


def test_an_older_write_is_done() -> None:
    assert outcomes(index(ToldEngine(a=Written.OLDER), [item("a")], NOW)) == [("a", Outcome.INDEXED)]


def test_a_busy_index_pauses_everything_and_counts_nothing() -> None:
    with pytest.raises(Away):
        index(ToldEngine(b=Written.BUSY), [item("a"), item("b")], NOW)


def test_a_refused_article_is_dead_with_the_reason_and_the_rest_goes_on() -> None:
    steps = index(ToldEngine(a=Written.REFUSED), [item("a"), item("b")], NOW)
    assert outcomes(steps) == [("a", Outcome.DEAD), ("b", Outcome.INDEXED)]
    assert isinstance(steps[0], Settle) and (steps[0].reason, steps[0].detail) == (Reason.INDEX_REFUSED, "told")


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_request_that_is_too_large_is_halved(most: int) -> None:
    steps = index(ToldEngine(most=most), [item(id) for id in "abcdefg"], NOW)
    assert outcomes(steps) == [(id, Outcome.INDEXED) for id in "abcdefg"]


def test_one_article_that_is_too_large_alone_is_dead() -> None:
    steps = index(ToldEngine(most=0), [item("a"), item("b")], NOW)
    assert outcomes(steps) == [("a", Outcome.DEAD), ("b", Outcome.DEAD)]


def test_a_revision_that_changed_nothing_is_not_written() -> None:
    there = Stored(article=article(indexed_at=SEEN, fetched_at=SEEN), version=3, partition=2023)
    engine = ToldEngine([there])
    assert outcomes(index(engine, [item(kind=Kind.REVISION)], NOW)) == [("a", Outcome.UNCHANGED)]
    assert engine.requests == []


def test_a_revision_with_a_number_of_its_own_that_changed_nothing_is_not_written() -> None:
    engine = ToldEngine([Stored(article=article(revision=1), version=3, partition=2023)])
    steps = index(engine, [item(kind=Kind.REVISION, content=article(revision=2))], NOW)
    assert outcomes(steps) == [("a", Outcome.UNCHANGED)]


def test_a_revision_that_was_written_before_its_worker_died_is_indexed() -> None:
    engine = ToldEngine([Stored(article=article(revision=2, text="new"), version=3, partition=2023)])
    steps = index(engine, [item(kind=Kind.REVISION, content=article(revision=2, text="new"))], NOW)
    assert outcomes(steps) == [("a", Outcome.INDEXED)]


def test_a_revision_stays_where_its_article_lives() -> None:
    engine = ToldEngine([Stored(article=article(), version=3, partition=2023)])
    steps = index(engine, [item(kind=Kind.REVISION, content=article(text="new"))], NOW)
    assert outcomes(steps) == [("a", Outcome.INDEXED)]
    assert engine.requests[0][0].partition == 2023


def test_a_patch_changes_its_fields_only() -> None:
    engine = ToldEngine([Stored(article=article(text="kept"), version=3, partition=2023)])
    index(engine, [item(kind=Kind.REPROCESS, content=Patch(fields={"duplicate_of": "z"}))], NOW)
    [write] = engine.requests[0]
    assert (write.article.text, write.article.duplicate_of) == ("kept", "z")


def test_a_patch_of_what_is_not_there_changes_nothing() -> None:
    steps = index(ToldEngine(), [item(kind=Kind.REPROCESS, content=Patch(fields={"duplicate_of": None}))], NOW)
    assert outcomes(steps) == [("a", Outcome.UNCHANGED)]


def test_a_patch_changes_no_text() -> None:
    with pytest.raises(ValidationError, match="not to be changed"):
        Patch(fields={"text": "forged"})
