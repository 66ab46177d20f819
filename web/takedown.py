"""Removal as people ask for it: by an id, by any URL, before or after the article was ever met."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.discover.inputs import SCHEME
from pipeline.errors import Misuse, Unknown
from pipeline.ledger.records import Block, Trace
from pipeline.outcomes import Outcome
from pipeline.records import Record
from web import library
from web.history import spellings
from workers import removal
from workers.parts import Parts

_OF = re.compile(r"already there as (\S+)")
"""How `pipeline.errors.Duplicate` tells whose place it is."""


class Target(Record):
    """An article that is meant, as it is shown to whoever removes it; `title`: where it is in the index."""

    id: str
    url: str
    title: str | None = None


def targets(parts: Parts, url_or_id: str) -> list[Target]:
    """The articles that are named like this: what was met under that URL, what is in the index, and where the one
    ended as a duplicate the article that it duplicates. A URL that nobody knows is one to come.

    :raises Unknown: it is no URL, and nothing is known of it.
    :raises Away: Redis, the index or the trace store can't be reached.
    """
    named = {target.id: target for target in _named(parts, url_or_id)}
    if named:
        return list(named.values())
    if not SCHEME.match(url_or_id):
        raise Unknown(f"nothing is known of {url_or_id!r}; a URL can be barred before it was ever met")
    *_, url, id = _spelt(url_or_id)
    return [Target(id=id, url=url)]


def remove(parts: Parts, url_or_id: str, reason: str) -> list[Block]:
    """Removes what is named like this, for good; raises as `targets` does, and `Misuse` without a reason."""
    if not reason.strip():
        raise Misuse("say why: the reason is kept with the block list")
    found = targets(parts, url_or_id)
    names = spellings(url_or_id) if SCHEME.match(url_or_id) else []
    return [removal.remove(parts, target.id, target.url, reason.strip(), names) for target in found]


def unblock(parts: Parts, url_or_id: str) -> str:
    """Lets it in again; its id. Raises `Unknown` when nothing is barred under this name."""
    id = parts.ledger.unblock(spellings(url_or_id))
    if id is None:
        raise Unknown(f"{url_or_id!r} is not barred: `rotative article blocked` lists what is")
    return id


def _named(parts: Parts, url_or_id: str) -> Iterator[Target]:
    names = spellings(url_or_id)
    trace = next((found for name in names if (found := parts.ledger.trace(name))), None)
    ids = dict.fromkeys([*_of_trace(trace), *library.ids(parts, names)])
    for id in ids:
        stored = parts.engine.get([id]).get(id)
        if stored is not None:
            yield Target(id=id, url=stored.article.url, title=stored.article.title)
        elif trace is not None and trace.id == id:
            yield Target(id=id, url=trace.url)


def _of_trace(trace: Trace | None) -> Iterator[str]:
    if trace is None:
        return
    yield trace.id
    if trace.outcome is Outcome.DUPLICATE:
        yield from _OF.findall(trace.detail)


def _spelt(url: str) -> list[str]:
    """As given, its normal form, the id made of it; raises `Misuse` for what is no URL."""
    names = spellings(url)
    if len(names) < 2:
        raise Misuse(f"{url!r} is no URL of an article")
    return names
