"""How long to wait before a try: one policy for all stages. Pure."""

from __future__ import annotations

from pipeline.records import Lane

WAITS = {Lane.NOW: (1.0, 4.0, 16.0), Lane.BULK: (60.0, 600.0, 3600.0)}
"""Seconds before the second, third and fourth try; later ones wait as long as the last of these."""

PATIENCE = 120.0
"""Seconds that a person (lane `now`) may be made to wait by the other side."""

LONGEST = 24 * 3600.0
"""Seconds that the other side may ask for at most, so that nothing is parked for years."""

SPREAD = 0.5
"""By how much of the wait it may be longer, so that what failed together doesn't come back together."""


def wait(attempts: int, lane: Lane, jitter: float, after: float | None = None) -> float | None:
    """Seconds until the next try; None: give up at once (`dead`, it can be retried by hand).

    :param attempts: tries that failed before this failure (`Passage.attempts`), 0 for the first failure.
    :param jitter: a random number from 0 to 1, given by the caller.
    :param after: what the other side asked for (Retry-After, RFC 9110, 10.2.3), seconds; never cut short.
    """
    asked = min(max(after or 0.0, 0.0), LONGEST)
    if lane is Lane.NOW and asked > PATIENCE:
        return None
    waits = WAITS[lane]
    own = waits[min(max(attempts, 0), len(waits) - 1)]
    return max(own, asked) + SPREAD * own * jitter
