"""Dates: when an article was published, how exactly that is known, and from where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache

from babel.dates import get_month_names

from pipeline.clean.characters import fold

_LOCALES = ("fr", "en", "de", "es", "it", "pt", "nl", "ca", "ro", "sv", "da", "nb", "fi", "pl", "tr", "id", "ru", "uk")
"""The languages whose month names are read; none of them gives one name to two months."""

_OLDEST = 1600
"""The first newspapers: what is older is a placeholder (`0001-01-01`)."""

_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1900, 1, 1)})
_ZONE_SLIP = timedelta(hours=14)
"""How far a time without its right zone can seem to lie in the future (UTC+14 is the widest offset)."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_ISO_INSIDE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\d-])")
_MONTH, _YEAR = r"(?P<month>[^\W\d_]{3,12})\.?", r"(?P<year>\d{4})"
_DAY_FIRST = re.compile(
    rf"(?<!\w)(?P<day>\d{{1,2}})(?:er|re|st|nd|rd|th|º|°|\.)?\s+(?:de\s+|of\s+)?{_MONTH}(?:,?\s+(?:de\s+)?{_YEAR})?(?!\w)"
)
_MONTH_FIRST = re.compile(rf"(?<!\w){_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\w)")
_RFC5322 = re.compile(r"(?:\w{3},\s*)?\d{1,2} \w{3} \d{4} \d\d:\d\d")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?(?:[:hH]|\bheures?\b)\s?([0-5]\d)?\s*([ap]\.?m\b)?", re.I)
_IN_URL = re.compile(r"/(19[5-9]\d|20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class Published:
    """A date of publication: `moment` in UTC (midnight UTC of the day where only the day is known),
    `precision` `time` or `day`, `origin` one of `jsonld meta feed url text none`."""

    moment: datetime | None = None
    precision: str | None = None
    origin: str = "none"


UNDATED = Published()


def parse_moment(text: str, zone: tzinfo = UTC) -> Published:
    """Reads ISO 8601, RFC 5322, or a date in words or figures («5 mars 2024 à 10h30», `05/03/2024`).

    A time without a zone is in `zone`. Gives `Published()` where nothing can be read, the year missing included.
    """
    text = text.strip()[:200]
    return _iso(text, zone) or _rfc5322(text) or _spoken(text, zone) or Published()


def without_date(text: str) -> str | None:
    """The text without its first whole date and the time of day after it; None where it has none."""
    found = _ISO_INSIDE.search(text) or _NUMERIC.search(text)
    found = found or next((match for match in _words(text) if match["year"] and month_number(match["month"])), None)
    if not found:
        return None
    return text[: found.start()] + " " + _CLOCK.sub(" ", text[found.end() :], count=1)


def parse_day_month(text: str) -> tuple[int, int] | None:
    """Day and month of a date in words that has no year («3 mars»)."""
    for match in _words(text):
        month = month_number(match["month"])
        if month and 1 <= int(match["day"]) <= 31:
            return int(match["day"]), month
    return None


def day_from_url(url: str) -> Published:
    """The day in a path such as `/2024/03/05/`."""
    match = _IN_URL.search(url)
    day = _day(*map(int, match.groups())) if match else None
    return (_on(day, None, UTC) if day else None) or Published()


def choose(candidates: Iterable[tuple[str, Published]], now: datetime) -> Published:
    """The first believable of `(origin, date)`, the more precise one of the same day before it.

    Never in the future: up to `_ZONE_SLIP` ahead it is a wrong zone, and only the day counts, at most today's;
    further ahead it is discarded, and so are placeholders.
    """
    believable = [found for origin, read in candidates if (found := _believed(origin, read, now))]
    if not believable:
        return Published()
    first = believable[0]
    same_day = (found for found in believable if _same_day(found, first) and found.precision == "time")
    return first if first.precision == "time" else next(same_day, first)


@cache
def month_number(name: str) -> int | None:
    """The month of this name, or of its common abbreviation, in any of the languages known."""
    return _months().get(fold(name))


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9, "fev": 2}
    for locale in _LOCALES:
        wide, alone = get_month_names("wide", "format", locale), get_month_names("wide", "stand-alone", locale)
        for spelled in (wide, alone, get_month_names("abbreviated", "format", locale)):
            for number, name in spelled.items():
                names.setdefault(fold(name), number)
    return names


def _iso(text: str, zone: tzinfo) -> Published | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    found = _day(int(year), int(month), int(day))
    if not found:
        return None
    clock = _clock(int(hour), int(minute), int(second or 0)) if hour else None
    if clock == time(0) and not offset:
        clock = None  # a database's day without a time
    return _on(found, clock, _offset(offset, zone))


def _rfc5322(text: str) -> Published | None:
    if not _RFC5322.match(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _on(moment.date(), moment.time(), moment.tzinfo or UTC)


def _spoken(text: str, zone: tzinfo) -> Published | None:
    day, end = _day_in_words(text)
    if not day:
        day, end = _day_in_figures(text)
    return _on(day, _clock_in(text[end : end + 30]), zone) if day else None


def _day_in_words(text: str) -> tuple[date | None, int]:
    for match in _words(text):
        month = month_number(match["month"])
        if month and match["year"]:
            return _day(int(match["year"]), month, int(match["day"])), match.end()
    return None, 0


def _words(text: str) -> Iterator[re.Match[str]]:
    yield from _DAY_FIRST.finditer(text)
    yield from _MONTH_FIRST.finditer(text)


def _day_in_figures(text: str) -> tuple[date | None, int]:
    """Day first, as everywhere but in the United States; month first only where it can't be otherwise."""
    match = _NUMERIC.search(text)
    if not match:
        return None, 0
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    return _day(year, second, first) or _day(year, first, second), match.end()


def _clock_in(text: str) -> time | None:
    match = _CLOCK.search(text)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()[:1]
    return _clock(hour % 12 + 12 * (half == "p") if half else hour, minute, 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(hour: int, minute: int, second: int) -> time | None:
    return time(hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


def _offset(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    return datetime.strptime(text.replace("UTC", "Z").replace("GMT", "Z"), "%z").tzinfo or UTC


def _on(day: date, clock: time | None, zone: tzinfo) -> Published | None:
    if clock is None:
        return Published(datetime.combine(day, time(0), UTC), "day")
    try:
        return Published(datetime.combine(day, clock.replace(microsecond=0), zone).astimezone(UTC), "time")
    except (OverflowError, ValueError):
        return None


def _believed(origin: str, read: Published, now: datetime) -> Published | None:
    moment = read.moment
    if not moment or moment.year < _OLDEST or moment.date() in _PLACEHOLDERS or moment > now + _ZONE_SLIP:
        return None
    if moment > now:
        return Published(datetime.combine(now.astimezone(UTC).date(), time(0), UTC), "day", origin)
    return Published(moment, read.precision, origin)


def _same_day(one: Published, other: Published) -> bool:
    """Within the day that `other` names, in whatever zone it was named."""
    if not one.moment or not other.moment:
        return False
    return -_ZONE_SLIP <= one.moment - other.moment < timedelta(days=1) + _ZONE_SLIP
