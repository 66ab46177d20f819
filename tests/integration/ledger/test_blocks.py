"""The block list: what was removed stays out, under every name it had."""

from __future__ import annotations

import pytest

from pipeline.ledger.records import Settle
from pipeline.outcomes import Outcome
from pipeline.records import Stage


def test_what_was_met_lately_is_known_by_its_id_or_its_url(ledger, arrival):
    ledger.accept([arrival("a", url="https://a.example/a")])
    known = ledger.known(["a", "x", "y"], ["https://a.example/other", "https://a.example/a", "https://a.example/y"])
    assert known == [True, True, False]
    assert ledger.known([], []) == []


def test_what_is_blocked_is_known_too(ledger):
    ledger.block("a", "https://a.example/a", "a court's order", ["https://a.example/amp"])
    urls = ["https://a.example/z", "https://a.example/a", "https://a.example/amp", "https://a.example/x"]
    assert ledger.known(["a", "b", "c", "d"], urls) == [True, True, True, False]


def test_a_block_has_every_name_that_the_article_had(ledger, arrival, claim_all):
    ledger.accept([arrival("a", fingerprint="bytes")])
    claim = claim_all(ledger, Stage.CLEAN)
    ledger.reserve(claim, "a", "https://a.example/canonical")
    ledger.reserve(claim, "a", "text:0123")
    ledger.finish(claim, [Settle(id="a", outcome=Outcome.INDEXED, urls=("https://b.example/hop",))])
    ledger.block("a", "https://a.example/a", "wrong")
    names = ["a", "https://a.example/a", "https://a.example/canonical", "text:0123", "https://b.example/hop"]
    assert ledger.blocked([*names, "b"]) == dict.fromkeys(names, "wrong")


def test_a_block_is_told_with_its_reason_the_latest_first(desk):
    desk.ledger().block("a", "https://a.example/a", "é «légal»")
    desk.ledger(at=5).block("b", "https://a.example/b", "other")
    told = desk.ledger().blocks()
    assert [(block.id, block.url, block.reason) for block in told] == [
        ("b", "https://a.example/b", "other"),
        ("a", "https://a.example/a", "é «légal»"),
    ]
    assert told[0].at > told[1].at
    assert [block.id for block in desk.ledger().blocks(1)] == ["b"]


def test_a_block_never_expires(ledger, desk):
    ledger.block("a", "https://a.example/a", "", ["text:0123"])
    assert all(desk.redis.ttl(key) == -1 for key in desk.redis.keys(desk.key("b*")))


@pytest.mark.parametrize("name", ["a", "https://a.example/a", "https://a.example/amp"])
def test_to_unblock_frees_every_name(ledger, name):
    ledger.block("a", "https://a.example/a", "", ["https://a.example/amp"])
    assert ledger.unblock(["nothing", name]) == "a"
    assert ledger.blocked(["a", "https://a.example/a", "https://a.example/amp"]) == {}
    assert ledger.blocks() == []
    assert ledger.unblock([name]) is None


def test_a_name_of_two_removed_articles_is_barred_until_both_are_let_in(ledger):
    for id in ("a", "b"):
        ledger.block(id, f"https://a.example/{id}", "", ["text:0123"])
    assert ledger.unblock(["a"]) == "a"
    assert set(ledger.blocked(["a", "b", "text:0123"])) == {"b", "text:0123"}
    ledger.unblock(["b"])
    assert ledger.blocked(["text:0123"]) == {}


def test_blocking_again_adds_names_and_keeps_the_old_ones(ledger):
    ledger.block("a", "https://a.example/a", "one", ["text:1"])
    ledger.block("a", "https://a.example/a", "two", ["text:2"])
    assert ledger.blocked(["text:1", "text:2"]) == {"text:1": "two", "text:2": "two"}
    assert len(ledger.blocks()) == 1
