"""What people ask: traces, the books, the queues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import urls
from pipeline.errors import Rejected
from pipeline.ledger.records import Books, QueueState, SettledRow, Trace
from pipeline.ledger.rows import pairs, settled_trace, trace
from pipeline.ledger.scripting import Scripts
from pipeline.ledger.trace import TraceStore
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage


class Inquiries:
    def __init__(self, scripts: Scripts, store: TraceStore | None) -> None:
        self._scripts, self._store = scripts, store

    def trace(self, url_or_id: str) -> Trace | None:
        names = _names(url_or_id)
        found = self._scripts.call("trace", *names)
        if found and len(found) == 3:
            return trace(found[0].decode(), found[1], found[2])
        if self._store is None:
            return None
        row = _settled(self._store, [found[0].decode(), *names] if found else names)
        return settled_trace(row) if row else None

    def outcomes(self, ids: Sequence[str], *, again: bool = False) -> dict[str, Outcome]:
        told = self._scripts.call("outcomes", "1" if again else "", *ids)
        return {id: Outcome(outcome.decode()) for id, outcome in zip(ids, told, strict=True) if outcome}

    def books(self) -> dict[Kind, Books]:
        kinds = list(Kind)
        *counted, flight, standing = self._scripts.call("books", *(kind.value for kind in kinds))
        under_way = _under_way(pairs(flight))
        # What really stands in the queues has the last word: a difference shows as an imbalance of `new`.
        under_way[Kind.NEW] += int(standing) - sum(under_way.values())
        return {kind: _books(pairs(flat), under_way[kind]) for kind, flat in zip(kinds, counted, strict=True)}

    def queues(self) -> dict[Stage, QueueState]:
        return {
            Stage(stage.decode()): QueueState(ready=ready, waiting=later, running=running, oldest_s=oldest / 1000)
            for stage, ready, later, running, oldest in self._scripts.call("queues")
        }


def _names(asked: str) -> list[str]:
    """What an article may be known by that people name like this: as given, its normal form, the id made of it."""
    try:
        normal = urls.normalise(asked)
    except Rejected:
        return [asked]
    return list(dict.fromkeys([asked, normal, urls.article_id(asked)]))


def _settled(store: TraceStore, names: Sequence[str]) -> SettledRow | None:
    rows = store.get(names)
    by_id = (rows[name] for name in names if name in rows)
    by_url = (row for name in names if (row := store.find(name)))
    return next(by_id, None) or next(by_url, None)


def _under_way(flight: Mapping[str, str]) -> dict[Kind, int]:
    return {
        kind: sum(int(number) for name, number in flight.items() if name.endswith(f":{kind.value}")) for kind in Kind
    }


def _books(counted: Mapping[str, str], in_flight: int) -> Books:
    plain = ("accepted", "indexed", "unchanged", "duplicate", "dead", "dropped")
    rejected = {
        name.removeprefix("rejected:"): int(number) for name, number in counted.items() if name.startswith("rejected:")
    }
    return Books(**{name: int(counted.get(name, 0)) for name in plain}, rejected=rejected, in_flight=in_flight)
