"""What the embedded index holds of an article.

The article itself is kept whole as JSON; the other fields are only looked at. Texts are analysed in Python
(`analysis`) and given as terms apart by spaces, so that index, query and snippets can't disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import tantivy

from pipeline.engines.bounds import FACETS
from pipeline.engines.derived import LONGEST_FACET, digest, domains, language, moment, names
from pipeline.engines.port import Write
from pipeline.engines.query import Field
from pipeline.engines.tantivy.analysis import chain, exact, stemmed
from pipeline.records import Article, text_digest

VERSION = 2
"""Grows with every change to the schema or to the analysis."""

BETWEEN = " ¦ "
"""Stands between two values of one field, so that no phrase reaches from one into the next: never a term."""

KEYS = ("id", "canonical", "digest", "duplicate_of", "source_key", "collection_key", "domain")
_ANSWERED = ("id", "canonical", "digest")
STEMMED = ("title", "lead", "text")
NAMES = {Field.PERSON: "persons", Field.ORG: "orgs", Field.PLACE: "places", Field.ENTITY: "entities"}
_FACETED = {"collection": "collections", "person": "persons", "org": "orgs", "place": "places"}


def build() -> tantivy.Schema:
    """The schema: keys and facets as they are, texts twice (stems, and words as written)."""
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("article", stored=True)
    builder.add_unsigned_field("version", stored=True)
    builder.add_unsigned_field("partition", stored=True)
    builder.add_date_field("moment", indexed=True, fast=True)
    for name in KEYS:
        builder.add_text_field(name, name in _ANSWERED, name == "duplicate_of", "raw", "basic")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*STEMMED, *map(as_written, STEMMED), *NAMES.values(), "authors"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def as_written(name: str) -> str:
    """The field with the exact words of the text `name`."""
    return f"{name}_exact"


def document(write: Write) -> tantivy.Document:
    """The article as a Tantivy document; raises `ValueError` when it can't be written as UTF-8."""
    article = write.article
    made = tantivy.Document()
    made.add_bytes("article", article.model_dump_json().encode())
    made.add_unsigned("version", write.version)
    made.add_unsigned("partition", write.partition)
    made.add_date("moment", within_range(moment(article)))
    _add_keys(made, article)
    _add_facets(made, article)
    _add_texts(made, article)
    return made


def within_range(when: datetime) -> datetime:
    """The moment, or the nearest that Tantivy can hold (nanoseconds in 64 bits: 1677 to 2262)."""
    earliest = tantivy.MIN_DATETIME.replace(microsecond=0, second=59)
    return max(earliest, min(when.astimezone(UTC), tantivy.MAX_DATETIME.replace(microsecond=0, second=0)))


def stems(text: str, analysis: str) -> list[str]:
    """The terms by which a text is found in any inflection; the analysis is part of each (`fr:elect`)."""
    return [f"{analysis}:{term.text}" for term in stemmed(text, analysis)]


def words(text: str) -> list[str]:
    """The terms by which a text is found as written."""
    return [term.text for term in exact(text)]


def _add_keys(made: tantivy.Document, article: Article) -> None:
    made.add_text("id", article.id)
    made.add_text("canonical", digest(article.canonical_url))
    made.add_text("digest", text_digest(article.text))
    if article.duplicate_of:
        made.add_text("duplicate_of", article.duplicate_of)
    if article.source:
        made.add_text("source_key", digest(article.source.casefold()))
    for name in dict.fromkeys(article.collections):
        made.add_text("collection_key", digest(name.casefold()))
    for domain in domains(article.site):
        made.add_text("domain", domain)


def _add_facets(made: tantivy.Document, article: Article) -> None:
    made.add_text("facet_language", language(article))
    made.add_text("facet_month", f"{moment(article).astimezone(UTC):%Y-%m}")
    if article.source and len(article.source) <= LONGEST_FACET:
        made.add_text("facet_source", article.source)
    for name, field in _FACETED.items():
        for value in dict.fromkeys(getattr(article, field)):
            if len(value) <= LONGEST_FACET:
                made.add_text(f"facet_{name}", value)


def _add_texts(made: tantivy.Document, article: Article) -> None:
    analysis = chain(language(article))
    for name in STEMMED:
        text = getattr(article, name) or ""
        made.add_text(name, " ".join(stems(text, analysis)))
        made.add_text(as_written(name), " ".join(words(text)))
    for field, values in names(article).items():
        made.add_text(NAMES[field], _apart(values))
    made.add_text("authors", _apart(article.authors))


def _apart(values: Iterable[str]) -> str:
    return BETWEEN.join(" ".join(words(value)) for value in values)
