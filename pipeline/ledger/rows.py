"""Rows as Redis gives them, read into records. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline import urls
from pipeline.ledger.records import DeadLetter, Event, Passage, SettledRow, Trace
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Lane, Stage

URLS_KEPT, EVENTS_KEPT = 40, 80
"""Of all passages of an article together; of one they are bounded in `scripts/shared/log.lua`."""


def moment(milliseconds: str | float) -> datetime:
    """A time of Redis's clock."""
    return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)


def milliseconds(moment: datetime) -> int:
    """The same the other way."""
    return round(moment.timestamp() * 1000)


def host_of(url: str) -> str:
    """Whose turn a fetch of this URL takes; `-` where it names no host."""
    return urls.host(url) or "-"


def pairs(flat: Sequence[bytes]) -> dict[str, str]:
    """A hash as a script gives it (field, value, field, value…)."""
    texts = [part.decode() for part in flat]
    return dict(zip(texts[::2], texts[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Log:
    """What is told of a passage: lines of JSON (`scripts/shared/log.lua`)."""

    url: str
    source: str | None
    urls: tuple[str, ...]
    events: tuple[Event, ...]

    @classmethod
    def read(cls, raw: bytes) -> Log:
        lines = [json.loads(line) for line in raw.decode().split("\n") if line]
        head: dict[str, str] = next((line for line in lines if isinstance(line, dict)), {})
        return cls(
            url=head.get("url", ""),
            source=head.get("source") or None,
            urls=tuple(line for line in lines if isinstance(line, str)),
            events=tuple(_event(*line) for line in lines if isinstance(line, list)),
        )

    @classmethod
    def written(cls, row: SettledRow) -> bytes:
        """The log of a row that comes back from the trace store."""
        lines = [{"url": row.url, "source": row.source or ""}, *row.urls, *map(_event_line, row.events)]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _event(at: float, stage: str, event: str, reason: str, attempt: int) -> Event:
    return Event(at=moment(at), stage=Stage(stage), event=event, reason=reason or None, attempt=int(attempt))


def _event_line(event: Event) -> list[str | int]:
    stage = event.stage.value if event.stage else Stage.CLEAN.value
    return [milliseconds(event.at), stage, event.event, event.reason or "", event.attempt]


def passage(stage: Stage, fields: Sequence[bytes]) -> Passage:
    """A claimed passage, from `claim.lua`."""
    id, head, kind, lane, attempts, first_seen, revision, began = (part.decode() for part in fields[:8])
    log = Log.read(head.encode())
    return Passage(
        id=id,
        url=log.url,
        source=log.source,
        kind=Kind(kind),
        stage=stage,
        lane=Lane(lane),
        attempts=int(attempts),
        first_seen=moment(first_seen),
        revision=int(revision),
        began=int(began),
        payload=fields[8],
    )


def trace(id: str, flat: Sequence[bytes], raw_log: bytes) -> Trace:
    """What happened to a row that is in Redis."""
    row, log = pairs(flat), Log.read(raw_log)
    return Trace(
        id=id,
        url=log.url,
        outcome=Outcome(row.get("outcome") or row.get("stands") or Outcome.IN_FLIGHT),
        reason=row.get("reason"),
        detail=row.get("detail", ""),
        events=log.events,
    )


def settled_trace(row: SettledRow) -> Trace:
    """What happened to a row that has left Redis."""
    return Trace(id=row.id, url=row.url, outcome=row.outcome, reason=row.reason, detail=row.detail, events=row.events)


def settled_row(id: str, flat: Sequence[bytes], raw_log: bytes, payload: bytes) -> SettledRow:
    """A row that leaves Redis."""
    row, log = pairs(flat), Log.read(raw_log)
    return SettledRow(
        id=id,
        url=log.url,
        urls=log.urls,
        kind=Kind(row["kind"]),
        outcome=Outcome(row["outcome"]),
        reason=row.get("reason"),
        detail=row.get("detail", ""),
        stage=Stage(row["stage"]),
        source=log.source,
        fingerprint=row.get("fingerprint") or None,
        attempts=int(row["attempts"]),
        first_seen=moment(row["first_seen"]),
        settled_at=moment(row["moved_at"]),
        revision=int(row["revision"]),
        payload=payload,
        events=log.events,
    )


def joined(earlier: SettledRow, row: SettledRow) -> SettledRow:
    """The row of a later passage of an article with what is remembered of those before it.

    An article that came again after its row had left Redis began with an empty one, which knows neither where it was
    met nor what happened to it.
    """
    stands = earlier.outcome is not Outcome.DEAD
    nothing_new = stands and row.kind is Kind.REPROCESS and row.outcome is Outcome.UNCHANGED
    events = sorted(dict.fromkeys((*earlier.events, *row.events)), key=lambda event: event.at)
    return row.evolve(
        url=earlier.url,
        urls=tuple(dict.fromkeys((*row.urls, row.url, *earlier.urls)))[:URLS_KEPT],
        outcome=earlier.outcome if nothing_new else row.outcome,
        reason=earlier.reason if nothing_new else row.reason,
        source=row.source or earlier.source,
        fingerprint=row.fingerprint or earlier.fingerprint,
        first_seen=min(row.first_seen, earlier.first_seen),
        revision=max(row.revision, earlier.revision),
        events=tuple(events[-EVENTS_KEPT:]),
    )


def restored(row: SettledRow) -> list[str | bytes | int]:
    """The arguments of `restore.lua` for a dead row. A person asks for it: its lane is `now`."""
    settled_at = milliseconds(row.settled_at)
    fields: dict[str, str | int] = {
        "state": "settled",
        "outcome": row.outcome.value,
        "reason": row.reason or "",
        "detail": row.detail,
        "kind": row.kind.value,
        "stage": row.stage.value,
        "lane": Lane.NOW.value,
        "host": host_of(row.url),
        "fingerprint": row.fingerprint or "",
        "attempts": row.attempts,
        "deaths": 0,
        "size": len(row.payload),
        "first_seen": milliseconds(row.first_seen),
        "moved_at": settled_at,
        "since": settled_at,
        "revision": row.revision,
    }
    return [row.id, row.payload, Log.written(row), settled_at, *(part for pair in fields.items() for part in pair)]


def dead_letter(id: str, flat: Sequence[bytes], raw_log: bytes) -> DeadLetter:
    """A dead passage that is in Redis."""
    row = pairs(flat)
    return DeadLetter(
        id=id,
        url=Log.read(raw_log).url,
        stage=Stage(row["stage"]),
        reason=row.get("reason", ""),
        detail=row.get("detail", ""),
        attempts=int(row["attempts"]),
        at=moment(row["moved_at"]),
    )


def settled_dead_letter(row: SettledRow) -> DeadLetter:
    """A dead passage that has left Redis."""
    return DeadLetter(
        id=row.id,
        url=row.url,
        stage=row.stage,
        reason=row.reason or "",
        detail=row.detail,
        attempts=row.attempts,
        at=row.settled_at,
    )
