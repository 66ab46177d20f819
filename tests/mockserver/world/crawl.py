"""A crawl of the world by real processes: followed, waited for, and held against the plan and the judge."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.settings import Settings, load
from pipeline.outcomes import Outcome
from pipeline.records import Article
from pipeline.sources.book import SourceBook
from pipeline.sources.records import Standing
from tests.mockserver.world.host import Fate, Truth
from tests.mockserver.world.judge import complaints
from tests.mockserver.world.running import RunningWorld
from workers.drain import patiently
from workers.embedded.locks import wait_until
from workers.following import Wanted, follow, untried
from workers.parts import Parts
from workers.roster import Roster
from workers.supervise import Child, Supervisor, workers

FETCHERS = 4
CONTACT = "https://press.example/robot"
DELAY = 0.2
HOUR = 3700.0
"""Seconds by which the clock of the second phase is ahead: whatever was to be read within an hour is due."""

BASE = {
    "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
    "ROTATIVE_HOST_DELAY": str(DELAY),
    "ROTATIVE_CONTACT": CONTACT,
    "ROTATIVE_TEXT_PROCESSES": "2",
    "ROTATIVE_FETCH_TIMEOUT": "5",
    "ROTATIVE_LEASE": "6",
    "ROTATIVE_TRIES": "2",
    # What fails is tried again within seconds; all that was read is due an hour later, and not sooner than that twice.
    "ROTATIVE_CHECK_INTERVAL": "4",
    "ROTATIVE_CHECK_LEAST": "2",
    "ROTATIVE_CHECK_MOST": "3000",
}
LATER = {"ROTATIVE_CLOCK_OFFSET": str(HOUR), "ROTATIVE_CHECK_INTERVAL": "1800", "ROTATIVE_CHECK_LEAST": "900"}

READ = frozenset({"healthy", "quiet", "moved"})
"""Verdicts of sources that can be read."""


def settings(environ: dict[str, str], phase: int = 1) -> Settings:
    """What a crawl is set to, besides where its services are."""
    return load(environ=BASE | environ | (LATER if phase > 1 else {}))


@contextmanager
def processes(chosen: Settings, folder: Path) -> Iterator[Supervisor]:
    """The beat, four fetch workers, and one of each other kind, as separate processes."""
    children = workers(chosen, beat=True, folder=folder)
    for number in range(2, FETCHERS + 1):
        children += _named(workers(chosen, ["fetch"], folder=folder / f"fetch-{number}"), f"worker fetch {number}")
    supervisor = Supervisor(children)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()
        thread.join(90)
    assert not thread.is_alive(), "the workers did not stop"


def _named(children: list[Child], name: str) -> list[Child]:
    for child in children:
        child.name = name
    return children


def wait_for_workers(parts: Parts, running: Supervisor) -> None:
    """Waits until each worker has signed the roster."""
    roster, most = Roster(parts.redis, parts.settings.prefix), len(running.children) - 1
    assert wait_until(lambda: len(roster.present()) >= most, 120, 0.2), roster.present()


@dataclass
class Crawl:
    """A world that is followed. `phase`: the one that is under way; `began`: when, by the clock of the sources."""

    world: RunningWorld
    parts: Parts
    phase: int = 1
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ids: dict[str, str] = field(default_factory=dict)
    """The id of each source by the URL that was followed."""

    def follow_all(self) -> None:
        """Follows every source of the world, unseen, as from a pack."""
        urls = [one.url for one in self.world.plan.follows]
        sources = untried(self.parts, [Wanted(url=url) for url in urls])
        assert all(follow(self.parts, sources))
        self.ids = {url: source.id for url, source in zip(urls, sources, strict=True)}

    def later(self, parts: Parts) -> Crawl:
        """The same crawl an hour later, when the world has gone on."""
        self.world.an_hour_later()
        return Crawl(self.world, parts, 2, datetime.now(UTC) + timedelta(seconds=HOUR - 60), self.ids)

    # -- waiting

    def wait(self, seconds: float) -> None:
        """Waits until there is nothing left to do."""
        wait_until(lambda: not self.left(), seconds, 0.5)
        left = self.left()
        assert not left, "\n".join(left[:40])

    def left(self) -> list[str]:
        """What is still to be done, in words: the cheap questions first."""
        under_way = [f"{count} {kind.value} in flight" for kind, count in self._in_flight() if count]
        return under_way or self._unchecked() or self._missing() or self._misjudged()

    def indexed(self) -> int:
        return patiently(lambda: sum(book.indexed for book in self.parts.ledger.books().values()))

    def _in_flight(self) -> list[tuple[object, int]]:
        return patiently(lambda: [(kind, book.in_flight) for kind, book in self.parts.ledger.books().items()])

    def _standings(self) -> dict[str, Standing]:
        chosen = self.parts.settings
        book = SourceBook(self.parts.redis, chosen.prefix, clock_offset=chosen.clock_offset, lease=chosen.lease)
        return patiently(lambda: {standing.source.id: standing for standing in book.all()})

    def _unchecked(self) -> list[str]:
        """Sources that were not read yet in this phase; those that could not be read before may take their time."""
        standings, found = self._standings(), []
        for one in self.world.plan.follows:
            checked = standings[self.ids[one.url]].state.checked_at
            late = self.phase > 1 and bool(one.verdicts[0] & READ)
            if checked is None or (late and checked < self.began):
                found.append(f"not checked: {one.url}")
        return found

    def _missing(self) -> list[str]:
        had, there = self.world.plan.had(self.phase), self._articles()
        absent = [f"not in the index: {url} {self._told(truth)}" for url, truth in had.items() if url not in there]
        stale = [url for url, truth in had.items() if url in there and there[url].revision < self._revision(truth)]
        return absent + [f"not revised: {url}" for url in stale]

    def _misjudged(self) -> list[str]:
        standings, found = self._standings(), []
        for one in self.world.plan.follows:
            state = standings[self.ids[one.url]].state
            if state.verdict not in one.verdicts[self.phase - 1]:
                wanted = ", ".join(sorted(one.verdicts[self.phase - 1]))
                found.append(f"{one.url} is {state.verdict} ({state.diagnosis}) instead of {wanted}")
        return found

    def _articles(self) -> dict[str, Article]:
        self.parts.engine.refresh()
        return {article.canonical_url: article for article in self.parts.engine.everything()}

    def _revision(self, truth: Truth) -> int:
        return 2 if truth.revised and self.phase > 1 else 1

    def _told(self, truth: Truth) -> list[str]:
        traces = [self.parts.ledger.trace(url) for url in truth.listed]
        return [f"{trace.outcome.value}: {trace.reason}" if trace else "never met" for trace in traces]

    # -- the end

    def check(self, repeats: int = 0, robots: int = FETCHERS + 1) -> None:
        """Everything once, nothing else, with its reason; the books balance; the judge is content.

        :param repeats: pages of one host that may be asked again, since a kill cut them off.
        :param robots: how often one robots.txt may be asked for: once by each process.
        """
        wrong = [*self._wrong_articles(), *self._wrong_reasons(), *self._wrong_books()]
        rules = self.world.rules(DELAY, repeats=repeats, robots=robots * self.phase, agent=("Rotative/", CONTACT))
        wrong += complaints(self.world.log(), rules, self.phase)
        assert not wrong, "\n".join([f"{len(wrong)} complaints", *wrong[:40]])

    def _wrong_articles(self) -> Iterator[str]:
        self.parts.engine.refresh()
        articles = list(self.parts.engine.everything())
        known = {truth.url: truth for truth in self.world.plan.truths if truth.fate is not Fate.NEVER}
        for url, times in Counter(article.canonical_url for article in articles).items():
            if times > 1:
                yield f"{times} times in the index: {url}"
            if url not in known or known[url].since > self.phase:
                yield f"in the index, but not to be had: {url}"
        for article in articles:
            truth = known.get(article.canonical_url)
            if truth and article.title != truth.title:
                yield f"{article.title!r} instead of {truth.title!r}: {article.canonical_url}"
            if truth and article.revision != self._revision(truth):
                yield f"revision {article.revision}: {article.canonical_url}"

    def _wrong_reasons(self) -> Iterator[str]:
        for truth in self.world.plan.truths:
            if truth.fate is not Fate.NEVER:
                continue
            for url in truth.listed:
                trace = self.parts.ledger.trace(url)
                reason = (trace.reason or trace.outcome.value) if trace else ""
                if reason not in truth.reasons or (trace and trace.outcome is Outcome.INDEXED):
                    wanted = ", ".join(sorted(map(repr, truth.reasons)))
                    yield f"{url} ended as {reason!r} instead of {wanted}"

    def _wrong_books(self) -> Iterator[str]:
        for kind, book in self.parts.ledger.books().items():
            if not book.balanced or book.in_flight:
                yield f"the books of {kind.value} don't balance: {book}"


def history(parts: Parts, id: str) -> list[str]:
    """The events in the history of a source, the latest first."""
    book = SourceBook(parts.redis, parts.settings.prefix, clock_offset=parts.settings.clock_offset)
    return [change.event for change in book.standing(id).history]
