"""What the ledger takes and gives."""

from __future__ import annotations

from pydantic import Field

from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Lane, Moment, Record, Stage


class Arrival(Record):
    """One article offered to the ledger, to enter at `stage` (fetch for a URL, clean for a file).

    `payload`: the encoded record for that stage. `host`: whose turn a fetch takes. `fingerprint`: a digest of
    the content, where the giver has it (a file): a known article with another one is a revision.
    `refused`: the input's own fault, known already (a missing file): accepted and rejected in one.
    `known`: the index or the trace store has this article already (looked up by the giver).
    """

    id: str
    url: str
    stage: Stage
    lane: Lane = Lane.NOW
    kind: Kind = Kind.NEW
    payload: bytes = b""
    host: str | None = None
    source: str | None = None
    fingerprint: str | None = None
    first_seen: Moment | None = None
    refused: Reason | None = None
    detail: str = ""
    known: bool = False


class Receipt(Record):
    """What became of an arrival at the door.

    `outcome` is `in_flight`, or final at once (`duplicate`, `rejected`). `joined`: the article was on its way
    already, so nothing was accepted and its outcome will be the one of the passage under way.
    """

    id: str
    url: str
    outcome: Outcome
    reason: Reason | None = None
    joined: bool = False


class Passage(Record):
    """A claimed passage, as its worker sees it.

    `first_seen` is when its article was first accepted, ever. `began`: the last token before the passage began (0:
    unknown): a write of its article with a larger one is its own, by a try that died.
    """

    id: str
    url: str
    kind: Kind
    stage: Stage
    lane: Lane
    attempts: int = 0
    payload: bytes = b""
    source: str | None = None
    first_seen: Moment
    revision: int = 1
    began: int = 0


class Claim(Record):
    """Passages of one stage, held until the lease runs out; `token` grows with every claim."""

    token: int
    stage: Stage
    passages: tuple[Passage, ...]
    more: bool = False
    """Whether something was still ready when this was taken."""


class Move(Record):
    """On to the next stage, with its payload. `urls`: more URLs by which `trace` shall find the passage."""

    id: str
    stage: Stage
    payload: bytes
    urls: tuple[str, ...] = ()


class Settle(Record):
    """The end of the passage."""

    id: str
    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    urls: tuple[str, ...] = ()


class Defer(Record):
    """Back to the same stage, not before `after` seconds. `counts`: this was a try that failed."""

    id: str
    after: float
    reason: Reason | None = None
    detail: str = ""
    counts: bool = True


Step = Move | Settle | Defer


class Event(Record):
    at: Moment
    stage: Stage | None
    event: str
    reason: str | None = None
    attempt: int = 0


class Trace(Record):
    """What happened to an article."""

    id: str
    url: str
    outcome: Outcome
    reason: str | None = None
    detail: str = ""
    events: tuple[Event, ...] = ()


class SettledRow(Record):
    """A row that left Redis for the trace store; a dead one keeps its payload, so that it can be retried."""

    id: str
    url: str
    urls: tuple[str, ...] = ()
    kind: Kind
    outcome: Outcome
    reason: str | None = None
    detail: str = ""
    stage: Stage
    source: str | None = None
    fingerprint: str | None = None
    attempts: int = 0
    first_seen: Moment
    settled_at: Moment
    revision: int = 1
    payload: bytes = b""
    events: tuple[Event, ...] = ()


class Books(Record):
    """The counts of one kind of passage; `in_flight` is counted on the queues, not derived."""

    accepted: int = 0
    indexed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: dict[str, int] = Field(default_factory=dict)
    dead: int = 0
    dropped: int = 0
    in_flight: int = 0

    @property
    def balanced(self) -> bool:
        """Whether everything accepted is accounted for."""
        return self.accepted == (
            self.indexed
            + self.unchanged
            + self.duplicate
            + sum(self.rejected.values())
            + self.dead
            + self.dropped
            + self.in_flight
        )


class QueueState(Record):
    """`ready`: may be claimed now; `waiting`: not before a later time; `running`: claimed; `oldest_s`: age of
    the oldest ready one, seconds."""

    ready: int = 0
    waiting: int = 0
    running: int = 0
    oldest_s: float = 0.0


class DeadLetter(Record):
    id: str
    url: str
    stage: Stage
    reason: str
    detail: str = ""
    attempts: int
    at: Moment


class Block(Record):
    """An article that was removed and may not come in again, with the reason somebody gave."""

    id: str
    url: str
    reason: str
    at: Moment


class Problem(Record):
    """Something in a service's configuration that breaks a promise, and what to do about it."""

    what: str
    fix: str
    fatal: bool = True
