"""The ledger: the state of every passage, in Redis. A Celery message is only a wake-up; this is the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redis import Redis

from pipeline.ledger.records import (
    Arrival, Books, Claim, DeadLetter, Passage, Problem, QueueState, Receipt, Step, Trace,
)
from pipeline.ledger.trace import TraceStore
from pipeline.records import Kind, Stage


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the ledger. Times in seconds, sizes in bytes."""

    lease: float = 60.0
    in_flight: int = 100_000
    in_flight_bytes: int = 1024**3
    memory_gate: float = 0.7
    tries: int = 4
    deaths: int = 3
    days: float = 7.0
    host_delay: float = 1.0
    host_concurrency: int = 1


class Ledger:
    """All methods raise `Away("redis")` when Redis cannot be reached.

    `worker` names the process that claims (`host/pid/start time`), so that its death can be told from a lease
    that ran out.
    """

    def __init__(self, redis: Redis, prefix: str = "rotative", limits: Limits = Limits(), worker: str = "") -> None: ...

    # -- what comes in
    def accept(self, arrivals: Sequence[Arrival]) -> list[Receipt]:
        """Takes articles in; raises `Full` (nothing of the batch taken) when a bound is reached."""

    # -- work
    def claim(self, stage: Stage, most: int, most_bytes: int) -> Claim | None: ...
    def hold(self, claim: Claim, id: str) -> bool:
        """Notes the passage in hand and renews the lease of the whole claim; False: the fence is stale, drop it."""
    def renew(self, claim: Claim) -> bool: ...
    def finish(self, claim: Claim, steps: Sequence[Step]) -> list[bool]:
        """All steps in one script; False for each whose fence was stale (its result is dropped)."""
    def release(self, claim: Claim, ids: Iterable[str] | None = None) -> None:
        """Back to ready, nothing counted (a shutdown, a service that is away)."""
    def pause(self, stage: Stage, seconds: float) -> None:
        """Nobody gets a claim of this stage before that time."""
    def reserve(self, claim: Claim, id: str, name: str) -> str:
        """Takes `name` (a canonical URL, a text digest) for this article, atomically; gives its owner's id."""

    # -- upkeep
    def wake(self, stage: Stage) -> bool: ...
    def sweep(self) -> list[Stage]: ...
    def bury(self, worker: str, count: bool = True) -> int: ...
    def workers(self) -> list[str]: ...
    def settle_out(self, store: TraceStore, most: int = 500) -> int: ...

    # -- what people ask
    def trace(self, url_or_id: str) -> Trace | None: ...
    def books(self) -> dict[Kind, Books]: ...
    def queues(self) -> dict[Stage, QueueState]: ...
    def dead(self, most: int = 100) -> list[DeadLetter]: ...
    def retry(self, ids: Sequence[str], store: TraceStore | None = None) -> list[str]: ...
    def drop(self, ids: Sequence[str], store: TraceStore | None = None) -> list[str]: ...
    def check(self) -> list[Problem]: ...
