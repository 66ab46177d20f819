"""Arrivals, made in one place: what was read, or why it can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline import urls
from pipeline.archive.places import BEGINNING, Broken, Place
from pipeline.errors import Rejected
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Candidate, Hints, Lane, Page, Stage


@dataclass(frozen=True, slots=True)
class Origin:
    """Where arrivals come from, the same for all of one input; `source`: the id of the one that is followed."""

    lane: Lane
    source: str | None = None
    collections: tuple[str, ...] = ()


def to_the_end(
    scanned: Iterator[tuple[Arrival | None, Place]],
    refused: Callable[[Broken, Place], Arrival],
    empty: Callable[[], Arrival],
) -> Iterator[Arrival]:
    """The arrivals of a file that is read once: what can be read of a broken one is read, then the file itself is
    refused, with the place; and so is one with nothing in it."""
    place = BEGINNING
    try:
        for arrival, here in scanned:
            place = here
            if arrival is not None:
                yield arrival
    except Broken as broken:
        yield refused(broken, place)
    else:
        if not place.pages:
            yield empty()


def of_candidate(candidate: Candidate, lane: Lane) -> Arrival:
    """A URL to fetch; refused when it is none."""
    try:
        url = urls.normalise(candidate.url)
        if not url.startswith(("http:", "https:")):
            raise Rejected(Reason.BAD_SCHEME, "only http and https can be fetched; a file is named by its path")
    except Rejected as refusal:
        return refused(candidate.url, Stage.FETCH, refusal.reason, refusal.detail, lane, source=candidate.source)
    return Arrival(
        id=urls.article_id(url),
        url=url,
        stage=Stage.FETCH,
        lane=lane,
        payload=pack(candidate.evolve(url=url)),
        host=urls.host(url),
        source=candidate.source,
    )


def of_page(
    url: str,
    content: bytes,
    lane: Lane,
    *,
    id: str | None = None,
    is_text: bool,
    content_type: str | None = None,
    charset: str | None = None,
    status: int | None = None,
    headers: dict[str, str] | None = None,
    fetched_at: datetime | None = None,
    source: str | None = None,
    collections: tuple[str, ...] = (),
    hints: Hints | None = None,
) -> Arrival:
    """A page that is here already and enters at clean; its identity is its URL's, unless `id` is given."""
    page = Page(
        url=url,
        final_url=url,
        urls=(url,),
        content=content,
        content_type=content_type,
        charset=charset,
        is_text=is_text,
        status=status,
        headers=headers or {},
        fetched_at=fetched_at or datetime.now(UTC),
        source=source,
        collections=collections,
        hints=hints or Hints(),
    )
    return Arrival(
        id=id or urls.article_id(url),
        url=url,
        stage=Stage.CLEAN,
        lane=lane,
        payload=pack(page),
        source=source,
        fingerprint=urls.content_id(content),
    )


def refused(
    url: str,
    stage: Stage,
    reason: Reason,
    detail: str,
    lane: Lane,
    id: str | None = None,
    source: str | None = None,
) -> Arrival:
    """What can't become an article, by its own fault: it gets its outcome like all others."""
    # A name of a file may hold bytes that are no UTF-8, and have come as lone surrogates.
    shown, told = (text.encode("utf-8", "replace").decode() for text in (url[: urls.LONGEST], detail[:500]))
    return Arrival(
        id=id or urls.content_id(url.encode("utf-8", "surrogatepass")),
        url=shown,
        stage=stage,
        lane=lane,
        source=source,
        refused=reason,
        detail=told,
    )
