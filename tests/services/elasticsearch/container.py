"""A real Elasticsearch of the tests' own in a container, for machines with a Docker engine and without a JDK."""

from __future__ import annotations

import shutil
import subprocess
import time
import uuid

from tests.services.elasticsearch.distribution import VERSION
from tests.services.elasticsearch.health import healthy
from tests.services.missing import ServiceMissing
from tests.services.ports import HOST, free_ports
from tests.services.process import ServiceFailed

IMAGE = f"elasticsearch:{VERSION}"
START = 300
"""Seconds until it answers; the image is there by then."""


class ElasticsearchContainer:
    """The same interface as `ElasticsearchServer`, on the official image."""

    def __init__(self, password: str | None = None) -> None:
        """:param password: of the user `elastic`; None: security is off."""
        self.password = password
        (self.port,) = free_ports(1)
        self._name = f"rotative-tests-{uuid.uuid4().hex[:12]}"
        self._created = False

    @property
    def url(self) -> str:
        """Where it answers, with the credentials that it asks for."""
        user = f"elastic:{self.password}@" if self.password else ""
        return f"http://{user}{HOST}:{self.port}"

    def start(self) -> ElasticsearchContainer:
        """Starts it and waits until it answers.

        :raises ServiceFailed: with the end of its log.
        """
        if not self._created:
            docker("create", "--name", self._name, *self._options(), IMAGE)
            self._created = True
        docker("start", self._name)
        deadline = time.monotonic() + START
        while not healthy(self.url, self._name):
            if time.monotonic() > deadline:
                raise ServiceFailed(
                    f"{IMAGE} was not ready after {START} s:\n{docker('logs', '--tail=25', self._name)}"
                )
            time.sleep(0.2)
        return self

    def kill(self) -> None:
        """Ends it as a power cut would (SIGKILL)."""
        docker("kill", self._name)

    def stop(self) -> None:
        """Ends it in order."""
        docker("stop", self._name)

    def restart(self) -> ElasticsearchContainer:
        """Kills it and starts it again on the same port, with the same data."""
        self.kill()
        return self.start()

    def close(self) -> None:
        """Ends it and removes its data."""
        if self._created:
            docker("rm", "--force", "--volumes", self._name)

    def _options(self) -> list[str]:
        settings = {
            "cluster.name": self._name,
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.max_shards_per_node": "5000",
            "xpack.security.enabled": "false" if self.password is None else "true",
            "xpack.security.http.ssl.enabled": "false",
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
        }
        if self.password is not None:
            settings["ELASTIC_PASSWORD"] = self.password
        variables = [part for name, value in settings.items() for part in ("--env", f"{name}={value}")]
        return ["--publish", f"{HOST}:{self.port}:9200", "--memory", "2g", *variables]


def engine_runs() -> bool:
    """Whether a Docker engine can be used here."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=60, check=False).returncode == 0


def pull() -> None:
    """Brings the image, so that no test waits for it."""
    docker("pull", IMAGE)


def docker(*arguments: str) -> str:
    """What `docker` printed.

    :raises ServiceFailed: when it failed.
    """
    try:
        answer = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ServiceMissing("docker is not installed") from None
    if answer.returncode:
        raise ServiceFailed(f"docker {arguments[0]} failed:\n{answer.stdout}{answer.stderr}")
    return answer.stdout
