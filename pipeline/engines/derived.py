"""What both engines index of an article besides its own fields. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import regex

from pipeline.engines.query import Field
from pipeline.records import Article, Entity, Label

WEIGHTS = {"title": 4.0, "lead": 2.0, "text": 1.0}
"""What a match counts, by where it is."""
LONGEST_FACET = 256
"""Code points of a value that is counted in a facet: what is longer is no name."""

UNDETERMINED = "und"

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that put no spaces between words (and Korean, whose particles cling to them), inside a set."""

_ONE_WORD = regex.compile(rf"(?:(?![{UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}'’ʼ＇])+")
_PIECE = regex.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])+")

_LABELS = {Label.PER: Field.PERSON, Label.ORG: Field.ORG, Label.LOC: Field.PLACE}


def moment(article: Article) -> datetime:
    """When it was published; where that is unknown, when it was first seen."""
    return article.published_at or article.first_seen


def language(article: Article) -> str:
    """Its language's code in lower case; `und` for what is too long to be one (RFC 5646: 35 characters)."""
    return article.language.lower() if 0 < len(article.language) <= 35 else UNDETERMINED


def digest(value: str) -> str:
    """A key of fixed length for a value of any length: 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def splits(word: str) -> bool:
    """Whether a written word is several to an analysis: signs in it, or a script without spaces."""
    return not (word.isascii() and word.isalnum()) and _ONE_WORD.fullmatch(word) is None


def pieces(text: str) -> int:
    """How many terms a text comes to, about: what it costs to look for it."""
    return sum(1 for _ in _PIECE.finditer(text))


def domains(site: str | None) -> tuple[str, ...]:
    """The host and the domains it lies in, lower case: `www.lemonde.fr`, `lemonde.fr`, `fr`."""
    labels = [label for label in (site or "").lower().split(".") if label][-16:]
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


def site_key(site: str) -> str:
    """What `site:` looks for among `domains`: `WWW.LeMonde.fr/` names `www.lemonde.fr`."""
    host = site.lower().removeprefix("https://").removeprefix("http://").split("/")[0]
    return host.split(":")[0].strip(".")


def names(article: Article) -> dict[Field, tuple[str, ...]]:
    """By what names its persons, organisations, places and all its entities may be looked for, each once."""
    found: dict[Field, dict[str, None]] = {field: {} for field in (*_LABELS.values(), Field.ENTITY)}
    for field, name in _names(article):
        found[field][name] = None
        found[Field.ENTITY][name] = None
    return {field: tuple(values) for field, values in found.items()}


def _names(article: Article) -> Iterator[tuple[Field, str]]:
    for entity in article.entities:
        field = _LABELS.get(entity.label, Field.ENTITY)
        yield from ((field, name) for name in _spellings(entity))
    yield from ((Field.PERSON, name) for name in article.persons)
    yield from ((Field.ORG, name) for name in article.orgs)
    yield from ((Field.PLACE, name) for name in article.places)
    if article.place is not None:
        yield from ((Field.PLACE, name) for name in (article.place.name, article.place.canonical))


def _spellings(entity: Entity) -> tuple[str, ...]:
    return (entity.canonical, entity.name, *entity.forms)
