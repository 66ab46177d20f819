"""JSON lines, one article an object: `{url?, title?, text|html, published_at?, authors?, language?, …}`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from pipeline import urls
from pipeline.discover import arrivals
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Hints, Lane, Stage


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


def read(file: BinaryIO, url: str, lane: Lane, limit: int) -> Iterator[Arrival]:
    """An arrival per line; a broken one is refused with its place, the rest goes on.

    A line with a URL and no content is fetched; one without a URL has its content as identity, so that the same
    line in another file is the same article.

    :param limit: bytes of one line.
    """
    number, found = 0, False
    while line := file.readline(limit + 1):
        number += 1
        place = f"{url}#line={number}"
        if len(line) > limit and not line.endswith(b"\n"):
            found = True
            _skip_rest(file, limit)
            yield _refused(place, Reason.TOO_LARGE, f"line {number} has more than {limit} bytes", lane)
        elif line.strip():
            found = True
            yield _arrival(line, place, lane)
    if not found:
        yield arrivals.refused(url, Stage.CLEAN, Reason.EMPTY, "no line in it", lane)


def _skip_rest(file: BinaryIO, limit: int) -> None:
    while (rest := file.readline(limit)) and not rest.endswith(b"\n"):
        pass


def _arrival(line: bytes, place: str, lane: Lane) -> Arrival:
    try:
        read = Line.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "line"
        return _refused(place, Reason.BAD_RECORD, f"{place.rpartition('#')[2]}: {where}: {problem['msg']}", lane)
    return _article(read, line, place, lane)


def _article(line: Line, raw: bytes, place: str, lane: Lane) -> Arrival:
    content = (line.html or line.text or "").encode("utf-8", "replace")
    if not line.url:
        return _page(line, content, place, lane, urls.content_id(content))
    candidate = arrivals.of_candidate(Candidate(url=line.url, source=line.source, hints=line.hints()), lane)
    if candidate.refused or not content:
        return candidate
    return _page(line, content, candidate.url, lane, candidate.id)


def _page(line: Line, content: bytes, url: str, lane: Lane, id: str) -> Arrival:
    return arrivals.of_page(
        url, content, lane, id=id, is_text=not line.html, charset="utf-8", source=line.source, hints=line.hints()
    )


def _refused(place: str, reason: Reason, detail: str, lane: Lane) -> Arrival:
    return arrivals.refused(place, Stage.CLEAN, reason, detail, lane)
