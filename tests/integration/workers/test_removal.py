"""Removal: taken out everywhere, in whatever state it is met, and it does not come back."""

from __future__ import annotations

import pytest

from pipeline.cluster.copies import representative
from pipeline.discover import arrivals
from pipeline.engines.port import Write
from pipeline.index.index import Item, index
from pipeline.index.patch import Patch
from pipeline.ledger.codec import pack
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Arrival, Settle
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Kind, Lane, Stage, Verdict, text_digest
from pipeline.urls import article_id
from tests.integration.workers.line import WORDS, Line
from workers import removal
from workers.stations.index import IndexStation

URL = "https://brest.example/port"
FILE = "file:///port.txt"
OTHER = WORDS.replace("mardi", "jeudi")
REMOVED = (Outcome.REJECTED, Reason.REMOVED)


def leave_redis(line: Line) -> None:
    """A week later: the rows are in the trace store only."""
    ledger = Ledger(line.parts.redis, line.parts.settings.prefix, clock_offset=30 * 86400.0)
    assert ledger.settle_out(line.parts.trace_store) > 0


def indexed(line: Line, url: str = URL, text: str = WORDS) -> str:
    id = line.page(url, text).id
    line.run()
    assert line.article(id) is not None
    return id


def test_an_indexed_article_is_gone_with_its_versions_and_its_row_says_why(line: Line) -> None:
    id = indexed(line, FILE)
    line.page(FILE, OTHER)
    line.run()
    assert line.numbers(id) == [1]
    line.remove(id, FILE)
    assert line.is_removed(id)
    assert line.parts.engine.count() == 0
    assert line.trace(FILE).id == id
    assert line.books() == {"accepted": 1, "indexed": 1}
    assert line.books(Kind.REPROCESS) == {"accepted": 1, "rejected:removed": 1}


@pytest.mark.parametrize("stage", [Stage.FETCH, Stage.CLEAN, Stage.ENRICH, Stage.CLUSTER, Stage.INDEX])
@pytest.mark.parametrize("claimed", [False, True])
def test_an_article_in_flight_ends_rejected_wherever_it_is(line: Line, stage: Stage, claimed: bool) -> None:
    id = line.candidate(URL, WORDS).id
    line.up_to(stage)
    claim = line.claim(stage) if claimed else None
    removal.remove(line.parts, id, URL, "a court's order")
    if claim is not None:
        line.parts.ledger.finish(claim, line.works[stage](claim))
    line.run()
    assert line.is_removed(id)
    assert line.books() == {"accepted": 1, "rejected:removed": 1}
    assert line.books(Kind.REPROCESS) == {"accepted": 1, "rejected:removed": 1}


def test_a_revision_in_flight_does_not_bring_it_back(line: Line) -> None:
    id = indexed(line, FILE)
    line.page(FILE, OTHER)
    line.up_to(Stage.CLUSTER)
    line.remove(id, FILE)
    assert line.is_removed(id)


def test_what_was_to_come_after_the_passage_under_way_gives_way_to_the_removal(line: Line) -> None:
    id = line.page(FILE, WORDS).id
    line.page(FILE, OTHER)
    line.remove(id, FILE)
    assert line.is_removed(id)
    assert line.books(Kind.REVISION) == {}


def test_a_dead_article_is_removed_and_nothing_of_it_can_be_retried(line: Line) -> None:
    id = line.page(FILE, WORDS).id
    claim = line.claim(Stage.CLEAN)
    assert claim is not None
    line.parts.ledger.finish(claim, [Settle(id=id, outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED)])
    line.remove(id, FILE)
    assert line.is_removed(id)
    assert line.parts.ledger.dead() == []
    assert line.books() == {"accepted": 1, "rejected:removed": 1}


@pytest.mark.parametrize("dead", [False, True])
def test_an_article_whose_row_left_redis_long_ago_is_removed(line: Line, dead: bool) -> None:
    if dead:
        id = line.page(URL, WORDS).id
        claim = line.claim(Stage.CLEAN)
        assert claim is not None
        line.parts.ledger.finish(claim, [Settle(id=id, outcome=Outcome.DEAD, reason=Reason.STAGE_FAILED)])
    else:
        id = indexed(line)
    leave_redis(line)
    line.remove(id, URL)
    assert line.is_removed(id)
    assert line.parts.trace_store.dead(10) == []
    assert line.page(URL, WORDS).reason is Reason.REMOVED


