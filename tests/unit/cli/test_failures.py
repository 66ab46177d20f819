"""Failures: the exit code, the sentence with what to do, the caret, the problem on stdout with --json."""

from __future__ import annotations

import json

import pytest

from cli import failures
from pipeline.errors import Away, Full, Misuse, QueryError, Unknown


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QueryError("no", 3), 2),
        (Misuse("no"), 2),
        (Unknown("no"), 1),
        (Away("redis", "refused"), 3),
        (Full("full"), 3),
        (ZeroDivisionError("x"), 70),
    ],
)
def test_each_error_has_its_exit_code(error: Exception, code: int) -> None:
    assert failures.report(error, as_json=False, debug=False) == code


def test_what_to_do_is_on_stderr_and_stdout_stays_empty(capsys: pytest.CaptureFixture[str]) -> None:
    failures.report(Away("redis", "connection refused"), as_json=False, debug=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert "redis is away: connection refused" in err and "ROTATIVE_REDIS_URL" in err
    assert "Traceback" not in err


def test_with_json_the_problem_is_on_stdout_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    failures.report(QueryError("a parenthesis is open", 9, "close it with )"), as_json=True, debug=False, query="x")
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "type": "urn:rotative:problem:bad-query",
        "title": "The query cannot be read",
        "detail": "a parenthesis is open: close it with )",
        "position": 9,
    }
    assert "a parenthesis is open" in err


def test_the_traceback_is_shown_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise Misuse("wrong")
    except Misuse as error:
        failures.report(error, as_json=False, debug=True)
    assert "Traceback" in capsys.readouterr().err


def test_credentials_in_urls_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    failures.report(Away("redis", "redis://:hunter2@db:6379 refused"), as_json=True, debug=False)
    out, err = capsys.readouterr()
    assert "hunter2" not in out + err and "redis://***@db:6379" in err


@pytest.mark.parametrize(
    ("query", "position", "column"),
    [("élection (paris", 9, 9), ("日本 (", 3, 5), ("abc", 3, 3), ("abc", 99, 3), ("", 0, 0), ("a\x1bb(", 3, 3)],
)
def test_the_caret_stands_under_the_place(query: str, position: int, column: int) -> None:
    shown, caret = failures.pointed(query, position).split("\n")
    assert "\x1b" not in shown
    assert caret == " " * (2 + column) + "^"


def test_of_a_long_query_the_part_around_the_place_is_shown() -> None:
    query = "a" * 500 + "(" + "b" * 500
    shown, caret = failures.pointed(query, 500, width=40).split("\n")
    assert len(shown) < 50 and shown[caret.index("^")] == "("
