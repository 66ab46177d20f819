"""tdmrep.json as the W3C's TDMRep has it read."""

from __future__ import annotations

import json
import time

import pytest

from pipeline.http.tdm import MOST_RULES, reserving, rules

PAGE = "https://a.example/news/2026/a.html?b=1"


def reserved(*rows: object, url: str = PAGE) -> str | None:
    return reserving(tuple(rules(json.dumps(rows).encode())), url)


def rule(location: object, value: object = 1) -> dict[str, object]:
    return {"location": location, "tdm-reservation": value}


@pytest.mark.parametrize(
    ("location", "matches"),
    [("/", True), ("/news", True), ("/News", False), ("/*.html", True), ("*", True), ("/news/*/a.html$", False),
     ("/news/*b=1$", True), ("/sport/", False)],
)  # fmt: skip
def test_patterns_match_as_those_of_robots_txt(location: str, matches: bool) -> None:
    assert (reserved(rule(location)) is not None) == matches


def test_the_first_rule_that_matches_counts() -> None:
    assert reserved(rule("/news/", 0), rule("/", 1)) is None
    assert reserved(rule("/sport/", 0), rule("/", 1)) == "/"


@pytest.mark.parametrize("value", [0, "0", None, 2, "true?", [1]])
def test_anything_but_one_reserves_nothing(value: object) -> None:
    assert reserved(rule("/", value)) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"null", b"[1, [], {}, null]", b'[{"location": 7, "tdm-reservation": 1}]', b"[" * 60_000,
     b'[{"location": "/\\nDisallow: /", "tdm-reservation": 0}]', b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_such_file_reserves_nothing(body: bytes) -> None:
    assert reserving(tuple(rules(body)), PAGE) is None


def test_many_hostile_rules_cost_little() -> None:
    start = time.perf_counter()
    reserved(*[rule("/" + "*a" * 200 + "$")] * 2 * MOST_RULES, url="https://a.example/" + "a" * 2000)
    assert time.perf_counter() - start < 2.0
