"""A page of search results as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from cli import safe
from cli.render.moments import day

MARK = "bold yellow"
SHOWN_FACETS = ("language", "source", "collection", "person", "org", "place", "month")
FACET_VALUES = 5


def page(answer: Mapping[str, Any], first: int, plain: bool) -> Iterator[Text]:
    """The lines to show.

    :param answer: the JSON of `search`.
    :param first: the rank of the first hit, from 1.
    :param plain: without colours: what matched stands between `**`.
    """
    yield _heading(answer, first)
    for rank, hit in enumerate(answer["hits"], first):
        yield Text("")
        yield from _hit(rank, hit, plain)
    facets = list(_facets(answer["facets"]))
    if facets:
        yield Text("")
        yield from facets


def _heading(answer: Mapping[str, Any], first: int) -> Text:
    total, shown = answer["total"], len(answer["hits"])
    found = "nothing found" if not total else f"{total} found" if total != 1 else "1 found"
    which = f", {first} to {first + shown - 1} shown" if shown and shown != total else ""
    read_as = safe.line(answer["query"]["read_as"])
    return Text(f"{found}{which} in {answer['took_ms']} ms, read as: {read_as}", style="dim")


def _hit(rank: int, hit: Mapping[str, Any], plain: bool) -> Iterator[Text]:
    yield Text.assemble((f"{rank}. ", "dim"), (safe.line(hit["title"] or "(without title)"), "bold"))
    yield Text("   " + " · ".join(_facts(hit)), style="cyan")
    for snippet in hit["snippets"]:
        yield Text("   ") + marked(snippet["text"], snippet["marks"], plain)
    yield Text(f"   {safe.line(hit['url'])}", style="dim")
    yield Text(f"   rotative article {safe.line(hit['id'])}", style="dim")


def _facts(hit: Mapping[str, Any]) -> Iterator[str]:
    published = hit["published_at"]
    yield day(datetime.fromisoformat(published)) if published else "undated"
    yield from (safe.line(hit[name]) for name in ("site", "source") if hit[name])
    yield safe.line(hit["language"])
    if hit["copies"]:
        yield f"{hit['copies']} {'copy' if hit['copies'] == 1 else 'copies'}"


def marked(text: str, marks: Sequence[Sequence[int]], plain: bool) -> Text:
    """One line with what matched made visible.

    :param marks: pairs of code point offsets into `text`, start and end; overlapping or outlying ones are borne.
    """
    shown, at = Text(), 0
    for first, last in sorted((pair[0], pair[1]) for pair in marks):
        start, end = max(first, at), min(last, len(text))
        if start < end:
            shown.append(_piece(text[at:start]))
            match = _piece(text[start:end])
            shown.append(f"**{match}**" if plain else match, style=MARK)
            at = end
    return shown.append(_piece(text[at:]))


def _piece(text: str) -> str:
    """A part of a line: the spaces at its ends are kept."""
    inner = safe.line(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")


def _facets(facets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Text]:
    for name in SHOWN_FACETS:
        values = facets.get(name, [])[:FACET_VALUES]
        if values:
            counted = ", ".join(f"{safe.line(row['value'])} ({row['count']})" for row in values)
            yield Text.assemble((f"{name:>10}  ", "dim"), counted)
