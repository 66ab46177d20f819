"""An article as the server gets it: its own fields, and what it is found by. Pure."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import msgspec

from pipeline.engines.derived import digest, domains, language, moment, names
from pipeline.engines.elasticsearch.languages import analyzer
from pipeline.engines.elasticsearch.template import TEXTS
from pipeline.engines.query import Field
from pipeline.records import Article, text_digest

NAME_FIELDS = {Field.PERSON: "persons", Field.ORG: "orgs", Field.PLACE: "places", Field.ENTITY: "entities"}


def encoded(article: Article) -> bytes:
    """The document as one line of JSON; raises `ValueError` for what UTF-8 can't say (a lone surrogate)."""
    return msgspec.json.encode(article.document() | {"search": searched(article)})


def searched(article: Article) -> dict[str, Any]:
    """The object `search` of the mapping."""
    when = moment(article).astimezone(UTC)
    return {
        "moment": when.isoformat(),
        "month": f"{when.year:04}-{when.month:02}",
        "language": language(article),
        "canonical": digest(article.canonical_url),
        "digest": text_digest(article.text),
        "source": digest(article.source.casefold()) if article.source else None,
        "collections": [digest(name.casefold()) for name in article.collections],
        "domains": domains(article.site),
        **{NAME_FIELDS[field]: values for field, values in names(article).items()},
        **_texts(article),
    }


def _texts(article: Article) -> dict[str, Any]:
    """Each text in the one sub-field of its language."""
    name = analyzer(language(article))
    return {text: {name: getattr(article, text)} for text in TEXTS if getattr(article, text)}
