"""What a host answers: pure functions from what is asked to an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """A request. `times`: how often this path was asked before; `pause`: seconds since the last request to this host
    ended, None for the first one and while another is under way."""

    path: str
    phase: int = 1
    times: int = 0
    pause: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """An answer. `seconds`: how long it takes; `ending`: `whole`, `endless` (it goes on for ever) or `none`
    (not a word is said)."""

    status: int = 200
    body: bytes = b""
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    ending: str = "whole"


Route = Callable[[Asked], Answer]


def always(answer: Answer) -> Route:
    return lambda _: answer


def status(code: int, **headers: str) -> Route:
    """A status with a short page; headers by name with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return always(Answer(code, f"<h1>{code}</h1>".encode(), headers=named))


def redirect(to: str, code: int = 302) -> Route:
    return status(code, location=to)


def at_first(first: Route, then: Route, times: int = 1) -> Route:
    """`first` for the first so many requests."""
    return lambda asked: (first if asked.times < times else then)(asked)


def by_phase(first: Route, second: Route) -> Route:
    return lambda asked: (first if asked.phase == 1 else second)(asked)


def slow(route: Route, seconds: float) -> Route:
    return lambda asked: replace(route(asked), seconds=seconds)


def tagged(route: Route) -> Route:
    """With an ETag, and 304 for whoever has it (RFC 9110, 13.1.2)."""

    def answer(asked: Asked) -> Answer:
        plain = route(asked)
        tag = f'"{hashlib.sha256(plain.body).hexdigest()[:16]}"'
        return _unless(plain, asked.headers.get("if-none-match") == tag, {"etag": tag})

    return answer


def dated(route: Route, moment: datetime, changed: datetime | None = None) -> Route:
    """With a Last-Modified, and 304 for whoever has it (RFC 9110, 13.1.3); `changed`: that of the second phase."""

    def answer(asked: Asked) -> Answer:
        at = format_datetime(changed if changed and asked.phase > 1 else moment, usegmt=True)
        return _unless(route(asked), asked.headers.get("if-modified-since") == at, {"last-modified": at})

    return answer


def _unless(plain: Answer, known: bool, validator: Mapping[str, str]) -> Answer:
    headers = {**plain.headers, **validator}
    return replace(plain, status=304, body=b"", headers=headers) if known else replace(plain, headers=headers)
