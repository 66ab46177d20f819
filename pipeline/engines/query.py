"""The question that an engine answers: a tree that knows nothing of any engine, nor of the query's spelling.

`pipeline.search` makes it out of text; each adapter turns it into its own query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """What `field:value` may name. `entity` is any of person, org and place, or another entity's name."""

    LANG = "lang"
    SOURCE = "source"
    SITE = "site"
    COLLECTION = "collection"
    AUTHOR = "author"
    ENTITY = "entity"
    PERSON = "person"
    ORG = "org"
    PLACE = "place"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches all articles."""


@dataclass(frozen=True, slots=True)
class Words:
    """All these words, in any order, in any inflection.

    A word is what stands between spaces; what analysis splits it into (`porte-parole`) stands together in the text.
    """

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words in this order, as written but for case, accents and typography (no stemming)."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """Published at or after this moment (first seen, where no date is known)."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Until:
    """Published before this moment (the first moment that no longer counts)."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Everything | Words | Phrase | Since | Until | And | Or | Not


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Question:
    """A tree, a page of it, and what to bring besides. `size` at most 100, `offset + size` at most 10,000."""

    tree: Node
    size: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    facets: bool = True
    facet_size: int = 10
