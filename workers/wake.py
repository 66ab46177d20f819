"""Wake-ups: the only messages there are. One says «there is work at this stage», the ledger says which."""

from __future__ import annotations

from celery import Celery
from kombu.exceptions import OperationalError

from config.logs import logger
from pipeline.ledger.ledger import Ledger
from pipeline.records import Stage
from workers.topology import STATION

log = logger(__name__)

EXPIRES = 60
"""Seconds after which a wake-up is worth nothing: the sweeper has sent another by then."""


class Waker:
    """Publishes wake-ups, at most one in the air for each stage."""

    def __init__(self, app: Celery, ledger: Ledger) -> None:
        self._app, self._ledger = app, ledger

    def wake(self, stage: Stage) -> None:
        """Wakes a worker for this stage, unless a wake-up is in the air already.

        A broker that is away is no error: the sweeper sees what is ready and wakes again.
        """
        if self._ledger.wake(stage):
            self._publish(stage)

    def _publish(self, stage: Stage) -> None:
        station = STATION[stage]
        try:
            self._app.send_task(station.task, queue=station.queue, expires=EXPIRES, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("wake-up not sent", stage=stage.value, error=str(error))
