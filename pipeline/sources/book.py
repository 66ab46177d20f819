"""The book of sources, in Redis: what is followed, when each is due, what was learned of it.

Each method that changes something is one Lua script, so that two who claim, or a person and a check, never see half
a change. The only clock is the Redis server's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from redis import Redis

from pipeline.records import Source
from pipeline.sources.records import Conclusion, Due, Fate, Standing


class SourceBook:
    """All methods raise `Away("redis")` when Redis cannot be reached.

    :param clock_offset: seconds added to the server's clock (tests).
    :param lease: seconds without a sign after which a claimed source is due again.
    """

    def __init__(
        self, redis: Redis, prefix: str = "rotative", *, clock_offset: float = 0.0, lease: float = 120.0
    ) -> None:
        raise NotImplementedError

    # -- what is followed
    def add(self, sources: Sequence[Source]) -> list[bool]:
        """Follows sources, each due at once; False for each that is followed already (nothing of it changes, but its
        collections are joined)."""
        raise NotImplementedError

    def change(self, id: str, **fields: object) -> Source:
        """Sets some fields of a source as a person asks for it, noted in its history; raises `Unknown`."""
        raise NotImplementedError

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Follows these no longer; what they brought stays. Gives the ids that were there."""
        raise NotImplementedError

    def hurry(self, ids: Sequence[str]) -> list[str]:
        """Makes these due now; gives the ids that are there."""
        raise NotImplementedError

    def sources(self, ids: Sequence[str]) -> dict[str, Source]:
        """Those of these that are followed."""
        raise NotImplementedError

    def find(self, name: str) -> str | None:
        """The id of the source with this id, a unique beginning of it (6 characters at least), or this URL (as added, or
        as it is now)."""
        raise NotImplementedError

    def all(self) -> Iterator[Standing]:
        """All sources in the order in which they were added, streamed, without history."""
        raise NotImplementedError

    def standing(self, id: str) -> Standing:
        """One source with its history, the latest first; raises `Unknown`."""
        raise NotImplementedError

    def tally(self) -> dict[str, int]:
        """How many sources have each verdict (and `paused`), kept up with every change, not counted."""
        raise NotImplementedError

    # -- checks
    def is_due(self) -> bool:
        """Whether any source is due now; costs the same for one source and for a million."""
        raise NotImplementedError

    def claim(self, most: int) -> list[Due]:
        """Up to `most` sources that are due, the longest overdue first, for nobody else until the lease runs out."""
        raise NotImplementedError

    def renew(self, due: Due) -> bool:
        """Renews the lease; False: the fence is stale, drop the work."""
        raise NotImplementedError

    def keep_places(self, due: Due, places: Mapping[str, str]) -> bool:
        """Keeps where reading stands in the middle of a long check, and renews the lease; False: stale."""
        raise NotImplementedError

    def release(self, due: Due, after: float = 0.0) -> None:
        """Due again `after` seconds from now, nothing changed (a shutdown, a service that is away)."""
        raise NotImplementedError

    def finish(self, due: Due, conclusion: Conclusion, shown: bytes | None = None) -> bool:
        """Ends a check, all in one script; False when the fence was stale: nothing is written.

        What a person changed meanwhile (paused, removed, another URL) stands.

        :param shown: what the source showed this time (`pipeline.sources.shown`), None: as before.
        """
        raise NotImplementedError

    def shown(self, id: str) -> bytes:
        """What the source showed when it was last read; empty before."""
        raise NotImplementedError

    # -- what its articles tell
    def note(self, id: str, fate: Fate) -> None:
        """Notes what became of one of its articles; the latest 50 are kept. An unknown id is passed over."""
        raise NotImplementedError
