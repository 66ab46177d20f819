"""The ledger: the state of every passage, in Redis. A Celery message is only a wake-up; this is the truth.

Each method is one Lua script in `scripts/` (Redis runs a script alone and whole), so a state is never seen half
changed, and each is safe to send again when its answer was lost. The only clock is the Redis server's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redis import Redis

from pipeline.ledger import checks
from pipeline.ledger.blocks import Blocks
from pipeline.ledger.claims import Claims
from pipeline.ledger.deadletters import DeadLetters
from pipeline.ledger.doors import Doors
from pipeline.ledger.hosts import Ending, Holder, Hosts
from pipeline.ledger.inquiries import Inquiries
from pipeline.ledger.records import (
    Arrival,
    Block,
    Books,
    Claim,
    DeadLetter,
    Problem,
    QueueState,
    Receipt,
    Step,
    Trace,
)
from pipeline.ledger.scripting import Scripts
from pipeline.ledger.trace import TraceStore
from pipeline.ledger.upkeep import Upkeep
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage

DAY = 86400.0
NAMES_OUTLIVE_ROWS = 2 * DAY
"""Seconds that aliases and reserved names outlive their row, so that none is missing while it leaves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the ledger. Times in seconds, sizes in bytes. `turn_kept`: how long a turn is held whose end nobody
    tells; longer than any request takes."""

    lease: float = 60.0
    in_flight: int = 100_000
    in_flight_bytes: int = 1024**3
    memory_gate: float = 0.7
    tries: int = 4
    deaths: int = 3
    days: float = 7.0
    host_delay: float = 1.0
    host_concurrency: int = 1
    turn_kept: float = 60.0

    def for_scripts(self, clock_offset: float) -> dict[str, float]:
        """The same with times in milliseconds, as the scripts read them."""
        return {
            "clock_offset": round(clock_offset * 1000),
            "lease": round(self.lease * 1000),
            "in_flight": self.in_flight,
            "in_flight_bytes": self.in_flight_bytes,
            "memory_gate": self.memory_gate,
            "tries": self.tries,
            "deaths": self.deaths,
            "days": round(self.days * DAY * 1000),
            "names_kept": round((self.days * DAY + NAMES_OUTLIVE_ROWS) * 1000),
            "host_delay": round(self.host_delay * 1000),
            "host_concurrency": self.host_concurrency,
            "turn_kept": round(self.turn_kept * 1000),
        }


class Ledger:
    """All methods raise `Away("redis")` when Redis cannot be reached.

    :param redis: a client that gives bytes (not `decode_responses`).
    :param worker: names the process that claims (`host/pid/start time`), so that its death can be told from a
        lease that ran out.
    :param clock_offset: seconds added to the server's clock (tests).
    :param store: where settled rows went; traces and dead letters are looked for there too.
    """

    def __init__(
        self,
        redis: Redis,
        prefix: str = "rotative",
        limits: Limits = Limits(),
        worker: str = "",
        *,
        clock_offset: float = 0.0,
        store: TraceStore | None = None,
    ) -> None:
        self._redis = redis
        scripts = Scripts(redis, prefix, limits.for_scripts(clock_offset))
        self._doors = Doors(scripts)
        self._blocks = Blocks(scripts)
        self._claims = Claims(scripts, worker)
        self._hosts = Hosts(scripts)
        self._upkeep = Upkeep(scripts)
        self._inquiries = Inquiries(scripts, store)
        self._dead_letters = DeadLetters(scripts, store)

    # -- what comes in
    def accept(self, arrivals: Sequence[Arrival]) -> list[Receipt]:
        """Takes articles in; raises `Full` (nothing of the batch taken) when a bound is reached.

        The memory gate holds for all; the bounds of what is in flight only for what enters beyond fetch.
        """
        # One that died and left for the trace store is taken up as any dead one is.
        self._dead_letters.bring_back([arrival.id for arrival in arrivals])
        return self._doors.accept(arrivals)

    def known(self, ids: Sequence[str], urls: Sequence[str]) -> list[bool]:
        """Whether each of these articles (its id, its normalised URL) was met lately, or may not come in: nothing of
        it needs to be offered. What left Redis long ago is not known here: the index and the trace store know it."""
        return self._blocks.known(ids, urls)

    # -- what may not come in
    def block(self, id: str, url: str, reason: str, names: Sequence[str] = ()) -> Block:
        """Bars an article for good, under its id, this URL, each name that is known of it here and these (URLs, text
        digests as they are reserved). Again: adds names, and the reason is the new one."""
        return self._blocks.block(id, url, reason, names)

    def unblock(self, names: Sequence[str]) -> str | None:
        """Lets the first removed article that has one of these names in again: its id; None: none is barred."""
        return self._blocks.unblock(names)

    def blocked(self, names: Sequence[str]) -> dict[str, str]:
        """Those of these ids, URLs and text digests that are barred, with the reason."""
        return self._blocks.blocked(names)

    def blocks(self, most: int = 100) -> list[Block]:
        """The block list, the latest first, at most 5,000."""
        return self._blocks.latest(most)

    # -- work
    def claim(self, stage: Stage, most: int, most_bytes: int) -> Claim | None:
        """Up to `most` ready passages with up to `most_bytes` of payload (always at least one), or None."""
        return self._claims.claim(stage, most, most_bytes)

    def claim_each(self, stage: Stage, most: int, most_bulk: int | None = None) -> list[Claim]:
        """Up to `most` ready passages, and of the lane `bulk` up to `most_bulk`, each as a claim of its own that is in
        hand at once."""
        return self._claims.claim_each(stage, most, most if most_bulk is None else most_bulk)

    def hold(self, claim: Claim, id: str) -> bool:
        """Notes the passage in hand and renews the lease of the whole claim; False: the fence is stale, drop it."""
        return self._claims.hold(claim, id)

    def renew(self, claim: Claim) -> bool:
        """Renews the lease; False: all of the claim was finished or taken back."""
        return self._claims.renew(claim)

    def finish(self, claim: Claim, steps: Sequence[Step]) -> list[bool]:
        """All steps in one script; False for each whose fence was stale (its result is dropped)."""
        return self._claims.finish(claim, steps)

    def release(self, claim: Claim, ids: Iterable[str] | None = None) -> None:
        """Back to ready, nothing counted (a shutdown, a service that is away)."""
        self._claims.release(claim, ids)

    def pause(self, stage: Stage, seconds: float) -> None:
        """Nobody gets a claim of this stage before that time."""
        self._upkeep.pause(stage, seconds)

    def reserve(self, claim: Claim, id: str, name: str) -> str:
        """Takes `name` (a canonical URL, a text digest) for this article, atomically; gives its owner's id.

        Names last as long as rows in Redis, and two days more: an older article's is in the index.
        """
        return self._claims.reserve(claim, id, name)

    # -- hosts
    def set_host_delay(self, host: str, seconds: float | None, *, own: bool = False) -> None:
        """At least so long between two requests to this host; None: nothing special any more.

        :param own: a wish of the source's own (remembered for 30 days) instead of the default delay. Otherwise the
            host's (Crawl-delay, remembered for two days), which neither the default nor the source's undercuts.
        """
        self._hosts.set_delay(host, seconds, own)

    def hold_host(self, host: str, seconds: float) -> None:
        """Nobody asks this host before so many seconds from now are over (Retry-After)."""
        self._hosts.hold(host, seconds)

    def take_turn(self, host: str, holder: Holder, patience: float = 10.0) -> float:
        """Asks for one more request (robots.txt, a redirect, a feed): 0.0: go, the turn is taken; else seconds to wait
        before asking again.

        :param holder: a fetch's claim of one passage, which is fenced and has its places until it ends; or a name of
            one's own, which has its place until `end_turn`, or for `Limits.turn_kept`.
        :param patience: seconds. Who has no longer to wait stands in line, before all claims, as long as he asks again
            within three seconds of when he was told to.
        """
        return self._hosts.take_turn(host, holder, patience)

    def end_turn(self, host: str, holder: Holder, ending: Ending = Ending.WELL, after: float = 0.0) -> None:
        """The request is over (the pause counts from now on), or isn't wanted any more.

        :param ending: the host rests, for everybody, from the third request in a row on that failed.
        :param after: seconds for which the host asked to be left alone (Retry-After).
        """
        self._hosts.end_turn(host, holder, ending, after)

    # -- upkeep
    def wake(self, stage: Stage) -> bool:
        """Whether to publish a wake-up: True for one caller while none is in the air."""
        return self._upkeep.wake(stage)

    def woken(self, stage: Stage) -> None:
        """The wake-up has arrived: the next one may be published."""
        self._upkeep.woken(stage)

    def sweep(self) -> list[Stage]:
        """Takes back expired leases, promotes what is due; gives the stages where something can be claimed."""
        return self._upkeep.sweep()

    def bury(self, worker: str, count: bool = True) -> int:
        """This process is gone: all it held is ready again. `count`: its death counts against the passage in
        hand, which is dead after `Limits.deaths` of them. Gives how many passages it held."""
        return self._upkeep.bury(worker, count)

    def workers(self) -> list[str]:
        """The workers that hold claims."""
        return self._upkeep.workers()

    def settle_out(self, store: TraceStore, most: int = 500) -> int:
        """Moves rows that settled `Limits.days` ago to the store; gives how many left Redis."""
        return self._upkeep.settle_out(store, most)

    # -- what people ask
    def trace(self, url_or_id: str) -> Trace | None:
        """What happened to an article, by its id or any URL that it was met under."""
        return self._inquiries.trace(url_or_id)

    def outcomes(self, ids: Sequence[str], *, again: bool = False) -> dict[str, Outcome]:
        """The outcome, or `in_flight`, of each of these that is in Redis.

        :param again: one that is gone through again is in flight; else it has the outcome by which it is known.
        """
        return self._inquiries.outcomes(ids, again=again)

    def books(self) -> dict[Kind, Books]:
        """The counts of each kind of passage."""
        return self._inquiries.books()

    def queues(self) -> dict[Stage, QueueState]:
        """What stands in front of each stage."""
        return self._inquiries.queues()

    def dead(self, most: int = 100) -> list[DeadLetter]:
        """Dead passages, the latest first."""
        return self._dead_letters.latest(most)

    def retry(self, ids: Sequence[str], store: TraceStore | None = None) -> list[str]:
        """Tries dead passages again from the stage that failed; gives the ids that were dead."""
        return self._dead_letters.retry(ids, store)

    def drop(self, ids: Sequence[str], store: TraceStore | None = None) -> list[str]:
        """Gives dead passages up; gives the ids that were dead."""
        return self._dead_letters.drop(ids, store)

    def check(self) -> list[Problem]:
        """What about this Redis breaks a promise."""
        return checks.check(self._redis)
