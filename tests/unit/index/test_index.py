"""The index stage against an engine that answers as told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pipeline.engines.port import Removal, Stored, Write, WriteResult, Written
from pipeline.errors import Away
from pipeline.index.content import Content, Takedown, content
from pipeline.index.index import Item
from pipeline.index.index import index as index_stage
from pipeline.index.patch import Patch
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Passage, Settle, Step
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Kind, Lane, Stage

SEEN = datetime(2024, 12, 31, 23, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class ToldEngine:
    """Answers each write as `answers` says, `stored` otherwise; keeps what it was sent."""

    def __init__(self, stored: Sequence[Stored] = (), most: int = 1000, **answers: Written) -> None:
        self.stored = {row.article.id: row for row in stored}
        self.answers, self.most, self.requests = answers, most, list[list[Write]]()
        self.removals: list[Removal] = []

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

    def remove(self, removals: Sequence[Removal]) -> list[WriteResult]:
        self.removals += removals
        return [WriteResult(id=one.id, written=self.answers.get(one.id, Written.STORED)) for one in removals]


class Kept:
    """A revision store in memory."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.removed: list[str] = []

    def keep(self, articles: Sequence[Article]) -> None:
        self.articles += articles

    def remove(self, ids: Sequence[str]) -> None:
        self.removed += ids


def index(engine: ToldEngine, items: Sequence[Item], now: datetime, kept: Kept | None = None) -> list[Step]:
    return index_stage(engine, kept or Kept(), items, now)  # type: ignore[arg-type]


def article(id: str = "a", **fields: object) -> Article:
    return Article(
        id=id, url=f"https://e.example/{id}", canonical_url=f"https://e.example/{id}", first_seen=SEEN, fetched_at=NOW
    ).evolve(**fields)


