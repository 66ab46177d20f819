"""Dateline: what stands before a wire text («PARIS, 3 mars (AFP) - ») and after it («(avec Reuters)»)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipeline.clean.agencies import agencies_in
from pipeline.clean.dates import UNDATED, Published, parse_day_month, parse_moment

_DASH = r"(?:--|[-–—―:])"
_CREDIT = re.compile(rf"\s*\(\s*(?P<credit>[^()\n]{{2,60}})\)\s*(?P<dash>{_DASH})?\s*(?=\S)")
_HEAD_LENGTH = 140
_BARE = re.compile(rf"^(?P<credit>[A-Z][\w/ -]{{1,24}})\s+{_DASH}\s+(?=\S)")
_PLAIN = re.compile(r"^(?P<place>[^\W\d_][^()\n«»“”.]{1,60}?)\s+(?:--|[–—―-])\s+(?=\S)")
_TAIL = re.compile(r"(?:^|\s+)[(\[]\s*(?P<credit>[^()\[\]\n]{2,60})\s*[)\]]\s*\.?$")
_STAFF = re.compile(
    r"(?:^|\s+)\(\s*(?:(?:reporting|reportage|writing|écrit|rédaction|rédigé)\b[^();]*?\b(?:by|par|de|:)\s*(?P<names>[^();]{3,80}?)(?=[;)]|,\s*(?:[ée]dit|version))"
    r"|(?:editing|edited|édité|édition|version française)\b)[^()]{0,300}\)\s*\.?$",
    re.I,
)
_FRESH = timedelta(days=31)
"""A day without its year is read as the last such day only when that is so close; else the year is unknown."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """`text` without the credit and the date, the place kept in front as it stood; `body` without the place as
    well; `credits` the agencies; `published` what the date says."""

    text: str
    body: str
    credits: tuple[str, ...] = ()
    published: Published = UNDATED


@dataclass(frozen=True, slots=True)
class Tail:
    """`text` without its closing credit; `credits` the agencies, `bylines` who is said to have reported it."""

    text: str
    credits: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()


def read_dateline(paragraph: str, seen: datetime) -> Dateline:
    """Parts the dateline from the first paragraph; `seen` is when the text was fetched."""
    for match in _CREDIT.finditer(paragraph, 0, _HEAD_LENGTH):
        head, credits = paragraph[: match.start()], agencies_in(match["credit"])
        if credits and (not head or _is_place(head)):
            return _parted(head, paragraph[match.end() :], credits, seen)
    bare = _BARE.match(paragraph)
    if bare and (credits := agencies_in(bare["credit"])):
        return _parted("", paragraph[bare.end() :], credits, seen)
    plain = _PLAIN.match(paragraph)
    if plain and _is_place(plain["place"]) and _place(plain["place"]).isupper():
        return _parted(plain["place"], paragraph[plain.end() :], (), seen)
    return Dateline(paragraph, paragraph)


def read_tail(paragraph: str) -> Tail:
    """Parts the closing credit from the last paragraph («… (AFP)», «(avec Reuters)», «(Reporting by Ann Lee)»)."""
    if len(paragraph) < 40 and (credits := agencies_in(paragraph.strip("()[] ."))):
        return Tail("", credits)
    staff = _STAFF.search(paragraph)
    if staff:
        return Tail(paragraph[: staff.start()].rstrip(), (), (staff["names"] or "",))
    match = _TAIL.search(paragraph)
    credits = agencies_in(match["credit"]) if match else ()
    return Tail(paragraph[: match.start()].rstrip(), credits) if match and credits else Tail(paragraph)


def _parted(head: str, rest: str, credits: tuple[str, ...], seen: datetime) -> Dateline:
    body, place = rest.lstrip(), _place(head)
    text = f"{place} — {body}" if place else body
    return Dateline(text, body, credits, _published(head, seen))


def _place(head: str) -> str:
    """The place of a dateline, without its date: what comes before the first figure or its weekday."""
    kept = []
    for part in re.split(r",\s*", head):
        if any(char.isdigit() for char in part) or parse_day_month(part):
            break
        kept.append(part)
    return ", ".join(kept).strip(" ,-–—")


def _is_place(head: str) -> bool:
    """Whether this can be a place with or without a date: short, capitalised, no verb's sentence."""
    place = re.sub(r"\s*\([^()]*\)", "", _place(head))
    words = place.replace("-", " ").split()
    return 0 < len(words) <= 6 and words[0][0].isupper() and words[-1][0].isupper()


def _published(head: str, seen: datetime) -> Published:
    full = parse_moment(head, UTC)
    if full.moment:
        return full
    found = parse_day_month(head)
    latest = _latest(*found, seen) if found else None
    if not latest or seen - latest > _FRESH:
        return Published()
    return Published(latest, "day", "text")


def _latest(day: int, month: int, seen: datetime) -> datetime | None:
    """The last such day not after `seen`."""
    for year in (seen.year, seen.year - 1):
        try:
            moment = datetime.combine(date(year, month, day), time(0), UTC)
        except ValueError:
            continue
        if moment <= seen:
            return moment
    return None
