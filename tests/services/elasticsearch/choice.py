"""Which Elasticsearch the tests run on: a process where there is a JDK, else a container."""

from __future__ import annotations

from typing import Protocol

from tests.services.elasticsearch.container import ElasticsearchContainer, engine_runs, pull
from tests.services.elasticsearch.distribution import distribution
from tests.services.elasticsearch.jdk import OLDEST, find_jdk
from tests.services.elasticsearch.server import ElasticsearchServer
from tests.services.missing import ServiceMissing


class Server(Protocol):
    """What a test may do with it; see `ElasticsearchServer`."""

    @property
    def url(self) -> str: ...
    def start(self) -> Server: ...
    def kill(self) -> None: ...
    def stop(self) -> None: ...
    def restart(self) -> Server: ...
    def close(self) -> None: ...


def new_server(password: str | None = None) -> Server:
    """A server that isn't started yet.

    :raises ServiceMissing: when none can run here.
    """
    return ElasticsearchServer(password) if _process_can_run() else ElasticsearchContainer(password)


def prepare() -> None:
    """Downloads and builds whatever `new_server` needs.

    :raises ServiceMissing: when none can run here.
    """
    if _process_can_run():
        distribution()
    else:
        pull()


def _process_can_run() -> bool:
    """Whether it runs as a process; if not, an engine for the container is there."""
    try:
        find_jdk()
    except ServiceMissing:
        if engine_runs():
            return False
        raise ServiceMissing(f"Elasticsearch needs a JDK {OLDEST} or newer and Maven, or a Docker engine") from None
    return True
