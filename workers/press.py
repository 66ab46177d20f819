"""The press: what one worker process works with. Models are loaded before the fork, connections opened after it."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Callable
from functools import cached_property
from typing import Any

from celery import Celery

from config.logs import logger
from config.settings import Settings
from pipeline.errors import Away
from pipeline.records import Stage
from workers import fates
from workers.drain import Work, drain
from workers.parts import Parts
from workers.topology import PROCESS, stages_of
from workers.wake import Waker

log = logger(__name__)


class Press:
    """The equipment of one worker process of one queue."""

    def __init__(self, settings: Settings, queue: str, app: Celery, models: Any = None) -> None:
        self.settings, self.queue, self._app, self._models = settings, queue, app, models
        self.pid = os.getpid()

    @cached_property
    def parts(self) -> Parts:
        """Opened on first use: each process has its own connections."""
        return Parts(self.settings, "write" if self.queue == "index" else "read")

    @cached_property
    def waker(self) -> Waker:
        """Sends wake-ups."""
        return Waker(self._app, self.parts.ledger)

    def run(self, stage: Stage) -> None:
        """Works at a stage for one time slice, or until a service is away: the sweeper wakes us again."""
        try:
            if stage is Stage.DISCOVER:
                self._crawler.run()
            elif stage is Stage.FETCH:
                self._fetcher.run(self.settings.slice_seconds)
            else:
                drain(self.parts.ledger, self.waker, stage, self._works[stage], self.settings.slice_seconds)
        except Away as away:
            log.warning("service away", stage=stage.value, service=away.service, detail=away.detail)

    @cached_property
    def _fetcher(self) -> Any:
        from pipeline.http.shelf import RedisShelf
        from workers.stations.fetch import FetchStation
        from workers.stations.fetching import fetcher

        shelf = RedisShelf(self.parts.redis, self.settings.prefix)
        fetch = fates.noted(
            fetcher(self.settings, self.parts.ledger, shelf, self.parts.followed.access), self.parts.sources
        )
        archive = self.parts.archive
        keep = archive.write if archive is not None else None
        return FetchStation(self.parts.ledger, self.waker, fetch, self.settings.fetch_concurrency, keep)

    @cached_property
    def _crawler(self) -> Any:
        from workers.stations.crawling import crawler

        return crawler(self.parts, self.waker)

    @cached_property
    def _works(self) -> dict[Stage, Work]:
        makers: dict[Stage, Callable[[], Work]] = {
            Stage.CLEAN: self._clean,
            Stage.ENRICH: self._enrich,
            Stage.CLUSTER: self._cluster,
            Stage.INDEX: self._index,
        }
        return {stage: makers[stage]() for stage in stages_of(self.queue)}

    # Each queue imports only what its stages need: a fetch process has no use for models.
    def _clean(self) -> Work:
        from workers.stations.clean import CleanStation

        return CleanStation(self.parts).work

    def _enrich(self) -> Work:
        from workers.stations.enrich import EnrichStation

        return EnrichStation(self.parts, self._models).work

    def _cluster(self) -> Work:
        from workers.stations.cluster import ClusterStation

        return ClusterStation(self.parts, self.waker).work

    def _index(self) -> Work:
        from workers.stations.index import IndexStation

        return IndexStation(self.parts).work

    def let_go(self) -> None:
        """Closes what was opened, at the end of the process."""
        if "parts" in self.__dict__:
            self.parts.close()

    def in_this_process(self) -> Press:
        """This press, or its like for a forked child."""
        return self if self.pid == os.getpid() else Press(self.settings, self.queue, self._app, self._models)


_press: Press | None = None


def set_up(settings: Settings, queue: str, app: Celery) -> None:
    """Makes the press of this worker, before it forks."""
    global _press
    models = load_models() if PROCESS[queue].forks else None
    _press = Press(settings, queue, app, models)


def load_models() -> Any:
    """Loads the models and freezes them out of the garbage collector's reach: children share their pages
    (24 MB of their own each instead of 456)."""
    from pipeline.enrich.enrich import load

    importlib.import_module("pipeline.clean.clean")  # its libraries are large too
    models = load()
    gc.collect()
    gc.freeze()
    return models


def press() -> Press:
    """The press of this process."""
    global _press
    if _press is None:
        raise RuntimeError("a worker is started by `rotative worker`, which sets its press up")
    _press = _press.in_this_process()
    return _press
