"""Removal as people ask for it: whatever they know the article by."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.discover import arrivals
from pipeline.errors import Misuse, Unknown
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Lane
from pipeline.urls import article_id
from tests.integration.workers.line import WORDS, Line
from web import takedown
from workers.removal import unfinished

URL = "https://brest.example/port"


def remove(line: Line, name: str) -> list[str]:
    ids = [block.id for block in takedown.remove(line.parts, name, "a court's order")]
    line.run()
    assert unfinished(line.parts, ids, 0) == []
    return ids


def page(line: Line, url: str, canonical: str) -> str:
    head = f'<html><head><link rel="canonical" href="{canonical}"></head>'
    html = f"{head}<body><article><h1>Le port rouvre</h1><p>{WORDS}</p></article></body></html>"
    receipt = line.offer(arrivals.of_page(url, html.encode(), Lane.NOW, is_text=False))
    line.run()
    return receipt.id


@pytest.mark.parametrize("name", ["id", URL, "https://brest.example/amp/port", f"{URL}?utm_source=x#top"])
def test_by_its_id_or_by_any_url_of_it(line: Line, name: str) -> None:
    id = page(line, "https://brest.example/amp/port", URL)
    assert line.article(id) is not None
    assert remove(line, id if name == "id" else name) == [id]
    assert line.is_removed(id)
    assert line.candidate("https://brest.example/amp/port", WORDS).reason is Reason.REMOVED
    assert line.candidate(URL, WORDS).reason is Reason.REMOVED


def test_by_the_path_of_its_file(line: Line, tmp_path: Path) -> None:
    id = line.page((tmp_path / "port.txt").as_uri(), WORDS).id
    line.run()
    assert remove(line, str(tmp_path / "port.txt")) == [id]
    assert line.is_removed(id)


def test_by_the_url_of_a_duplicate_both_are_meant(line: Line) -> None:
    id = page(line, URL, URL)
    other = page(line, "https://brest.example/m/port", URL)
    assert line.trace(other).outcome is Outcome.DUPLICATE
    assert sorted(remove(line, "https://brest.example/m/port")) == sorted([id, other])
    assert line.is_removed(id) and line.is_removed(other)
    assert line.candidate("https://brest.example/m/port", WORDS).reason is Reason.REMOVED


def test_a_url_that_nobody_knows_is_barred_in_advance_and_a_word_is_not(line: Line) -> None:
    assert remove(line, f"{URL}?utm_source=x") == [article_id(URL)]
    assert line.candidate(URL, WORDS).reason is Reason.REMOVED
    for name, error in (("nobody", Unknown), ("mailto:a@b.example", Misuse)):
        with pytest.raises(error):
            takedown.remove(line.parts, name, "why")
    with pytest.raises(Misuse):
        takedown.remove(line.parts, URL, " ")


def test_what_is_meant_is_told_before_it_is_removed(line: Line) -> None:
    id = page(line, URL, URL)
    [target] = takedown.targets(line.parts, URL)
    assert (target.id, target.url, bool(target.title)) == (id, URL, True)
    assert takedown.targets(line.parts, "https://brest.example/other")[0].title is None


@pytest.mark.parametrize("name", ["id", URL, f"{URL}?utm_source=x"])
def test_it_is_let_in_again_by_any_name(line: Line, name: str) -> None:
    id = page(line, URL, URL)
    remove(line, id)
    assert takedown.unblock(line.parts, id if name == "id" else name) == id
    with pytest.raises(Unknown):
        takedown.unblock(line.parts, id)
    assert page(line, URL, URL) == id
    assert line.article(id) is not None


def test_without_workers_it_is_told_that_it_is_not_gone_yet(line: Line) -> None:
    id = page(line, URL, URL)
    takedown.remove(line.parts, id, "why")
    assert unfinished(line.parts, [id], 0.2) == [id]
    line.run()
    assert unfinished(line.parts, [id], 0) == []