def test_an_article_that_only_the_index_knows_is_removed(line: Line) -> None:
    id = indexed(line)
    article = line.article(id)
    assert article is not None
    line.parts.redis.flushdb()
    line.remove(id, article.url)
    assert line.is_removed(id)
    assert line.page("file:///elsewhere.txt", WORDS).outcome is Outcome.IN_FLIGHT
    line.run()
    assert line.parts.engine.count() == 0


def test_a_url_can_be_barred_before_it_was_ever_seen(line: Line) -> None:
    line.remove(article_id(URL), URL)
    assert line.is_removed(article_id(URL))
    receipt = line.candidate(URL, WORDS)
    assert (receipt.outcome, receipt.reason) == REMOVED
    assert line.books() == {"accepted": 1, "rejected:removed": 1}


def test_it_does_not_come_back_by_any_of_its_names(line: Line) -> None:
    id = indexed(line, FILE)
    line.remove(id, FILE)
    same_url = line.page(FILE, WORDS)
    changed = line.page(FILE, OTHER, kind=Kind.REVISION)
    by_its_bytes = line.page("file:///other.txt", WORDS)
    again = line.page(FILE, OTHER, kind=Kind.REPROCESS)
    for receipt in (same_url, changed, by_its_bytes, again):
        assert (receipt.outcome, receipt.reason) == REMOVED
    by_its_text = line.page("file:///third.txt", WORDS + "\n")
    assert by_its_text.outcome is Outcome.IN_FLIGHT
    line.run()
    assert line.is_removed(by_its_text.id)
    assert line.parts.engine.count() == 0


def test_a_page_that_names_a_barred_url_as_its_own_is_rejected(line: Line) -> None:
    id = indexed(line)
    line.remove(id, URL)
    page = (
        f'<html><head><link rel="canonical" href="{URL}"></head><body><article><p>{OTHER}</p></article></body></html>'
    )
    given = arrivals.of_page("https://brest.example/amp/port", page.encode(), Lane.NOW, is_text=False)
    receipt = line.offer(given)
    line.run()
    assert line.is_removed(receipt.id)


def test_the_same_text_on_another_site_is_rejected(line: Line) -> None:
    id = indexed(line)
    line.remove(id, URL)
    receipt = line.page("https://other.example/copy", WORDS + " ")
    line.run()
    assert line.is_removed(receipt.id)


def test_a_copy_that_was_there_before_stays_and_can_be_read_again(line: Line) -> None:
    id = indexed(line)
    copy = indexed(line, "https://other.example/copy", WORDS + " ")
    line.remove(id, URL)
    line.page("https://other.example/copy", WORDS + " ", kind=Kind.REPROCESS)
    line.run()
    assert line.article(copy) is not None
    assert line.trace(copy).outcome is Outcome.INDEXED


@pytest.mark.parametrize("left", [False, True])
def test_its_copies_get_another_representative(line: Line, left: bool) -> None:
    ids = [indexed(line, f"https://p{n}.example/copy", WORDS + f"Encore {n}.") for n in range(3)]
    first = ids[0]
    copies = [line.article(id) for id in ids[1:]]
    assert [copy.duplicate_of for copy in copies if copy] == [first, first]
    if left:
        for key in line.parts.redis.keys(f"{line.parts.settings.prefix}:near:*"):
            line.parts.redis.delete(key)
    line.remove(first, "https://p0.example/copy")
    second, third = (line.article(id) for id in ids[1:])
    assert second is not None and third is not None
    assert {second.duplicate_of, third.duplicate_of} in ({None, second.id}, {None, third.id})
    found = [second, third]
    [head] = [article for article in found if article.duplicate_of is None]
    assert head.id == min(found, key=lambda article: (article.first_seen, article.id)).id
    assert line.is_removed(first)
    line.books()


