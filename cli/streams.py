"""The streams: results on stdout, progress and messages on stderr, in UTF-8 whatever the locale says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from rich.console import Console

from cli import safe

UNBOUNDED = 100_000
"""Columns of a stream that is no terminal: nothing is folded there, so that `grep` finds whole lines."""


def prepare() -> None:
    """Makes both streams write UTF-8; what UTF-8 cannot hold (a lone surrogate) is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def out() -> Console:
    """Where results go."""
    return _console(sys.stdout)


def err() -> Console:
    """Where progress and messages go."""
    return _console(sys.stderr)


def _console(file: TextIO) -> Console:
    # Nothing is ever read as rich's markup: half of what is shown comes from outside.
    return Console(
        file=file,
        markup=False,
        highlight=False,
        emoji=False,
        width=None if file.isatty() else UNBOUNDED,
        force_terminal=file.isatty(),
    )


def say(text: object) -> None:
    """One message on stderr."""
    err().print(safe.block(text), soft_wrap=True)


def print_json(value: Any, indent: int | None = 2) -> None:
    """One JSON value on stdout, at once."""
    sys.stdout.write(safe.as_json(value, indent) + "\n")
    sys.stdout.flush()


def print_json_list(values: Iterable[Any]) -> None:
    """A JSON array on stdout, one value a line, none of them held longer than it takes to write it."""
    before = "["
    for value in values:
        sys.stdout.write(f"{before}\n  {safe.as_json(value)}")
        before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")
    sys.stdout.flush()


def stop_writing() -> None:
    """After a broken pipe: what is still buffered goes nowhere, so that Python doesn't complain at its end."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(devnull, stream.fileno())


def interactive(environ: Mapping[str, str] | None = None) -> bool:
    """Whether a person watches stderr: then progress is drawn, else it is told in plain lines."""
    environ = os.environ if environ is None else environ
    return sys.stderr.isatty() and environ.get("TERM") != "dumb"
