"""What `since:` and `until:` may name: a year, a month, a day, a moment (RFC 3339), or a time ago. UTC unless said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

LAST = datetime.max.replace(tzinfo=UTC)

_CALENDAR = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?P<seconds>:\d\d(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})([hd])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}


def period(text: str, now: datetime) -> tuple[datetime, datetime]:
    """The first moment of the named period and the first one after it, in UTC; raises `ValueError`.

    `2026`, `2026-10`, `2026-10-01`, `2026-10-01T08:30+02:00`, `today`, `yesterday`, `12h` and `7d` (ago).
    """
    try:
        return _period(text.strip().lower(), now)
    except OverflowError as error:
        raise ValueError("out of the calendar's range") from error


def _period(text: str, now: datetime) -> tuple[datetime, datetime]:
    if text in ("today", "yesterday"):
        return _day(now.astimezone(UTC) - timedelta(days=text == "yesterday"))
    if match := _AGO.fullmatch(text):
        moment = now.astimezone(UTC) - int(match[1]) * _UNITS[match[2]]
        return moment, moment
    if match := _CALENDAR.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return _calendar(year or 0, month, day)
    if match := _MOMENT.fullmatch(text):
        return _moment(text, with_seconds=match["seconds"] is not None)
    raise ValueError("not a date")


def _day(moment: datetime) -> tuple[datetime, datetime]:
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, _after(start, timedelta(days=1))


def _calendar(year: int, month: int | None, day: int | None) -> tuple[datetime, datetime]:
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day is not None:
        return _day(start)
    if month is not None:
        return start, LAST if (year, month) == (9999, 12) else _first(year + month // 12, month % 12 + 1)
    return start, LAST if year == 9999 else _first(year + 1, 1)


def _first(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def _moment(text: str, with_seconds: bool) -> tuple[datetime, datetime]:
    moment = datetime.fromisoformat(text.upper())
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment, _after(moment, timedelta(seconds=1) if with_seconds else timedelta(minutes=1))


def _after(moment: datetime, length: timedelta) -> datetime:
    return LAST if LAST - moment < length else moment + length
