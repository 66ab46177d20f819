"""An article as text that reads well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.moments import day, local
from cli.render.tables import row, table
from pipeline.records import Article, Entity

WIDTH = 96
"""Columns of running text: longer lines are hard to follow."""

COLOURS = {"PER": "bold magenta", "ORG": "bold blue", "LOC": "bold green", "MISC": "bold"}


def sheet(article: Article) -> Iterator[Text | Table]:
    """Title, facts, text, names and quotes, one after the other."""
    yield Text(safe.line(article.title or "(without title)"), style="bold")
    yield Text(" · ".join(_facts(article)), style="cyan")
    yield Text(safe.line(article.canonical_url), style="dim")
    yield from _warnings(article)
    yield Text("")
    yield named(safe.block(article.text), article.entities)
    for title, part in (("Names", _entities(article)), ("Quotes", _quotes(article))):
        if part.row_count:
            yield Text(f"\n{title}", style="bold underline")
            yield part
    yield Text(f"\n{_foot(article)}", style="dim")


def _facts(article: Article) -> Iterator[str]:
    if article.published_at is not None:
        exact = article.published_precision == "time"
        yield local(article.published_at) if exact else day(article.published_at)
    yield from (safe.line(name) for name in (article.site, article.source, article.language) if name)
    yield from map(safe.line, article.authors)
    if article.place is not None:
        yield safe.line(article.place.name)
    yield f"{article.word_count} words"


def _warnings(article: Article) -> Iterator[Text]:
    if article.duplicate_of:
        yield Text(f"a near-copy of {safe.line(article.duplicate_of)}", style="yellow")
    if article.quality.verdict != "good":
        reasons = ", ".join(map(safe.line, article.quality.reasons))
        yield Text(f"extraction: {article.quality.verdict}" + (f" ({reasons})" if reasons else ""), style="yellow")


def named(text: str, entities: tuple[Entity, ...]) -> Text:
    """The text with every spelling of every entity coloured by what it is."""
    colours = {form: COLOURS[entity.label] for entity in entities for form in {entity.name, *entity.forms} if form}
    shown = Text(text)
    if colours:
        longest_first = sorted(colours, key=len, reverse=True)
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", text):
            shown.stylize(colours[match[0]], match.start(), match.end())
    return shown


def _entities(article: Article) -> Table:
    made = table("name", "", "in every language", "country", "times", right=frozenset({"times"}))
    for entity in sorted(article.entities, key=lambda entity: -entity.count):
        label = Text(entity.label, style=COLOURS[entity.label])
        row(made, entity.name, label, entity.canonical, entity.country or "", entity.count)
    return made


def _quotes(article: Article) -> Table:
    made = table("speaker", "said")
    for quote in article.quotes:
        row(made, quote.speaker or "?", quote.text)
    return made


def _foot(article: Article) -> str:
    parts = [f"id {article.id}", f"revision {article.revision}"]
    if article.indexed_at is not None:
        parts.append(f"indexed {local(article.indexed_at)}")
    return " · ".join(parts)
