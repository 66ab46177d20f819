"""Following articles: each URL gets one line, whenever and however its outcome comes."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from cli import delivery
from cli.tally import Tally
from pipeline.ledger.records import Receipt, Trace
from pipeline.outcomes import Outcome, Reason

RECEIPTS = [
    Receipt(id="a", url="file:///a", outcome=Outcome.IN_FLIGHT),
    Receipt(id="b", url="file:///b", outcome=Outcome.REJECTED, reason=Reason.EMPTY),
    Receipt(id="a", url="file:///same-as-a", outcome=Outcome.IN_FLIGHT, joined=True),
    Receipt(id="c", url="file:///c", outcome=Outcome.IN_FLIGHT),
]
TRACES = [Trace(id="a", url="file:///a", outcome=Outcome.INDEXED)]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Parts of which nothing is asked: the door and the wait give what is set here."""
    monkeypatch.setattr(delivery, "accept", lambda parts, arrivals, **_: iter(RECEIPTS))
    monkeypatch.setattr(delivery, "outcomes", lambda parts, ids, timeout, **_: iter(TRACES))
    return SimpleNamespace()


def lines(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str | None]]:
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(line["url"], line["outcome"], line["reason"]) for line in told]


def test_waiting_tells_every_url_once(parts: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(waited=True)
    delivery.Delivery(parts, tally, as_json=True).bring([])
    assert lines(capsys) == [
        ("file:///b", "rejected", "empty"),
        ("file:///a", "indexed", None),
        ("file:///same-as-a", "indexed", None),
        ("file:///c", "in_flight", None),
    ]
    assert tally.exit_code == 1


def test_without_waiting_what_is_final_is_told_and_the_rest_is_on_its_way(
    parts: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally(waited=False)
    delivery.Delivery(parts, tally, as_json=True).bring([])
    assert [outcome for _, outcome, _ in lines(capsys)] == ["rejected", "in_flight", "in_flight", "in_flight"]
    assert tally.counts[Outcome.IN_FLIGHT] == 3


def test_stdout_stays_empty_without_json(parts: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(waited=True)
    delivery.Delivery(parts, tally).bring([])
    assert delivery.sum_up(tally) == 1
    out, err = capsys.readouterr()
    assert out == "" and "rejected: empty  file:///b" in err
