"""The Celery app. Every setting has its reason beside it; where the figures come from is in DECISIONS.md."""

from __future__ import annotations

from celery import Celery

from config.settings import Settings
from workers.topology import STATIONS

SOFT_LIMIT, HARD_LIMIT = 240, 300
"""Seconds for one time slice with its last batch (prefork only): at the soft limit the article in hand fails
this try, at the hard one the child is killed, which counts as a death with that article in hand."""


def create(settings: Settings) -> Celery:
    """The app for these settings, its tasks registered, nothing connected yet.

    :raises Misuse: when neither a broker nor a Redis is known (the embedded one isn't running).
    """
    app = Celery("rotative", broker=broker_url(settings), include=["workers.tasks"])
    app.conf.update(
        task_default_queue="text",
        task_routes={station.task: {"queue": station.queue} for station in STATIONS},
        # A wake-up whose worker dies comes back at once instead of waiting for the sweeper.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # … and counts its retries: without this a poison message came back nine times in twelve seconds.
        task_retry_on_worker_lost=True,
        # Results and events cost 1.4 and 1.9 times the CPU of a task, and the ledger knows more than both.
        task_ignore_result=True,
        worker_send_task_events=False,
        # A wake-up isn't worth waiting for: the sweeper sends it again.
        task_publish_retry=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        # A wake-up that is delivered again does no harm, while a child that is killed because Redis went away would
        # count against the article in its hand.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        # A broker that is away is waited for, at the start and later.
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport(settings),
    )
    return app


def _transport(settings: Settings) -> dict[str, object]:
    return {
        "global_keyprefix": f"{settings.prefix}:broker:",
        # Above the time limit, so that no message is given out twice while its task still runs.
        "visibility_timeout": HARD_LIMIT + 60,
        # With the defaults a killed worker's messages came back after 100 seconds, with these after 10.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # One list for each queue: what goes first is the ledger's business (lanes).
        "priority_steps": [0],
        "socket_timeout": 30,
        "socket_keepalive": True,
    }


def broker_url(settings: Settings) -> str:
    """The broker's URL as kombu spells it."""
    url = settings.broker_url or settings.redis_url
    if url is None:
        raise RuntimeError("the embedded services give the URL of Redis: see workers.embedded.using")
    plain = url.get_secret_value()
    return plain.replace("unix://", "redis+socket://", 1) if plain.startswith("unix://") else plain
