"""The judge: from the log of the world to complaints about whoever crawled it. Pure.

Times are seconds of the log's own monotonic clock.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROBOTS = "/robots.txt"
FINAL = {200, 301, 302, 303, 307, 308, 401, 403, 404, 410}
"""After such an answer a page has nothing new to say."""


@dataclass(frozen=True)
class Line:
    """One request. `status` 0: no answer; `cut`: the other side let go before the end; `asks`: its conditional
    headers, in lower case; `retry_after`: seconds that the answer asked for."""

    host: str
    path: str
    start: float
    end: float
    status: int = 200
    phase: int = 1
    cut: bool = False
    retry_after: float | None = None
    agent: str = ""
    asks: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return f"{self.host}{self.path} at {self.start:.3f} to {self.end:.3f} ({self.status})"


@dataclass(frozen=True)
class Manners:
    """What one host may expect. `delay`: what its robots.txt asks for; `forbidden`: path prefixes; `pages`: paths that
    are articles, so that a second request is for nothing, but for those `revised` in the second phase; `unchanged`:
    listings that cost one 304 each in the second phase; `once`: listings that ask to be read once in a phase."""

    delay: float = 0.0
    forbidden: tuple[str, ...] = ()
    pages: frozenset[str] = frozenset()
    revised: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """What is allowed. `delay`: seconds from the end of a request to the next at a host; `concurrency`: requests open
    at one host; `robots`: requests for one robots.txt, besides those that failed; `repeats`: pages of one host that
    may be asked again, since a kill cut them off; `agent`: what every User-Agent contains; `tolerance`: seconds."""

    hosts: Mapping[str, Manners] = field(default_factory=dict)
    delay: float = 1.0
    concurrency: int = 1
    robots: int = 1
    repeats: int = 0
    agent: tuple[str, ...] = ()
    tolerance: float = 0.005


def read_log(path: Path) -> list[Line]:
    """The log of the world; a last line that is not whole yet is left out."""
    rows = [row for row in path.read_text("utf-8").splitlines(keepends=True) if row.endswith("\n")]
    return [_line(json.loads(row)) for row in rows]


def _line(row: dict[str, Any]) -> Line:
    return Line(**{**row, "asks": tuple(row["asks"])})


def complaints(log: Iterable[Line], rules: Rules, phase: int = 1) -> list[str]:
    """All that is wrong, in words; `phase` is the last one that is over."""
    by_host: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(log, key=lambda line: line.start):
        by_host[line.host].append(line)
    found = []
    for host, lines in by_host.items():
        found += _of_host(lines, rules, rules.hosts.get(host, Manners()))
    if phase > 1:
        for host, manners in rules.hosts.items():
            found += _second_phase(host, by_host[host], manners)
    return found


def _of_host(lines: Sequence[Line], rules: Rules, manners: Manners) -> Iterator[str]:
    yield from _crowding(lines, rules)
    yield from _haste(lines, rules, manners)
    yield from _impatience(lines, rules)
    yield from _trespass(lines, rules, manners)
    yield from _repetition(lines, rules, manners)
    yield from _zeal(lines, rules, manners)
    for line in lines:
        if not all(part in line.agent for part in rules.agent):
            yield f"asked by {line.agent!r}: {line.told}"


def _crowding(lines: Sequence[Line], rules: Rules) -> Iterator[str]:
    """More requests open at once than allowed."""
    for at, line in enumerate(lines):
        still_open = [other for other in lines[:at] if other.end > line.start + rules.tolerance]
        if len(still_open) >= rules.concurrency:
            yield f"{len(still_open) + 1} requests at once: {line.told} while {still_open[-1].told}"


def _haste(lines: Sequence[Line], rules: Rules, manners: Manners) -> Iterator[str]:
    """Sooner after the end of another request than allowed; a Crawl-delay counts from when it could be known."""
    known = min((line.end for line in lines if _tells_rules(line)), default=float("inf"))
    last_end: float | None = None
    for line in lines:
        if last_end is not None:
            delay = max(rules.delay, manners.delay if line.start >= known else 0.0)
            pause = line.start - last_end
            if 0 <= pause + rules.tolerance < delay and rules.concurrency == 1:
                yield f"after {pause:.3f} s instead of {delay:g}: {line.told}"
        last_end = max(last_end or 0.0, line.end)


def _impatience(lines: Sequence[Line], rules: Rules) -> Iterator[str]:
    """Sooner than an answer asked for (RFC 9110, 10.2.3)."""
    until, asked = float("-inf"), 0.0
    for line in lines:
        if line.start + rules.tolerance < until:
            yield f"{until - line.start:.3f} s before the {asked:g} that it asked for were over: {line.told}"
        if line.retry_after and line.end + line.retry_after > until:
            until, asked = line.end + line.retry_after, line.retry_after


def _trespass(lines: Sequence[Line], rules: Rules, manners: Manners) -> Iterator[str]:
    """Against its robots.txt, before it was read, or too often for it."""
    known = min((line.end for line in lines if _tells_rules(line)), default=float("inf"))
    for line in lines:
        if line.path != ROBOTS and line.start < known:
            yield f"before its robots.txt was read: {line.told}"
        if line.path != ROBOTS and line.path.startswith(manners.forbidden or ("\0",)):
            yield f"against its robots.txt: {line.told}"
    times = sum(_tells_rules(line) for line in lines)
    if times > rules.robots:
        yield f"its robots.txt was asked for {times} times instead of {rules.robots}: {lines[0].host}"


def _tells_rules(line: Line) -> bool:
    """Whether the rules of a host were known by then: an error of the server says nothing (RFC 9309, 2.3.1.4)."""
    return line.path == ROBOTS and 0 < line.status < 500 and line.status != 429


def _repetition(lines: Sequence[Line], rules: Rules, manners: Manners) -> Iterator[str]:
    """Pages that had said all they had to say, and were asked again."""
    told, again = set[str](), list[Line]()
    excused = set[str]()
    for line in lines:
        path = line.path
        if path not in manners.pages:
            continue
        if path in told:
            if path in manners.revised and line.phase > 1 and path not in excused:
                excused.add(path)
            else:
                again.append(line)
        elif line.status in FINAL and not line.cut:
            told.add(path)
    if len(again) > rules.repeats:
        yield from (f"asked again for nothing: {line.told}" for line in again)


def _zeal(lines: Sequence[Line], rules: Rules, manners: Manners) -> Iterator[str]:
    """Listings that are read more often than they ask to be."""
    times = Counter((line.path, line.phase) for line in lines if line.path in manners.once and not line.cut)
    for (path, phase), often in times.items():
        if often > 1 + rules.repeats:
            yield f"asks to be read once in an hour, was read {often} times in phase {phase}: {lines[0].host}{path}"


def _second_phase(host: str, lines: Sequence[Line], manners: Manners) -> Iterator[str]:
    """Unchanged listings cost one 304 each, and what has changed is asked for."""
    asked = [line for line in lines if line.phase > 1]
    times = Counter(line.path for line in asked)
    for path in sorted(manners.unchanged):
        statuses = [line.status for line in asked if line.path == path]
        if statuses != [304]:
            yield f"an unchanged listing cost {statuses or 'nothing'} instead of one 304: {host}{path}"
    for path in sorted(manners.revised):
        if times[path] != 1:
            yield f"a page that changed was asked {times[path]} times: {host}{path}"
