"""Files that are followed: read from where the last check stopped, again when they were written to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.places import Broken, Place, age_of, regular, stamp_of
from pipeline.discover import files, jsonl, warc
from pipeline.discover.arrivals import Origin
from pipeline.ledger.records import Arrival
from pipeline.records import Lane, Source

Kept = tuple[Arrival | None, dict[str, str]]
"""An arrival, and the places to keep once it was accepted; without one, places to keep as soon as all before it was.
They are joined with those that are kept; an empty place means that it can be forgotten."""

YOUNG = 60.0
"""Seconds for which the half record or line at the end of a file is left to whoever may be writing it."""

EVERY = 1_000
"""Records passed over after which their place is worth keeping."""


@dataclass(frozen=True, slots=True)
class Following:
    """How the files of one source are read. `limit`: bytes of one page; `now`: seconds since 1970."""

    origin: Origin
    limit: int
    since: datetime | None
    now: float

    @classmethod
    def of(cls, source: Source, limit: int, now: float) -> Following:
        """As a source asks for it."""
        return cls(Origin(Lane.BULK, source.id, source.collections), limit, source.since, now)


def key_of(name: str) -> str:
    """A name of a file as a key: what is no UTF-8 in it is escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def archive(path: Path, key: str, kept: str | None, following: Following) -> Iterator[Kept]:
    """What is new in a WARC file; its place is kept as `key`. Raises `OSError` when it can't be opened."""
    return _read(path, key, Place.of(kept), following, ARCHIVE)


def lines(path: Path, key: str, kept: str | None, following: Following) -> Iterator[Kept]:
    """What is new in a file of JSON lines; its place is kept as `key`. Raises `OSError` when it can't be opened."""
    return _read(path, key, Place.of(kept), following, LINES)


Scanned = Iterator[tuple[Arrival | None, Place]]


@dataclass(frozen=True, slots=True)
class _Format:
    opened: Callable[[Path], BinaryIO]
    scan: Callable[[BinaryIO, Path, Following, Place, float], Scanned]
    refused: Callable[[str, Broken, Place, Origin], Arrival]
    empty: Callable[[str, Origin], Arrival]


def _records(file: BinaryIO, path: Path, given: Following, place: Place, age: float) -> Scanned:
    return warc.scan(file, given.origin, given.limit, place, given.since)


def _lines(file: BinaryIO, path: Path, given: Following, place: Place, age: float) -> Scanned:
    url, to_end = files.url_of(path), age > YOUNG
    return jsonl.scan(file, url, given.origin, given.limit, place, given.since, to_end=to_end)


ARCHIVE = _Format(lambda path: path.open("rb"), _records, warc.refused, warc.empty)
LINES = _Format(jsonl.opened, _lines, jsonl.refused, jsonl.empty)


def _read(path: Path, key: str, place: Place, given: Following, form: _Format) -> Iterator[Kept]:
    status = regular(path)
    stamp, age, url = stamp_of(status), age_of(status, given.now), files.url_of(path)
    if stamp == place.stamp:
        return
    with form.opened(path) as file:
        try:
            for arrival, here in form.scan(file, path, given, place, age):
                place = here
                if arrival is not None or place.count % EVERY == 0:
                    yield arrival, {key: str(place)}
        except Broken as broken:
            # Whoever writes it is in the middle of something; it is read again when there is more of it.
            if not (broken.cut and age <= YOUNG):
                yield form.refused(url, broken, place, given.origin), {key: str(place.evolve(stamp=stamp))}
            return
    if place.pages:
        yield None, {key: str(place.evolve(stamp=stamp))}
    elif age > YOUNG:
        yield form.empty(url, given.origin), {key: str(place.evolve(stamp=stamp))}
