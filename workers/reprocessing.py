"""Going through archived pages again, without asking anybody for them."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from pipeline import urls
from pipeline.archive import reading
from pipeline.archive.catalogue import Catalogue, Choice, Learned, Spot
from pipeline.discover import files
from pipeline.discover.inputs import SCHEME
from pipeline.errors import Misuse, Rejected, Unknown
from pipeline.ledger.codec import pack
from pipeline.ledger.records import Arrival, Receipt
from pipeline.records import Kind, Lane, Page, Record, Stage
from workers.intake import accept
from workers.parts import Parts, archive_folder

BATCH = 50
"""Articles that are looked up at once."""

UNDER_WAY = 2_000
"""Articles on their way up to which more are offered: what is gone through again is not held up at the door, where
the bounds of what is in flight count new articles only."""

LOOK_AGAIN = 0.5
"""Seconds between two looks whether some are done."""


class Wanted(Record):
    """What to go through again: all of the archive, WARC files, or articles by id or URL; `since` and `until` by when
    they were fetched; `source`: its id. `restart`: though an earlier run was broken off."""

    everything: bool = False
    inputs: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    restart: bool = False


def reprocess(parts: Parts, wanted: Wanted, learned: Learned = lambda count: None) -> Iterator[Receipt]:
    """Enqueues the newest archived page of each article, a receipt for each, in order.

    A run that was broken off goes on behind the last article that was accepted.

    :param learned: told how many pages were found so far.
    :raises Misuse: there is no archive, or it can't be told what is meant.
    :raises Unknown: one of the articles isn't in the archive.
    :raises Away: Redis or the index can't be reached.
    """
    paths, names = _sorted_out(wanted)
    archives, kept = _archives(parts, paths), _catalogue(parts, paths)
    catalogue = Catalogue(kept)
    try:
        catalogue.learn(archives, learned)
        yield from _run(parts, catalogue, _choice(catalogue, names, wanted), wanted.restart)
    finally:
        catalogue.close()
    if paths:
        kept.unlink(missing_ok=True)


def _sorted_out(wanted: Wanted) -> tuple[list[Path], list[str]]:
    """The files that are meant, and the articles."""
    if wanted.everything == bool(wanted.inputs):
        raise Misuse("name WARC files, ids or URLs, or say --archive for all that was archived")
    paths = [name for name in wanted.inputs if _is_path(name)]
    names = [name for name in wanted.inputs if name not in paths]
    if paths and names:
        raise Misuse(f"either files or articles: {names[0]} is no file")
    return [files.path_of(name).absolute() for name in paths], names


def _is_path(name: str) -> bool:
    if name.lower().startswith("file:"):
        return name.lower().endswith(files.ARCHIVES)
    return not SCHEME.match(name) and (name.lower().endswith(files.ARCHIVES) or os.path.exists(name))  # noqa: PTH110


def _catalogue(parts: Parts, paths: Sequence[Path]) -> Path:
    """The archive has its own; that of other files is named by them."""
    folder = archive_folder(parts.settings)
    if not paths:
        return folder / "catalogue.sqlite"
    return folder / "others" / f"{_digest(*map(str, paths))}.sqlite"


def _archives(parts: Parts, paths: Sequence[Path]) -> list[Path]:
    folder = archive_folder(parts.settings)
    named = paths or ([folder] if folder.is_dir() else [])
    found = [archive for path in named for archive in reading.files(path)]
    if not paths and not found:
        raise Misuse(f"nothing was archived in {folder}; ROTATIVE_ARCHIVE=1 keeps what is fetched from then on")
    missing = [path for path in found if not path.is_file()]
    if missing:
        raise Misuse(f"there is no file {missing[0]}")
    return found


def _choice(catalogue: Catalogue, names: Sequence[str], wanted: Wanted) -> Choice:
    ids = {name: _id(catalogue, name) for name in names}
    missing = [name for name, id in ids.items() if id is None]
    if missing:
        raise Unknown(f"not in the archive: {', '.join(missing)}")
    chosen = tuple(id for id in ids.values() if id is not None)
    return Choice(since=wanted.since, until=wanted.until, source=wanted.source, ids=chosen)


def _id(catalogue: Catalogue, name: str) -> str | None:
    try:
        url = urls.normalise(name)
        return catalogue.find(urls.article_id(url)) or catalogue.find(url)
    except Rejected:
        return catalogue.find(name)


def _run(parts: Parts, catalogue: Catalogue, choice: Choice, restart: bool) -> Iterator[Receipt]:
    run = _digest(choice.model_dump_json())
    offered = deque[Spot]()
    spot = None if restart else catalogue.left_off(run)
    arrivals = _arrivals(parts, catalogue.pages(choice, spot), offered)
    try:
        for number, receipt in enumerate(accept(parts, arrivals), 1):
            spot = offered.popleft()
            if number % BATCH == 0:
                catalogue.keep(run, spot)
            yield receipt
    except BaseException:
        # Ctrl-C too, and a reader who wants no more.
        catalogue.keep(run, spot)
        raise
    catalogue.keep(run, None)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _arrivals(parts: Parts, pages: Iterator[tuple[str, Page, Spot]], offered: deque[Spot]) -> Iterator[Arrival]:
    while batch := list(islice(pages, BATCH)):
        _wait_for_room(parts)
        stored = parts.engine.get([id for id, _, _ in batch])
        for id, page, spot in batch:
            offered.append(spot)
            known = stored.get(id)
            yield _arrival(id, page, known.article.first_seen if known else None)


def _wait_for_room(parts: Parts) -> None:
    while _under_way(parts) > UNDER_WAY:
        time.sleep(LOOK_AGAIN)


def _under_way(parts: Parts) -> int:
    queues = parts.ledger.queues()
    return sum(state.ready + state.running for stage, state in queues.items() if stage is not Stage.FETCH)


def _arrival(id: str, page: Page, first_seen: datetime | None) -> Arrival:
    """An article that the index has is gone through again; one that it doesn't have is taken in."""
    return Arrival(
        id=id,
        url=page.url,
        stage=Stage.CLEAN,
        lane=Lane.BULK,
        kind=Kind.REPROCESS if first_seen is not None else Kind.NEW,
        payload=pack(page),
        source=page.source,
        first_seen=first_seen,
    )
