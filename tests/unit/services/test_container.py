"""The container of machines without a JDK: which commands Docker gets. A script stands in for `docker`."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.services.elasticsearch import choice, container
from tests.services.elasticsearch.container import ElasticsearchContainer
from tests.services.missing import ServiceMissing
from tests.services.process import ServiceFailed


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `docker` that notes its arguments, one call a line, and fails at `pull`."""
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ "$1" != pull ] || {{ echo denied >&2; exit 1; }}\n')
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(container, "healthy", lambda url, cluster: True)
    return tmp_path / "calls"


def test_a_kill_and_a_start_keep_the_container_and_its_data(calls: Path) -> None:
    server = ElasticsearchContainer()
    server.start().restart()
    server.close()
    verbs = [shlex.split(line)[0] for line in calls.read_text().splitlines()]
    assert verbs == ["create", "start", "kill", "start", "rm"]


def test_it_is_reached_from_this_machine_only(calls: Path) -> None:
    server = ElasticsearchContainer().start()
    created = shlex.split(calls.read_text().splitlines()[0])
    assert f"127.0.0.1:{server.port}:9200" in created
    assert "xpack.security.enabled=false" in created
    assert created[-1] == container.IMAGE


def test_a_password_turns_security_on(calls: Path) -> None:
    server = ElasticsearchContainer("secret").start()
    created = shlex.split(calls.read_text().splitlines()[0])
    assert {"xpack.security.enabled=true", "ELASTIC_PASSWORD=secret"} <= set(created)
    assert server.url == f"http://elastic:secret@127.0.0.1:{server.port}"


def test_what_docker_says_is_told(calls: Path) -> None:
    with pytest.raises(ServiceFailed, match="docker pull failed:\ndenied"):
        container.pull()


def test_it_is_taken_where_there_is_no_jdk(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_jdk", _no_jdk)
    assert isinstance(choice.new_server(), ElasticsearchContainer)


def test_with_neither_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_jdk", _no_jdk)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceMissing, match="JDK 21 or newer and Maven, or a Docker engine"):
        choice.new_server()


def _no_jdk() -> Path:
    raise ServiceMissing("no JDK")
