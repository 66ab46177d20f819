"""The book of sources, in Redis: what is followed, when each is due, what was learned of it.

Each method that changes something is one Lua script, so that two who claim, or a person and a check, never see half
a change. The only clock is the Redis server's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from redis import Redis

from pipeline.ledger.records import QueueState
from pipeline.ledger.scripting import Scripts
from pipeline.records import Source
from pipeline.sources.claims import Claims
from pipeline.sources.doors import Doors
from pipeline.sources.inquiries import Inquiries
from pipeline.sources.records import Conclusion, Due, Fate, Standing
from pipeline.sources.reviews import Reviews
from pipeline.sources.rows import ROOM

MEMORY_GATE = 0.7
"""Share of Redis's memory from which on no more sources are taken."""


class SourceBook:
    """All methods raise `Away("redis")` when Redis cannot be reached.

    :param clock_offset: seconds added to the server's clock (tests).
    :param lease: seconds without a sign after which a claimed source is due again.
    """

    def __init__(
        self, redis: Redis, prefix: str = "rotative", *, clock_offset: float = 0.0, lease: float = 120.0
    ) -> None:
        limits = {"clock_offset": round(clock_offset * 1000), "lease": round(lease * 1000), "memory_gate": MEMORY_GATE}
        scripts = Scripts(redis, prefix, limits, ROOM)
        self._doors, self._claims, self._inquiries = Doors(scripts), Claims(scripts), Inquiries(scripts)
        self._reviews = Reviews(scripts)

    # -- what is followed
    def add(self, sources: Sequence[Source]) -> list[bool]:
        """Follows sources, each due at once; False for each that is followed already (nothing of it changes, but its
        collections are joined); raises `Full` when Redis is near its memory limit."""
        return self._doors.add(sources)

    def change(self, id: str, **fields: object) -> Source:
        """Sets some fields of a source as a person asks for it, noted in its history; raises `Unknown`, and `Misuse`
        for a value that does not fit or a URL that another source has.

        It is due at once where that may change what a check brings (URL, kind, access, interval, resumed).
        """
        return self._doors.change(self._inquiries.source(id), fields)

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Follows these no longer; what they brought stays. Gives the ids that were there."""
        return self._doors.remove(ids)

    def hurry(self, ids: Sequence[str]) -> list[str]:
        """Makes these due now, before all others; gives the ids that are there. One that is being checked is left
        alone, a paused one stays paused."""
        return self._doors.hurry(ids)

    def sources(self, ids: Sequence[str]) -> dict[str, Source]:
        """Those of these that are followed."""
        return self._inquiries.sources(ids)

    def find(self, name: str) -> str | None:
        """The id of the source with this id, a unique beginning of it (6 characters at least), or this URL (as added,
        or as it is now)."""
        return self._inquiries.find(name)

    def all(self) -> Iterator[Standing]:
        """All sources in the order in which they were added, streamed, without history."""
        return self._inquiries.all()

    def standing(self, id: str) -> Standing:
        """One source with its history, the latest first; raises `Unknown`."""
        return self._inquiries.standing(id)

    def tally(self) -> dict[str, int]:
        """How many sources have each verdict, kept up with every change, not counted; paused ones are under `paused`
        only, so that the sum is that of all sources."""
        return self._inquiries.tally()

    def queue(self) -> QueueState:
        """How many are due, how many later, how many are being checked, and for how long the first has been due."""
        return self._inquiries.queue()

    # -- checks
    def is_due(self) -> bool:
        """Whether any source is due now; costs the same for one source and for a million."""
        return self._claims.is_due()

    def claim(self, most: int) -> list[Due]:
        """Up to `most` sources that are due, the longest overdue first, for nobody else until the lease runs out."""
        return self._claims.claim(most)

    def renew(self, due: Due) -> bool:
        """Renews the lease; False: the fence is stale, drop the work."""
        return self._claims.renew(due, {})

    def keep_places(self, due: Due, places: Mapping[str, str]) -> bool:
        """Keeps where reading stands in the middle of a long check, and renews the lease; False: stale."""
        return self._claims.renew(due, places)

    def release(self, due: Due, after: float = 0.0) -> None:
        """Due again `after` seconds from now, nothing changed (a shutdown, a service that is away)."""
        self._claims.release(due, after)

    def finish(self, due: Due, conclusion: Conclusion, shown: bytes | None = None) -> bool:
        """Ends a check, all in one script; False when the fence was stale: nothing is written.

        What a person changed meanwhile (paused, removed, another URL) stands. The next check is so far from now as
        `conclusion.next_check` is from `conclusion.state.checked_at`: the clock of who checked may differ from Redis's.

        :param shown: what the source showed this time (`pipeline.sources.shown`), None: as before.
        """
        return self._claims.finish(due, conclusion, shown)

    def shown(self, id: str) -> bytes:
        """What the source showed when it was last read; empty before."""
        return self._inquiries.shown(id)

    # -- what its articles tell
    def note(self, id: str, fate: Fate) -> None:
        """Notes what became of one of its articles; the latest 50 are kept. An unknown id is passed over."""
        self._doors.note(id, fate)

    def review(self, now: datetime, most: int = 200) -> int:
        """Judges sources anew of whose articles something was noted; gives how many verdicts changed."""
        return self._reviews.review(now, most)