def test_a_removal_that_is_killed_between_any_two_steps_converges_when_it_is_repeated(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (indexed(line, f"https://p{n}.example/copy", WORDS + f"Encore {n}.") for n in range(2))
    url = "https://p0.example/copy"
    removal.bar(line.parts, first, url, "a court's order")
    line.run()
    assert line.article(first) is not None
    for _ in range(2):
        removal.bar(line.parts, first, url, "a court's order")
        removal.take_out(line.parts, first, url)
    line.die(Stage.INDEX)
    for killed in ("workers.stations.index.forgotten", "workers.stations.removed.index_again"):
        with monkeypatch.context() as patched:
            patched.setattr(killed, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                line.die(Stage.INDEX)
        line.parts.ledger.bury(line.parts.ledger.workers()[0], count=False)
    line.run()
    assert line.is_removed(first)
    copy = line.article(second)
    assert copy is not None and copy.duplicate_of is None
    # Asked for twice while the first was under way: done twice.
    assert line.books(Kind.REPROCESS)["rejected:removed"] == 2


def test_a_worker_that_was_stopped_before_its_write_does_not_bring_it_back(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between its look at the block list and its write, for so long that the index forgot the removal."""
    id = line.page(URL, WORDS).id
    line.up_to(Stage.INDEX)
    claim = line.claim(Stage.INDEX)
    assert claim is not None
    write = type(line.parts.engine).write

    def stopped(engine: object, writes: list[Write]) -> object:
        monkeypatch.setattr(type(line.parts.engine), "write", write)
        line.parts.ledger.release(claim)
        removal.bar(line.parts, id, URL, "a court's order")
        return write(engine, writes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(line.parts.engine), "write", stopped)
    steps = line.works[Stage.INDEX](claim)
    assert line.article(id) is None
    assert line.parts.ledger.finish(claim, steps) == [False]
    line.run()
    assert line.is_removed(id)


def test_the_late_write_of_an_old_claim_changes_nothing(line: Line) -> None:
    id = indexed(line)
    stored = line.parts.engine.get([id])[id]
    line.page(URL, OTHER, kind=Kind.REVISION)
    line.up_to(Stage.INDEX)
    claim = line.claim(Stage.INDEX)
    assert claim is not None
    line.parts.ledger.release(claim)
    line.remove(id, URL)
    [passage] = claim.passages
    late = stored.article.evolve(text=OTHER)
    index(line.parts.engine, line.parts.revision_store, [Item(passage, late, claim.token)], late.first_seen)
    assert line.article(id) is None
    IndexStation(line.parts).work(claim)
    assert line.is_removed(id)


def test_a_change_to_a_removed_article_changes_nothing(line: Line) -> None:
    id = indexed(line)
    line.remove(id, URL)
    patch = pack(Patch(fields={"duplicate_of": "z"}))
    line.offer(Arrival(id=id, url=f"id:{id}", stage=Stage.INDEX, kind=Kind.REPROCESS, payload=patch))
    line.run()
    assert line.is_removed(id)


def test_unblocked_it_may_come_in_again_as_new(line: Line) -> None:
    id = indexed(line, FILE)
    line.page(FILE, OTHER)
    line.run()
    line.remove(id, FILE)
    assert line.parts.ledger.unblock([FILE]) == id
    assert line.page(FILE, WORDS).outcome is Outcome.IN_FLIGHT
    line.run()
    article = line.article(id)
    assert article is not None and (article.revision, line.numbers(id)) == (1, [])
    assert line.trace(id).outcome is Outcome.INDEXED
    assert representative(line.parts.redis, line.parts.settings.prefix, [id]) == {id: None}
    line.books()


def test_the_notice_on_a_page_that_could_not_be_read_does_not_bar_its_whole_site(line: Line) -> None:
    id = indexed(line)
    article = line.article(id)
    assert isinstance(article, Article)
    poor = article.evolve(quality=article.quality.evolve(verdict=Verdict.POOR))
    version = line.parts.engine.get([id])[id].version
    line.parts.engine.write([Write(article=poor, version=version, partition=2026)])
    removal.bar(line.parts, id, URL, "")
    assert line.parts.ledger.blocked([f"text:{text_digest(article.text)}"]) == {}
