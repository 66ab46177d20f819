"""What trying a URL found out about it: the answer of `rotative add`."""

from __future__ import annotations

from pydantic import Field

from pipeline.outcomes import Reason
from pipeline.records import Announced, Entry, Record, Source


class Report(Record):
    """A URL that was tried.

    `source`: what would be followed; None: nothing can be, for `problem` and `detail`. `format` as in `Listing`.
    `entries`: articles listed; `new` and `seen`: of those that can be fetched; `refused`: how many for each reason.
    `interval`: seconds between two articles, typically; None: unknown. `robots`: `allowed`, `refused` or
    `unreachable`; `crawl_delay` in seconds. `samples`: some of the new entries; `refusals`: some of the refused.
    `announced`: other sources that the site names and that could be followed instead or besides.
    """

    url: str
    source: Source | None = None
    known: bool = False
    """It is followed already."""
    format: str = ""
    entries: int = 0
    new: int = 0
    seen: int = 0
    refused: dict[str, int] = Field(default_factory=dict)
    interval: float | None = None
    robots: str = "allowed"
    crawl_delay: float | None = None
    samples: tuple[Entry, ...] = ()
    refusals: tuple[Entry, ...] = ()
    announced: tuple[Announced, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Reason | None = None
    detail: str = ""
