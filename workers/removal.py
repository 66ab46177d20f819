"""Removal: an article is barred first, then taken out by the index stage, its only writer.

Each step may be done again, and a crash between any two is mended by doing so: what is barred stays out whatever
happens, and the passage that takes it out is as safe as any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from pipeline.engines.port import Stored
from pipeline.index.content import Takedown
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Arrival, Block, SettledRow
from pipeline.outcomes import Outcome
from pipeline.records import Article, Kind, Stage, Verdict
from workers.intake import accept
from workers.parts import Parts
from workers.stations.barred import text_name

POLL = 0.1
"""Seconds between two looks whether it is done."""


def remove(parts: Parts, id: str, url: str, reason: str, names: Sequence[str] = ()) -> Block:
    """Takes an article out for good: known or not, in flight, in the index, or both.

    :param url: how people name it; `names`: more that it is barred under.

    The document is gone a moment later, when the index stage has come to it: see `unfinished`.

    :raises Away: Redis, the index or the trace store can't be reached.
    """
    block = bar(parts, id, url, reason, names)
    take_out(parts, id, url)
    return block


def bar(parts: Parts, id: str, url: str, reason: str, names: Sequence[str] = ()) -> Block:
    """Bars it under every name that it has in the ledger, the trace store and the index."""
    stored, row = parts.engine.get([id]).get(id), parts.trace_store.get([id]).get(id)
    found = dict.fromkeys([*names, *_names_stored(stored), *_names_settled(row)])
    return parts.ledger.block(id, url, reason, list(found))


def take_out(parts: Parts, id: str, url: str) -> None:
    """Has the index stage remove it; one that is under way meets the block list before it gets there, or there."""
    arrival = Arrival(id=id, url=url, stage=Stage.INDEX, kind=Kind.REPROCESS, payload=pack(Takedown()))
    list(accept(parts, [arrival]))


def unfinished(parts: Parts, ids: Sequence[str], seconds: float) -> list[str]:
    """Waits until these are taken out; those that are not by then: they stay barred, and go when workers are there."""
    until = time.monotonic() + seconds
    while left := [id for id, told in _outcomes(parts, ids).items() if told is not Outcome.REJECTED]:
        if time.monotonic() > until:
            return left
        time.sleep(POLL)
    return []


def _outcomes(parts: Parts, ids: Sequence[str]) -> dict[str, Outcome | None]:
    told = parts.ledger.outcomes(ids)
    return {id: told.get(id) for id in ids}


def _names_stored(stored: Stored | None) -> Iterator[str]:
    if stored is None:
        return
    article = stored.article
    yield from (article.url, article.canonical_url)
    if _has_own_text(article):
        yield text_name(article)


def _has_own_text(article: Article) -> bool:
    """A file is its text. A page of which only a teaser or a notice was had shares that with others of its site."""
    return bool(article.text.strip()) and (article.site is None or article.quality.verdict is Verdict.GOOD)


def _names_settled(row: SettledRow | None) -> Iterator[str]:
    if row is None:
        return
    yield from (row.url, *row.urls)
    if row.fingerprint:
        yield f"print:{row.fingerprint}"
