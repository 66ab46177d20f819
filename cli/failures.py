"""What a person or a script sees of a failure: a sentence on stderr, with `--json` the problem on stdout as well."""

from __future__ import annotations

import traceback

from rich.cells import cell_len

from cli import safe, streams
from pipeline.errors import QueryError
from web.problems import Problem, problem_of, without_secrets

INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 and the number of the signal (SIGINT, SIGPIPE), as shells count."""


def report(error: Exception, as_json: bool, debug: bool, query: str | None = None) -> int:
    """Tells the failure and gives the exit code.

    :param query: the query that was asked, so that the place of a mistake in it can be pointed at.
    """
    problem = problem_of(error)
    if debug:
        streams.say("".join(traceback.format_exception(error)))
    if as_json:
        # One line, as after the lines of `ingest --json`.
        streams.print_json(problem.document(), indent=None)
    streams.say(f"rotative: {_said(error, problem)}")
    if isinstance(error, QueryError) and query is not None:
        streams.say(pointed(query, error.position))
    return problem.exit_code


def _said(error: Exception, problem: Problem) -> str:
    if problem.name != "internal":
        return problem.detail
    return without_secrets(f"a fault of Rotative ({type(error).__name__}: {error}). --debug shows where.")


def pointed(query: str, position: int, width: int = 76) -> str:
    """The query with a caret under the place; of a long one the part around it.

    :param position: code points from 0; the length of the query is the place after its end.
    """
    shown = safe.same_length(query)
    position = max(0, min(position, len(shown)))
    start = max(0, position - width // 2)
    left = "…" if start else ""
    before, after = left + shown[start:position], shown[position : start + width]
    return f"  {before}{after}\n  {' ' * cell_len(before)}^"