def item(id: str = "a", kind: Kind = Kind.NEW, content: Content | None = None, began: int = 5) -> Item:
    passage = Passage(
        id=id, url=f"https://e.example/{id}", kind=kind, stage=Stage.INDEX, lane=Lane.NOW, first_seen=SEEN, began=began
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


def there(version: int = 3, **fields: object) -> Stored:
    return Stored(article=article(**fields), version=version, partition=2023)


@pytest.mark.parametrize(
    "fields", [{}, {"revision": 9}, {"fetched_at": SEEN, "indexed_at": SEEN}, {"tags": ("new",)}, {"word_count": 7}]
)
def test_a_revision_whose_words_are_the_same_is_not_written(fields: dict[str, object]) -> None:
    engine, kept = ToldEngine([there()]), Kept()
    steps = index(engine, [item(kind=Kind.REVISION, content=article(**fields))], NOW, kept)
    assert outcomes(steps) == [("a", Outcome.UNCHANGED)]
    assert engine.requests == [] and kept.articles == []


@pytest.mark.parametrize("fields", [{"title": "new"}, {"lead": "new"}, {"text": "new"}])
def test_a_revision_with_other_words_gets_the_next_number_and_the_stored_one_is_kept(fields: dict[str, object]) -> None:
    before = there(revision=4, text="old")
    engine, kept = ToldEngine([before]), Kept()
    steps = index(
        engine, [item(kind=Kind.REVISION, content=article(revision=2, **{"text": "old"} | fields))], NOW, kept
    )
    assert outcomes(steps) == [("a", Outcome.INDEXED)]
    assert kept.articles == [before.article]
    assert engine.requests[0][0].article.revision == 5


def test_what_is_replaced_is_kept_before_it_is_replaced() -> None:
    order: list[str] = []
    engine, kept = ToldEngine([there()]), Kept()
    engine.write = lambda writes: order.append("write") or []  # type: ignore[assignment,func-returns-value]
    kept.keep = lambda articles: order.append("keep")  # type: ignore[assignment]
    with pytest.raises(KeyError):
        index(engine, [item(kind=Kind.REVISION, content=article(text="new"))], NOW, kept)
    assert order == ["keep", "write"]


def test_a_revision_that_was_written_before_its_worker_died_is_indexed_and_not_written_again() -> None:
    engine, kept = ToldEngine([there(version=6, revision=2, text="new")]), Kept()
    steps = index(engine, [item(kind=Kind.REVISION, content=article(revision=2, text="new"), began=5)], NOW, kept)
    assert outcomes(steps) == [("a", Outcome.INDEXED)]
    assert engine.requests == [] and kept.articles == []


def test_a_revision_stays_where_and_when_its_article_was_first_seen() -> None:
    first = datetime(2023, 5, 5, tzinfo=UTC)
    engine = ToldEngine([there(first_seen=first, url="https://e.example/first", source="s", collections=("c",))])
    index(engine, [item(kind=Kind.REVISION, content=article(text="new"))], NOW)
    [write] = engine.requests[0]
    assert (write.partition, write.article.first_seen, write.article.url) == (2023, first, "https://e.example/first")
    assert (write.article.source, write.article.collections) == ("s", ("c",))


def test_a_revision_with_the_same_words_still_learns_whose_copy_it_is() -> None:
    engine, kept = ToldEngine([there(tags=("kept",))]), Kept()
    steps = index(engine, [item(kind=Kind.REVISION, content=article(duplicate_of="z", tags=("lost",)))], NOW, kept)
    assert outcomes(steps) == [("a", Outcome.INDEXED)]
    [write] = engine.requests[0]
    assert (write.article.duplicate_of, write.article.tags, write.article.revision) == ("z", ("kept",), 1)
    assert kept.articles == []


def test_a_revision_of_what_is_not_in_the_index_is_its_first_version() -> None:
    engine = ToldEngine()
    assert outcomes(index(engine, [item(kind=Kind.REVISION, content=article(revision=7))], NOW)) == [
        ("a", Outcome.INDEXED)
    ]
    assert (engine.requests[0][0].article.revision, engine.requests[0][0].partition) == (1, 2024)


def test_a_reprocessed_article_keeps_its_number_and_brings_what_is_found_by_now() -> None:
    engine, kept = ToldEngine([there(revision=3)]), Kept()
    steps = index(engine, [item(kind=Kind.REPROCESS, content=article(persons=("A. B.",)))], NOW, kept)
    assert outcomes(steps) == [("a", Outcome.INDEXED)]
    [write] = engine.requests[0]
    assert (write.article.revision, write.article.persons, kept.articles) == (3, ("A. B.",), [])


def test_a_reprocessed_article_with_other_words_is_a_revision() -> None:
    before = there(revision=3)
    engine, kept = ToldEngine([before]), Kept()
    index(engine, [item(kind=Kind.REPROCESS, content=article(text="better"))], NOW, kept)
    assert (engine.requests[0][0].article.revision, kept.articles) == (4, [before.article])


def test_a_reprocessed_article_that_is_the_same_is_unchanged() -> None:
    engine = ToldEngine([there(revision=3)])
    steps = index(engine, [item(kind=Kind.REPROCESS, content=article(fetched_at=SEEN))], NOW)
    assert outcomes(steps) == [("a", Outcome.UNCHANGED)]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("written", [Written.STORED, Written.OLDER])
def test_a_takedown_removes_the_article_and_its_earlier_versions(kind: Kind, written: Written) -> None:
    engine, kept = ToldEngine([there()], a=written), Kept()
    [step] = index(engine, [item(kind=kind, content=Takedown())], NOW, kept)
    assert isinstance(step, Settle)
    assert (step.outcome, step.reason) == (Outcome.REJECTED, Reason.REMOVED)
    assert engine.removals == [Removal(id="a", version=7)]
    assert kept.removed == ["a"] and engine.requests == []


def test_a_busy_index_removes_nothing_and_is_asked_again() -> None:
    kept = Kept()
    with pytest.raises(Away):
        index(ToldEngine(a=Written.BUSY), [item(kind=Kind.REPROCESS, content=Takedown())], NOW, kept)
    assert kept.removed == []


@pytest.mark.parametrize("given", [article(), Patch(fields={"duplicate_of": "z"}), Takedown()])
def test_each_content_comes_back_as_what_it_was(given: Content) -> None:
    assert content(pack(given)) == given


def test_no_other_content_is_read() -> None:
    with pytest.raises(ValidationError):
        content(pack(Removal(id="a", version=1)))


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
