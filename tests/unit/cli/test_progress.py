"""Progress in plain lines: each phase at once, then at most one line a second, never the same twice."""

from __future__ import annotations

from cli.progress import Lines


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_at_most_one_line_a_second() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, clock)
    for number in range(1, 301):
        clock.now += 0.01
        lines.show("accepted", number)
    assert said[0] == "accepted: 1" and 3 <= len(said) <= 4


def test_a_new_phase_is_told_at_once_and_nothing_twice() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, clock)
    lines.show("accepted", 5)
    lines.show("done", 0, 5)
    clock.now += 10
    lines.show("done", 0, 5)
    lines.show("done", 3, 5)
    assert said == ["accepted: 5", "done: 0 of 5", "done: 3 of 5"]
