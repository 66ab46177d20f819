"""The port that both engines fill: Elasticsearch in production, Tantivy embedded. One contract suite holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from pipeline.engines.query import Question
from pipeline.records import Article, Record


class Write(Record):
    """One article to index: `version` grows with every write of it (external_gte), `partition` is the year of
    its first acceptance."""

    article: Article
    version: int
    partition: int


class Removal(Record):
    """One article to take out; `version` as that of a write."""

    id: str
    version: int


class Written(StrEnum):
    """What became of one write.

    `stored`; `older` (a newer version is there: done); `busy` (429, 503, a blocked index: the stage pauses,
    nothing is counted); `refused` (400: a mapping conflict, say); `too_large` (413: halve the batch).
    """

    STORED = "stored"
    OLDER = "older"
    BUSY = "busy"
    REFUSED = "refused"
    TOO_LARGE = "too_large"


class WriteResult(Record):
    id: str
    written: Written
    detail: str = ""


MOST_COPIES = 1_000
"""Copies of one article that are told at most."""


class Stored(Record):
    """An indexed article with the version and the partition (read back from its index) it has."""

    article: Article
    version: int
    partition: int


class Snippet(Record):
    """A piece of text with what matched in it: pairs of code point offsets into `text`, start and end."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class Hit(Record):
    """One article found; `copies` counts the articles whose `duplicate_of` is this one."""

    article: Article
    score: float
    copies: int = 0
    snippets: tuple[Snippet, ...] = ()


class FacetValue(Record):
    value: str
    count: int


class Answer(Record):
    """What an engine answers. `facets` has the keys language, source, collection, person, org, place, month
    (`2026-11`)."""

    total: int
    took_ms: int
    hits: tuple[Hit, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = Field(default_factory=dict)


class Engine(Protocol):
    """All methods raise `pipeline.errors.Away` when the engine can't be reached."""

    name: str

    def prepare(self) -> None:
        """Makes what is missing (templates, aliases, folders), idempotent; raises `Misuse` when a mapping of
        another version is in the way."""

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        """One bulk request; a result per write, in order. Partitions are made on first use."""

    def remove(self, removals: Sequence[Removal]) -> list[WriteResult]:
        """Takes articles out for good; a result per removal, in order: `stored` (it is not there now) or `older` (a
        newer version is there, and stays).

        An older write that comes late finds the removal for a while, a minute at least, and changes nothing.
        """

    def refresh(self) -> None:
        """Makes everything written so far searchable."""

    def get(self, ids: Sequence[str]) -> dict[str, Stored]:
        """The articles with these ids, as written last (whether refreshed or not)."""

    def owners(self, canonical_urls: Sequence[str]) -> dict[str, str]:
        """Canonical URL to id of the article that has it, for those in the index."""

    def owners_of_text(self, digests: Sequence[str]) -> dict[str, str]:
        """`records.text_digest` of a text to the id of an article with it, for those in the index."""

    def copies(self, id: str) -> list[Article]:
        """The searchable articles whose `duplicate_of` is this one (at most 1,000), without their text."""

    def search(self, question: Question) -> Answer:
        """Raises `Misuse` when the question asks for more than the engine gives."""

    def count(self) -> int:
        """How many articles are searchable."""

    def everything(self) -> Iterator[Article]:
        """All searchable articles, streamed, in no particular order."""

    def health(self) -> dict[str, str]:
        """`{"engine", "version", "status", "detail"}`; raises `Away`."""

    def close(self) -> None:
        """Lets go of connections and locks."""
