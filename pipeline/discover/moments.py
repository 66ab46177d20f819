"""Moments as listings write them: RFC 3339 and its parts, RFC 5322 and what people make of it, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel.dates import get_month_names

_LOCALES = ("fr", "en", "de", "es", "it", "pt", "nl", "ca", "ro", "sv", "da", "nb", "pl", "tr")
_LONGEST = 100
_OLDEST = 1600
"""The first newspapers: what is older is a placeholder."""

AHEAD = timedelta(days=1)
"""How far a moment may lie in the future: further than a wrong time zone goes, it is a wrong date."""

_CLOCK = r"(\d{1,2})\s?[:hH.]\s?(\d{2})(?:[:.m](\d{2})(?:[.,]\d{1,9})?)?\s*([ap]\.?m\b)?"
_ISO = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?"
    r"(?:[T ]\s?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?<![\w:])(\d{1,2})(?:er|st|nd|rd|th|\.)?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4}|\d{2})\b"
)
_MONTH_FIRST = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_TIME = re.compile(_CLOCK)
_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})\b|\b([A-Z]{1,5})\s*\)?$")
_ZONES = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ADT": -3,
    "WET": 0, "WEST": 1, "BST": 1, "IST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours ahead of UTC; the American ones by RFC 5322, 4.3."""


_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)
"""The zone of the times without one, in the listing that is being read."""


@contextmanager
def read_in(zone: tzinfo) -> Iterator[None]:
    """Inside, times that name no zone are in this one, the source's."""
    token = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(token)


def moment(text: str) -> datetime | None:
    """The moment that a text names, in UTC; a day alone is its midnight there, a time without a zone is in that of
    `read_in`.

    Reads what W3C date-time, RFC 3339 and RFC 5322 allow, with the names of months in the languages of Western Europe
    («jeu., 19 nov. 2026 10:00:00 +0100», `19/11/2026 10h30`). None: it can't be read, or is before 1600.
    """
    given = " ".join(text[:_LONGEST].split())
    try:
        found = _iso(given) or _in_words(given)
        return found.astimezone(UTC) if found and found.year >= _OLDEST else None
    except (ValueError, OverflowError):
        return None


def believable(found: datetime | None, now: datetime) -> datetime | None:
    """The moment, unless it lies further than `AHEAD` in the future or is the zero of a clock."""
    if found is None or found > now + AHEAD or found.timestamp() == 0:
        return None
    return found


def _iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=_offset(zone) if zone else _own(hour))
    return start.replace(hour=int(hour or 0), minute=int(minute or 0), second=min(int(second or 0), 59))


def _own(hour: str | None) -> tzinfo:
    """The source's zone for a time; a day alone is a day, wherever."""
    return _zone.get() if hour else UTC


def _offset(zone: str) -> tzinfo:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    return timezone((-1 if zone[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _in_words(text: str) -> datetime | None:
    day, end = _day(text)
    if day is None:
        return None
    rest = text[end:]
    clock = _TIME.search(rest) or _TIME.search(text)
    zone = _ZONE.search(rest)
    if clock is None:
        return day.replace(tzinfo=UTC)
    hour, half = int(clock[1]), (clock[4] or "")[:1].lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return day.replace(hour=hour, minute=int(clock[2]), second=min(int(clock[3] or 0), 59), tzinfo=_named(zone))


def _named(zone: re.Match[str] | None) -> tzinfo:
    if zone is None:
        return _zone.get()
    if zone[1]:
        return _offset(f"{zone[1]}{zone[2]}{zone[3]}")
    return timezone(timedelta(hours=_ZONES.get(zone[4], 0)))


def _day(text: str) -> tuple[datetime | None, int]:
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        for match in pattern.finditer(text):
            month = _months().get(_folded(match[order[1]]))
            if month:
                return datetime(_year(match[3]), month, int(match[order[2]])), match.end()
    figures = _FIGURES.search(text)
    if figures is None:
        return None, 0
    first, second, year = map(int, figures.groups())
    # Day first, as everywhere but in the United States; month first only where it can't be otherwise.
    return (datetime(year, second, first) if second <= 12 else datetime(year, first, second)), figures.end()


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).lower()
    return "".join(character for character in plain if not unicodedata.combining(character)).rstrip(".")


@cache
def _months() -> dict[str, int]:
    names = {"sept": 9, "fev": 2}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", locale).items():
                names.setdefault(_folded(name), number)
    return names
