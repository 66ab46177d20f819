"""The Celery tasks: one per stage, each one call into its station. Each wakes the next: that is the chain."""

from __future__ import annotations

from celery import shared_task

from pipeline.records import Stage
from workers.press import press

_wake_up = {"default_retry_delay": 0, "max_retries": 3}


@shared_task(name="rotative.discover", **_wake_up)
def discover() -> None:
    """Checks the sources that are due."""
    press().run(Stage.DISCOVER)


@shared_task(name="rotative.fetch", **_wake_up)
def fetch() -> None:
    """Fetches the pages whose host's turn it is."""
    press().run(Stage.FETCH)


@shared_task(name="rotative.clean", **_wake_up)
def clean() -> None:
    """Makes articles out of pages and files."""
    press().run(Stage.CLEAN)


@shared_task(name="rotative.enrich", **_wake_up)
def enrich() -> None:
    """Finds who, where and what was said."""
    press().run(Stage.ENRICH)


@shared_task(name="rotative.cluster", **_wake_up)
def cluster() -> None:
    """Finds the copies of one another."""
    press().run(Stage.CLUSTER)


@shared_task(name="rotative.index", **_wake_up)
def index() -> None:
    """Makes articles searchable."""
    press().run(Stage.INDEX)
