"""How a source may be asked for and read: what people write of it, checked. Pure.

The same rules hold for the command's options and the API's fields; each failure is a `Misuse` that says what to write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import Misuse
from pipeline.search.dates import period

LONGEST_NAME, MOST_COLLECTIONS = 100, 50
"""Characters of a collection's name or a title's part, and collections of one source."""

LEAST_EVERY, MOST_EVERY = 60.0, 30 * 86400.0
"""Seconds between two checks that may be asked for."""

MOST_DELAY = 3600.0
"""Seconds between two requests to one host that may be asked for."""

LONGEST_VALUE, MOST_FIELDS = 8_000, 50
"""Characters of a header or cookie, and how many a source may have."""

OURS = frozenset(
    (
        *("host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "upgrade"),
        *("expect", "content-length", "accept-encoding", "range", "if-none-match", "if-modified-since", "if-match"),
        *("if-unmodified-since", "if-range"),
    )
)
"""Headers that belong to the connection, or that the crawler must set itself to read answers rightly."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_EVERY = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)\s*(s|min|m|h|d|w)?", re.IGNORECASE | re.ASCII)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def collections(names: Iterable[str]) -> tuple[str, ...]:
    """Names of collections in Unicode NFC with single spaces, each once (whatever its case)."""
    found: dict[str, str] = {}
    for given in names:
        name = " ".join(unicodedata.normalize("NFC", given).split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable() or '"' in name:
            raise Misuse(f"a collection is named in 1 to {LONGEST_NAME} characters without quotes, not {given[:120]!a}")
        found.setdefault(name.casefold(), name)
    if len(found) > MOST_COLLECTIONS:
        raise Misuse(f"a source belongs to at most {MOST_COLLECTIONS} collections")
    return tuple(found.values())


def title(text: str) -> str:
    """A title in one line."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > 300 or not name.isprintable():
        raise Misuse("a title has 1 to 300 characters in one line")
    return name


def headers(lines: Iterable[str]) -> dict[str, str]:
    """`Name: value` lines (RFC 9110, 5.1 and 5.5)."""
    pairs = [line.partition(":") for line in lines]
    for name, colon, _ in pairs:
        if not colon:
            raise Misuse(f"a header is written 'Name: value', not {name[:40]!a}")
    return checked_headers({name.strip(): value.strip() for name, _, value in pairs})


def checked_headers(given: Mapping[str, str]) -> dict[str, str]:
    """Headers that may be sent: none of the connection's own. The values are secrets: no message repeats them."""
    for name, value in given.items():
        if not _TOKEN.fullmatch(name) or not _HEADER_VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
            raise Misuse(
                f"{name[:40]!a} is no header that can be sent: a name of letters, a value in one line of ASCII"
            )
        if name.lower() in OURS:
            raise Misuse(f"the header {name} is the crawler's own: it can't be set")
        if name.lower() == "cookie":
            raise Misuse("cookies are given one by one: --cookie name=value")
    return _few(given, "headers")


def cookies(pairs: Iterable[str]) -> dict[str, str]:
    """`name=value` pairs."""
    split = [pair.partition("=") for pair in pairs]
    for name, sign, _ in split:
        if not sign:
            raise Misuse(f"a cookie is written name=value, not {name[:20]!a}")
    return checked_cookies({name.strip(): value.strip() for name, _, value in split})


def checked_cookies(given: Mapping[str, str]) -> dict[str, str]:
    """Cookies that may be sent (RFC 6265, 4.1.1)."""
    for name, value in given.items():
        if not _TOKEN.fullmatch(name) or not _COOKIE_VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
            raise Misuse(
                f"{name[:40]!a} is no cookie: a name and a value without spaces, commas, quotes and semicolons"
            )
    return _few(given, "cookies")


def _few(given: Mapping[str, str], what: str) -> dict[str, str]:
    if len(given) > MOST_FIELDS:
        raise Misuse(f"a source has at most {MOST_FIELDS} {what}")
    return dict(given)


def proxy(url: str) -> str:
    """The URL of an HTTP proxy, `http://user:password@host:port`."""
    try:
        parts = urlsplit(url.strip())
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well = False
    if not well or not url.strip().isprintable() or any(character.isspace() for character in url.strip()):
        raise Misuse("a proxy is written http://host:port, with user:password@ before the host where it asks for them")
    return url.strip()


def time_zone(name: str) -> str:
    """An IANA name (`Europe/Paris`)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misuse(f"there is no time zone {name[:60]!a}: write an IANA name, as in Europe/Paris") from None
    return name


def delay(seconds: float) -> float:
    """Seconds between two requests to the source's host."""
    if not 0 <= seconds <= MOST_DELAY:
        raise Misuse(f"a delay has 0 to {MOST_DELAY:.0f} seconds, not {seconds:g}")
    return float(seconds)


def every(text: str | float) -> float:
    """The seconds of `15m`, `2h`, `1d`; a bare number counts seconds."""
    match = _EVERY.fullmatch(str(text).strip())
    seconds = float(match[1]) * _SECONDS[(match[2] or "s").lower()] if match else -1.0
    if not LEAST_EVERY <= seconds <= MOST_EVERY:
        raise Misuse(f"{str(text)[:20]!a} is no interval: write 15m, 2h or 1d, from 1 minute to 30 days")
    return seconds


def since(text: str, now: datetime) -> datetime:
    """The first moment that counts: a year, month, day or moment, or a time ago (`30d`), in UTC."""
    try:
        return period(text, now)[0]
    except ValueError:
        raise Misuse(f"{text[:40]!a} can't be read as a date: write 2026-01-31, 2026-01, 2026 or 30d") from None
