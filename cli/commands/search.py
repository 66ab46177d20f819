"""`rotative search`: a page of results."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli import failures, session, streams
from cli.options import Debug, Json
from pipeline.errors import Misuse, QueryError

MINUS_IS_TEXT = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""`-word` means «without this word», so it is no option, not even when it begins with an h."""


class Sort(StrEnum):
    """How results are ordered."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


def search(
    query: Annotated[
        list[str] | None, typer.Argument(help="Words and operators; empty or * matches all.", show_default=False)
    ] = None,
    size: Annotated[int, typer.Option(min=0, max=100, help="Results on a page.")] = 10,
    page: Annotated[int, typer.Option(min=1, help="Which page, from 1.")] = 1,
    sort: Annotated[Sort, typer.Option(help="The order of the results.")] = Sort.RELEVANCE,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Searches the articles.

    All words must be there, in any inflection, with or without accents. "exact phrase", OR, -without, ( ),
    and lang: source: collection: site: author: entity: person: org: place: title: since: until: narrow it.

    \b
    rotative search élection municipale
    rotative search '"taux d’intérêt" -inflation lang:fr since:7d'
    rotative search 'person:Macron OR org:Renault' --sort newest --json
    """
    text = _joined(query or [])
    try:
        _answer(text, size, page, sort, as_json)
    except QueryError as error:
        return failures.report(error, as_json, debug, text)
    return 0


def _joined(words: list[str]) -> str:
    for word in words:
        if word.startswith("--"):
            raise Misuse(f"there is no option {word}; `rotative search --help` lists them all")
    return " ".join(words)


def _answer(text: str, size: int, page: int, sort: Sort, as_json: bool) -> None:
    from cli.render import search as render
    from web import library

    with session.reading(session.settings()) as parts:
        answer = library.page(parts, text, size, page, sort.value).document()
    if as_json:
        streams.print_json(answer)
        return
    console = streams.out()
    for line in render.page(answer, (page - 1) * size + 1, plain=not console.is_terminal):
        console.print(line)
