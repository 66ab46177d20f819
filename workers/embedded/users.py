"""Using the embedded services: they are started when missing, and held while somebody is inside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pydantic import SecretStr

from config.settings import Settings
from pipeline.errors import Away
from workers import identity
from workers.embedded.folder import Folder
from workers.embedded.locks import alone, shared, wait_until

REDIS, WORKERS = "redis", "workers"

START_TIME = 60.0
"""Seconds that a service may take to start."""


@contextmanager
def using(settings: Settings, *, workers: bool) -> Iterator[Settings]:
    """Holds the embedded services that these settings leave to us; gives the settings to work with inside.

    What has a URL is somebody else's: nothing is started for it. Workers are ours exactly when Redis is.

    :param workers: whether articles shall be worked on, or only the ledger be read.
    :raises Away: when a service doesn't start, naming its log.
    """
    if not settings.embedded_redis:
        yield settings
        return
    folder = Folder(settings.data_dir).make()
    with ExitStack() as held:
        url = _hold(held, folder, settings, REDIS)["url"]
        if workers:
            _hold(held, folder, settings, WORKERS)
        yield settings.model_copy(update={"redis_url": SecretStr(url)})


def _hold(held: ExitStack, folder: Folder, settings: Settings, service: str) -> dict[str, str]:
    with alone(folder.starting(service)):
        # Waits here while a keeper is ending its service: it has the lock alone until all is gone.
        held.enter_context(shared(folder.users(service)))
        if not _is_kept(folder, service):
            _start_keeper(folder, settings, service)
        return folder.said(service) or {}


def _is_kept(folder: Folder, service: str) -> bool:
    said = folder.said(service)
    return said is not None and identity.is_alive(said["keeper"])


def _start_keeper(folder: Folder, settings: Settings, service: str) -> None:
    from workers.supervise import inherited

    log = folder.logs / f"keeper-{service}.log"
    with log.open("ab") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "workers.embedded.keeper", service],
            env=inherited(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    wait_until(lambda: _is_kept_by(folder, service, keeper) or keeper.poll() is not None, START_TIME)
    if not _is_kept_by(folder, service, keeper):
        raise Away(service, f"the embedded {service} did not start: see {log} and {folder.redis / 'redis.log'}")


def _is_kept_by(folder: Folder, service: str, keeper: subprocess.Popen[bytes]) -> bool:
    said = folder.said(service)
    return said is not None and identity.pid(said["keeper"]) == keeper.pid


def wait_for_end(settings: Settings, seconds: float = 90.0) -> bool:
    """Waits until the services of this data folder have stopped; False when they are still in use."""
    folder = Folder(settings.data_dir)
    return wait_until(lambda: not any(folder.said(service) for service in (REDIS, WORKERS)), seconds, 0.1)
