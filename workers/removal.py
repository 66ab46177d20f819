"""Removal: an article is barred first, then taken out by the index stage, its only writer.

Each step may be done again, and a crash between any two is mended by doing so: what is barred stays out whatever
happens, and the passage that takes it out is as safe as any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.engines.port import Stored
from pipeline.index.content import Takedown
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Arrival, Block, SettledRow
from pipeline.records import Article, Kind, Stage, Verdict
from workers.intake import accept
from workers.parts import Parts
from workers.stations.barred import text_name


def remove(parts: Parts, id: str, url: str, reason: str) -> Block:
    """Takes an article out for good: known or not, in flight, in the index, or both. `url`: how people name it.

    The document is gone a moment later, when the index stage has come to it: see `intake.outcomes`.

    :raises Away: Redis, the index or the trace store can't be reached.
    """
    block = bar(parts, id, url, reason)
    take_out(parts, id, url)
    return block


def bar(parts: Parts, id: str, url: str, reason: str) -> Block:
    """Bars it under every name that it has in the ledger, the trace store and the index."""
    stored, row = parts.engine.get([id]).get(id), parts.trace_store.get([id]).get(id)
    names = dict.fromkeys([*_names_stored(stored), *_names_settled(row)])
    return parts.ledger.block(id, url, reason, list(names))


def take_out(parts: Parts, id: str, url: str) -> None:
    """Has the index stage remove it; one that is under way meets the block list before it gets there, or there."""
    arrival = Arrival(id=id, url=url, stage=Stage.INDEX, kind=Kind.REPROCESS, payload=pack(Takedown()))
    list(accept(parts, [arrival]))


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
