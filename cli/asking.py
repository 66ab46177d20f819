"""Questions to a person at a terminal."""

from __future__ import annotations

import sys

from cli import streams
from pipeline.errors import Misuse

YES = frozenset({"y", "yes", "o", "oui"})


def is_there() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty() and streams.interactive()


def confirm(question: str, yes: bool) -> bool:
    """Whether to go on; with `--yes` nobody is asked.

    :raises Misuse: nobody is there to answer.
    """
    if yes:
        return True
    if not is_there():
        raise Misuse(f"{question} Say --yes to confirm.")
    return _answer(f"{question} [y/N] ").casefold() in YES


def choose(most: int) -> list[int]:
    """Numbers from 1 to `most`, the first by default; asks again until they can be read."""
    while True:
        answer = _answer("Which ones? Numbers apart by commas, `all`, or nothing for 1: ")
        if (numbers := read_numbers(answer, most)) is not None:
            return numbers
        streams.say(f"Numbers from 1 to {most}, please.")


def read_numbers(text: str, most: int) -> list[int] | None:
    """`2`, `1, 3`, `all`, or nothing for the first; None for what can't be read."""
    given = text.strip().casefold()
    if given in ("all", "*"):
        return list(range(1, most + 1))
    words = given.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and 1 <= int(word[:6]) <= most for word in words):
        return None
    return list(dict.fromkeys(map(int, words))) or [1]


def _answer(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
    return line.strip()
