"""How often a feed asks to be read."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.discover import markup
from pipeline.records import Wishes

LONGEST = 7 * 86400.0
"""Seconds: a feed that asks to be left alone for longer has a mistake in it."""

_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 7 * 86400.0, "monthly": 30 * 86400.0, "yearly": 365 * 86400.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


def wishes_of(channel: etree._Element, usual: dict[str, str]) -> Wishes:
    """What a channel asks for: `ttl` in minutes, `skipHours` in GMT, `skipDays` (RSS 2.0), else `sy:updatePeriod` and
    `sy:updateFrequency` (RSS 1.0, Syndication). Whoever asks never to be read is not understood."""
    said = {markup.name_of(child.tag, usual): child for child in channel[:500]}
    hours = sorted(
        {hour % 24 for hour in map(_number, _parts(said.get("skiphours"))) if hour is not None and hour <= 24}
    )
    days = sorted({_DAYS.index(day.lower()) for day in _parts(said.get("skipdays")) if day.lower() in _DAYS})
    return Wishes(
        ttl=_ttl(said),
        skip_hours=tuple(map(int, hours)) if len(hours) < 24 else (),
        skip_days=tuple(days) if len(days) < 7 else (),
    )


def _parts(found: etree._Element | None) -> list[str]:
    return [markup.text_of(child, 20) for child in found[:30]] if found is not None else []


def _ttl(said: dict[str, etree._Element]) -> float | None:
    minutes = _number(_text(said, "ttl"))
    if minutes:
        return min(minutes * 60, LONGEST)
    period = _PERIODS.get(_text(said, "sy:updateperiod").lower())
    return min(period / (_number(_text(said, "sy:updatefrequency")) or 1), LONGEST) if period else None


def _text(said: dict[str, etree._Element], name: str) -> str:
    return markup.text_of(said[name], 20) if name in said else ""


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None
