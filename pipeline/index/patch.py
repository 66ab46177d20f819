"""A change to what is indexed already: some fields of one article, the rest stays as it stands."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue, field_validator

from pipeline.records import Article, Record

CHANGEABLE = frozenset({"duplicate_of", "story"})
"""What may change without the article being read again."""


class Patch(Record):
    """New values of fields, by name."""

    type: Literal["patch"] = "patch"
    fields: dict[str, JsonValue]

    @field_validator("fields")
    @classmethod
    def _changeable(cls, fields: dict[str, JsonValue]) -> dict[str, JsonValue]:
        others = sorted(set(fields) - CHANGEABLE)
        if others:
            raise ValueError(f"not to be changed in the index alone: {', '.join(others)}")
        return fields

    def applied(self, article: Article) -> Article:
        """The article with these values."""
        return article.evolve(**self.fields)
