"""JSON lines, one article an object: `{url?, title?, text|html, published_at?, authors?, language?, …}`."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, cast

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from pipeline import urls
from pipeline.archive.places import BEGINNING, Broken, Place
from pipeline.discover import arrivals
from pipeline.discover.arrivals import Origin
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Hints, Stage

TAIL = 64
"""Bytes before a place by which the file is known again."""


class Line(BaseModel):
    """One line. Other fields are passed over: exports of other systems have many."""

    model_config = ConfigDict(extra="ignore")

    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()

    @field_validator("authors", "tags", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        """One or many; each a text, or an object with a `name`, as in JSON-LD."""
        many = value if isinstance(value, list) else [value] if value else []
        return tuple(item["name"] if isinstance(item, dict) and "name" in item else item for item in many)

    @field_validator("published_at", mode="before")
    @classmethod
    def _as_feeds_write_it(cls, value: object) -> object:
        """A blank one is none; RFC 5322, the form of feeds, is read beside RFC 3339."""
        if not isinstance(value, str) or value.strip()[:1].isdigit():
            return value
        try:
            return parsedate_to_datetime(value) if value.strip() else None
        except (ValueError, TypeError, IndexError, OverflowError):
            return value

    @field_validator("published_at")
    @classmethod
    def _in_utc(cls, value: datetime | None) -> datetime | None:
        """In UTC, where nothing else is said; a day alone is its midnight."""
        if value is None:
            return None
        try:
            return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
        except OverflowError:
            raise ValueError("a date beyond all calendars") from None

    @model_validator(mode="after")
    def _has_content_or_url(self) -> Line:
        if not (self.text or self.html or self.url):
            raise ValueError("neither text nor html nor url")
        return self

    def hints(self) -> Hints:
        """What the line says of its article."""
        return Hints(
            title=self.title,
            published_at=self.published_at,
            authors=self.authors,
            language=self.language,
            tags=self.tags,
        )


def opened(path: Path) -> BinaryIO:
    """The file, unpacked on the way when its name ends in `.gz`; raises `OSError`."""
    return cast(BinaryIO, gzip.open(path)) if path.name.lower().endswith(".gz") else path.open("rb")


def read(file: BinaryIO, url: str, origin: Origin, limit: int) -> Iterator[Arrival]:
    """An arrival per line; a broken one is refused with its place, the rest goes on.

    A line with a URL and no content is fetched; one without a URL has its content as identity, so that the same
    line in another file is the same article.

    :param limit: bytes of one line.
    """
    yield from arrivals.to_the_end(
        scan(file, url, origin, limit),
        lambda broken, place: refused(url, broken, place, origin),
        lambda: empty(url, origin),
    )


def scan(
    file: BinaryIO,
    url: str,
    origin: Origin,
    limit: int,
    place: Place = BEGINNING,
    since: datetime | None = None,
    *,
    to_end: bool = True,
) -> Iterator[tuple[Arrival | None, Place]]:
    """Each line behind a place with its own place, and as an arrival if there is something in it.

    A file that was appended to is gone on with; one that is another file than that of the place is read from its
    beginning.

    :param since: what was published before is passed over.
    :param to_end: whether a last line that has no end is read; else it is left for another time.
    :raises Broken: where a packed file is; at a last line that is left.
    """
    try:
        place, tail = _sought(file, place)
        while line := file.readline(limit + 1):
            if not (to_end or line.endswith(b"\n") or len(line) > limit):
                raise Broken("a line without an end", cut=True)
            tail = (tail + line)[-TAIL:]
            arrival = _one(line, f"{url}#line={place.count + 1}", origin, limit, since)
            if len(line) > limit and not line.endswith(b"\n"):
                tail = _skip_rest(file, limit, tail)
            place = Place(
                offset=file.tell(),
                count=place.count + 1,
                pages=place.pages + bool(line.strip()),
                mark=_digest(tail),
            )
            yield arrival, place
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Broken(str(error), cut=isinstance(error, EOFError)) from error


def _sought(file: BinaryIO, place: Place) -> tuple[Place, bytes]:
    """Goes behind the place, or to the beginning where the file doesn't hold what was read last; and that."""
    if place.count:
        start = max(0, place.offset - TAIL)
        file.seek(start)
        tail = file.read(place.offset - start)
        if _digest(tail) == place.mark:
            return place, tail
    file.seek(0)
    return BEGINNING, b""


def _digest(tail: bytes) -> str:
    return hashlib.blake2b(tail, digest_size=8).hexdigest()


def _skip_rest(file: BinaryIO, limit: int, tail: bytes) -> bytes:
    while rest := file.readline(limit):
        tail = (tail + rest)[-TAIL:]
        if rest.endswith(b"\n"):
            break
    return tail


def refused(url: str, broken: Broken, place: Place, origin: Origin) -> Arrival:
    """A broken file."""
    return _refused(url, Reason.BAD_RECORD, f"broken after line {place.count}: {broken}", origin)


def empty(url: str, origin: Origin) -> Arrival:
    """A file without lines."""
    return _refused(url, Reason.EMPTY, "no line in it", origin)


def _one(line: bytes, place: str, origin: Origin, limit: int, since: datetime | None) -> Arrival | None:
    if len(line) > limit and not line.endswith(b"\n"):
        told = f"{place.rpartition('=')[2]} has more than {limit} bytes"
        return _refused(place, Reason.TOO_LARGE, f"line {told}", origin)
    return _arrival(line, place, origin, since) if line.strip() else None


def _arrival(line: bytes, place: str, origin: Origin, since: datetime | None) -> Arrival | None:
    try:
        read = Line.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "line"
        return _refused(place, Reason.BAD_RECORD, f"{place.rpartition('#')[2]}: {where}: {problem['msg']}", origin)
    if since is not None and read.published_at is not None and read.published_at < since:
        return None
    return _article(read, place, origin)


def _article(line: Line, place: str, origin: Origin) -> Arrival:
    content = (line.html or line.text or "").encode("utf-8", "replace")
    if not line.url:
        return _page(line, content, place, origin, urls.content_id(content))
    candidate = arrivals.of_candidate(
        Candidate(
            url=line.url, source=origin.source or line.source, collections=origin.collections, hints=line.hints()
        ),
        origin.lane,
    )
    if candidate.refused or not content:
        return candidate
    return _page(line, content, candidate.url, origin, candidate.id)


def _page(line: Line, content: bytes, url: str, origin: Origin, id: str) -> Arrival:
    return arrivals.of_page(
        url,
        content,
        origin.lane,
        id=id,
        is_text=not line.html,
        charset="utf-8",
        source=origin.source or line.source,
        collections=origin.collections,
        hints=line.hints(),
    )


def _refused(place: str, reason: Reason, detail: str, origin: Origin) -> Arrival:
    return arrivals.refused(place, Stage.CLEAN, reason, detail, origin.lane, source=origin.source)
