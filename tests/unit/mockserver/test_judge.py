"""The judge finds each fault, and none where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.mockserver.world.judge import Line, Manners, Rules, complaints, read_log

HOST = "127.0.1.1"
AGENT = "Rotative/1.0 (+https://press.example/robot)"
RULES = Rules(hosts={HOST: Manners()}, delay=1.0, agent=("Rotative/", "https://press.example/robot"))
ROBOTS = Line(HOST, "/robots.txt", 0.0, 0.1, agent=AGENT)


def asked(path: str, start: float, end: float, **more: object) -> Line:
    return replace(Line(HOST, path, start, end, agent=AGENT), **more)  # type: ignore[arg-type]


def told(*lines: Line, rules: Rules = RULES, phase: int = 1, **manners: object) -> list[str]:
    chosen = replace(rules, hosts={HOST: Manners(**manners)}) if manners else rules  # type: ignore[arg-type]
    return complaints(lines, chosen, phase)


def test_a_polite_crawl_gives_no_cause_for_complaint() -> None:
    assert told(ROBOTS, asked("/rss.xml", 1.1, 1.3), asked("/a", 2.3, 2.5), asked("/b", 3.5, 3.6)) == []


def test_a_pause_counts_from_the_end_of_a_request() -> None:
    (wrong,) = told(ROBOTS, asked("/rss.xml", 1.2, 3.0), asked("/a", 3.5, 3.6))
    assert wrong.startswith("after 0.500 s instead of 1")


def test_a_pause_counts_from_the_end_of_the_longest_request() -> None:
    lines = (ROBOTS, asked("/long", 1.2, 9.0), asked("/short", 2.3, 2.4), asked("/soon", 9.5, 9.6))
    assert any("/soon" in wrong for wrong in told(*lines))


def test_what_the_clock_of_the_log_can_not_tell_is_let_pass() -> None:
    assert told(ROBOTS, asked("/rss.xml", 1.098, 1.2)) == []


def test_two_requests_at_once_are_one_too_many() -> None:
    assert any("2 requests at once" in wrong for wrong in told(ROBOTS, asked("/a", 1.2, 5.0), asked("/b", 3.0, 3.1)))


def test_as_many_at_once_as_are_allowed_are_no_fault() -> None:
    rules = replace(RULES, concurrency=2)
    lines = (ROBOTS, asked("/a", 1.2, 5.0), asked("/b", 3.0, 3.1))
    assert told(*lines, rules=rules) == []
    assert any("3 requests at once" in wrong for wrong in told(*lines, asked("/c", 3.05, 3.2), rules=rules))


def test_hosts_are_judged_apart() -> None:
    other = replace(ROBOTS, host="127.0.1.2", start=0.05)
    assert told(ROBOTS, other) == []


def test_a_crawl_delay_counts_from_when_it_could_be_known() -> None:
    (wrong,) = told(ROBOTS, asked("/rss.xml", 1.2, 1.3), delay=2.0)
    assert "instead of 2" in wrong
    failed = replace(ROBOTS, status=500)
    assert told(failed, asked("/robots.txt", 1.2, 1.3), asked("/a", 3.3, 3.4), delay=2.0) == []


def test_a_page_is_asked_only_when_robots_txt_was_read() -> None:
    (wrong,) = told(asked("/a", 0.0, 0.1), replace(ROBOTS, start=1.2, end=1.3))
    assert wrong.startswith("before its robots.txt was read")
    (wrong,) = told(replace(ROBOTS, status=503), asked("/a", 1.2, 1.3))
    assert wrong.startswith("before its robots.txt was read")


@pytest.mark.parametrize("path", ["/interdit/a.html", "/interdit/"])
def test_what_robots_txt_forbids_is_never_asked(path: str) -> None:
    (wrong,) = told(ROBOTS, asked(path, 1.2, 1.3), forbidden=("/interdit/",))
    assert wrong.startswith("against its robots.txt")


def test_where_all_is_forbidden_robots_txt_itself_may_be_asked() -> None:
    assert told(ROBOTS, forbidden=("/",)) == []


def test_robots_txt_is_asked_as_often_as_allowed_not_counting_its_failures() -> None:
    again = [replace(ROBOTS, start=at, end=at + 0.1) for at in (2.0, 4.0)]
    (wrong,) = told(ROBOTS, *again, rules=replace(RULES, robots=2))
    assert "3 times instead of 2" in wrong
    assert told(replace(ROBOTS, status=500), *again, rules=replace(RULES, robots=2)) == []


def test_retry_after_is_kept_by_all_requests_to_a_host() -> None:
    busy = asked("/a", 1.2, 1.3, status=503, retry_after=5.0)
    (wrong,) = told(ROBOTS, busy, asked("/b", 4.0, 4.1))
    assert "before the 5 that it asked for were over" in wrong
    assert told(ROBOTS, busy, asked("/b", 6.4, 6.5)) == []


def test_a_page_that_had_its_say_is_not_asked_again() -> None:
    lines = (ROBOTS, asked("/a", 1.2, 1.3), asked("/a", 3.0, 3.1))
    (wrong,) = told(*lines, pages=frozenset({"/a"}))
    assert wrong.startswith("asked again for nothing")
    assert told(*lines, pages=frozenset({"/b"})) == []
    assert told(*lines, pages=frozenset({"/a"}), rules=replace(RULES, repeats=1)) == []


@pytest.mark.parametrize("failed", [{"status": 500}, {"status": 429}, {"status": 0, "cut": True}, {"cut": True}])
def test_a_page_that_failed_or_was_cut_off_may_be_asked_again(failed: dict[str, object]) -> None:
    lines = (ROBOTS, asked("/a", 1.2, 1.3, **failed), asked("/a", 3.0, 3.1))
    assert told(*lines, pages=frozenset({"/a"})) == []


@pytest.mark.parametrize("status", [301, 404, 410, 403])
def test_a_final_refusal_is_an_answer_too(status: int) -> None:
    lines = (ROBOTS, asked("/a", 1.2, 1.3, status=status), asked("/a", 3.0, 3.1, status=status))
    assert len(told(*lines, pages=frozenset({"/a"}))) == 1


def test_a_page_that_changed_is_asked_once_more_in_the_second_phase() -> None:
    manners = {"pages": frozenset({"/a"}), "revised": frozenset({"/a"})}
    first, second = asked("/a", 1.2, 1.3), asked("/a", 3.0, 3.1, phase=2)
    third = asked("/a", 5.0, 5.1, phase=2)
    assert told(ROBOTS, first, second, phase=2, **manners) == []
    assert any("was asked 0 times" in wrong for wrong in told(ROBOTS, first, phase=2, **manners))
    assert any("was asked 2 times" in wrong for wrong in told(ROBOTS, first, second, third, phase=2, **manners))
    assert len(told(ROBOTS, first, replace(second, phase=1), **manners)) == 1


def test_an_unchanged_listing_costs_one_304_in_the_second_phase() -> None:
    manners = {"unchanged": frozenset({"/rss.xml"})}
    first = asked("/rss.xml", 1.2, 1.3)
    again = asked("/rss.xml", 3.0, 3.1, phase=2, status=304, asks=("if-none-match",))
    assert told(ROBOTS, first, again, phase=2, **manners) == []
    assert told(ROBOTS, first, **manners) == []
    for lines in ((first,), (first, replace(again, status=200)), (first, again, replace(again, start=5.0, end=5.1))):
        (wrong,) = told(ROBOTS, *lines, phase=2, **manners)
        assert wrong.startswith("an unchanged listing cost")


def test_a_host_that_was_not_asked_at_all_is_missed_in_the_second_phase() -> None:
    rules = replace(RULES, hosts={HOST: Manners(unchanged=frozenset({"/rss.xml"}))})
    assert complaints([], rules, phase=2) == [f"an unchanged listing cost nothing instead of one 304: {HOST}/rss.xml"]


def test_a_listing_that_asks_for_patience_is_read_once_in_a_phase() -> None:
    first, second = asked("/rss.xml", 1.2, 1.3), asked("/rss.xml", 3.0, 3.1, phase=2)
    often = replace(second, start=5.0, end=5.1, phase=1)
    assert told(ROBOTS, first, second, phase=2, once=frozenset({"/rss.xml"})) == []
    assert any("read 2 times in phase 1" in wrong for wrong in told(ROBOTS, first, often, once=frozenset({"/rss.xml"})))


def test_a_request_says_who_asks_and_whom_to_write_to() -> None:
    for agent in ("", "Mozilla/5.0", "Rotative/1.0"):
        (wrong,) = told(replace(ROBOTS, agent=agent))
        assert wrong.startswith(f"asked by {agent!r}")


def test_a_log_is_read_up_to_the_line_that_is_being_written(tmp_path: Path) -> None:
    whole = (
        '{"host": "h", "path": "/", "start": 1.0, "end": 2.0, "phase": 1, "status": 200, "cut": false, '
        '"retry_after": null, "agent": "a", "asks": ["if-none-match"]}'
    )
    log = tmp_path / "log"
    log.write_text(f'{whole}\n{{"host": "h", "pa')
    assert read_log(log) == [Line("h", "/", 1.0, 2.0, agent="a", asks=("if-none-match",))]
