"""Revisions from the door to the index: which number they get, what is kept, and what a crash leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.discover import arrivals
from pipeline.ledger.ledger import Ledger
from pipeline.outcomes import Outcome
from pipeline.records import Article, Kind, Lane, Stage
from tests.integration.workers.line import WORDS, Line

URL = "https://brest.example/port"
OTHER = WORDS.replace("mardi", "jeudi")
THIRD = WORDS.replace("mardi", "samedi")


def leave_redis(line: Line) -> None:
    """A week later: the rows are in the trace store only."""
    ledger = Ledger(line.parts.redis, line.parts.settings.prefix, clock_offset=30 * 86400.0)
    assert ledger.settle_out(line.parts.trace_store) > 0


def stored(line: Line, id: str) -> Article:
    article = line.article(id)
    assert article is not None
    return article


def test_a_changed_file_is_the_next_version_and_the_earlier_one_is_kept(line: Line) -> None:
    id = line.page("file:///port.txt", WORDS).id
    line.run()
    first = stored(line, id)
    line.page("file:///port.txt", OTHER)
    line.run()
    assert (stored(line, id).revision, "jeudi" in stored(line, id).text) == (2, True)
    assert line.parts.revision_store.of(id) == [first]
    assert line.books(Kind.REVISION) == {"accepted": 1, "indexed": 1}


def test_a_page_that_its_source_says_has_changed_is_fetched_again(line: Line) -> None:
    id = line.candidate(URL, WORDS).id
    line.run()
    for number, text in enumerate((OTHER, THIRD), 2):
        line.candidate(URL, text, kind=Kind.REVISION, known=True)
        line.run()
        assert stored(line, id).revision == number
    assert line.numbers(id) == [2, 1]


def test_a_page_that_did_not_change_after_all_ends_unchanged(line: Line) -> None:
    id = line.candidate(URL, WORDS).id
    line.run()
    before = stored(line, id)
    line.candidate(URL, WORDS, kind=Kind.REVISION, known=True)
    line.run()
    assert stored(line, id) == before
    assert line.books(Kind.REVISION) == {"accepted": 1, "unchanged": 1}
    assert line.trace(id).outcome is Outcome.UNCHANGED
    assert line.numbers(id) == []


def test_a_revision_long_after_its_row_left_redis_goes_on_counting(line: Line) -> None:
    seen = datetime(2020, 5, 1, tzinfo=UTC)
    id = line.candidate(URL, WORDS, first_seen=seen).id
    line.run()
    for number, text in enumerate((OTHER, THIRD), 2):
        leave_redis(line)
        line.candidate(URL, text, kind=Kind.REVISION, known=True)
        line.run()
        found = line.parts.engine.get([id])[id]
        assert (found.article.revision, found.article.first_seen, found.partition) == (number, seen, 2020)
    assert line.numbers(id) == [2, 1]
    assert line.parts.engine.count() == 1


def test_a_revision_offered_without_its_first_time_still_has_that_of_the_document(line: Line) -> None:
    """The row left Redis, and the giver asked neither the trace store nor the index."""
    seen = datetime(2020, 5, 1, tzinfo=UTC)
    id = line.page(URL, WORDS, first_seen=seen).id
    line.run()
    leave_redis(line)
    given = arrivals.of_page(URL, OTHER.encode(), Lane.NOW, is_text=True)
    line.parts.ledger.accept([given.evolve(kind=Kind.REVISION, known=True)])
    line.run()
    found = line.parts.engine.get([id])[id]
    assert (found.article.revision, found.article.first_seen, found.partition) == (2, seen, 2020)


def test_a_worker_that_dies_after_the_write_doubles_nothing(line: Line) -> None:
    id = line.page("file:///port.txt", WORDS).id
    line.run()
    line.page("file:///port.txt", OTHER)
    line.up_to(Stage.INDEX)
    line.die(Stage.INDEX)
    line.run()
    assert (stored(line, id).revision, line.numbers(id)) == (2, [1])
    assert line.books(Kind.REVISION) == {"accepted": 1, "indexed": 1}


def test_a_worker_that_dies_between_keeping_and_writing_loses_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = line.page("file:///port.txt", WORDS).id
    line.run()
    first = stored(line, id)
    line.page("file:///port.txt", OTHER)
    line.up_to(Stage.INDEX)
    with monkeypatch.context() as patched:
        patched.setattr(type(line.parts.engine), "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            line.die(Stage.INDEX)
    assert stored(line, id) == first and line.numbers(id) == [1]
    line.parts.ledger.bury(line.parts.ledger.workers()[0])
    line.run()
    assert stored(line, id).revision == 2
    assert line.parts.revision_store.of(id) == [first]


@pytest.mark.parametrize("left", [False, True])
def test_an_article_can_pass_again_from_clean(line: Line, left: bool) -> None:
    id = line.candidate(URL, WORDS).id
    line.run()
    before = stored(line, id)
    if left:
        leave_redis(line)
    line.page(URL, WORDS, kind=Kind.REPROCESS)
    line.run()
    assert stored(line, id) == before
    assert line.books(Kind.REPROCESS) == {"accepted": 1, "unchanged": 1}
    line.page(URL, OTHER, kind=Kind.REPROCESS)
    line.run()
    assert (stored(line, id).revision, stored(line, id).first_seen) == (2, before.first_seen)
    assert line.parts.revision_store.of(id) == [before]
    assert line.books(Kind.REPROCESS) == {"accepted": 2, "unchanged": 1, "indexed": 1}


def test_an_article_that_passes_again_brings_what_is_found_by_now(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    id = line.candidate(URL, WORDS).id
    line.run()
    before = stored(line, id)
    monkeypatch.setattr(
        "workers.stations.clean.clean",
        lambda page, **given: before.evolve(tags=("neuf",), fetched_at=page.fetched_at, revision=1),
    )
    line.page(URL, WORDS, kind=Kind.REPROCESS)
    line.run()
    assert (stored(line, id).tags, stored(line, id).revision) == (("neuf",), 1)
    assert line.numbers(id) == []
