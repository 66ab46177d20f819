"""The containers start what exists, configure what is a setting, and copy what is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.specifiers import SpecifierSet

from cli.main import app
from config.settings import Settings
from workers.topology import QUEUES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
FINAL_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
WHOLE_SYSTEM = {"worker", "beat", "web"}


def environment(service: dict[str, Any]) -> dict[str, str | None]:
    return service.get("environment", {})


def images() -> list[str]:
    of_services = [service["image"] for service in SERVICES.values()]
    return of_services + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_one_of_ours(name: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    first, *rest = OURS[name]["command"]
    assert first in commands or first == "--help"
    assert first != "worker" or set(rest) <= set(QUEUES)


def test_the_whole_system_runs() -> None:
    commands = [service["command"] for name, service in OURS.items() if "profiles" not in service]
    assert {command[0] for command in commands} == WHOLE_SYSTEM
    assert sorted(queue for command in commands if command[0] == "worker" for queue in command[1:]) == sorted(QUEUES)


def test_each_variable_is_a_setting() -> None:
    named = {name for service in OURS.values() for name in environment(service)}
    named |= set(re.findall(r"\b(ROTATIVE_\w+)=", DOCKERFILE))
    assert "ROTATIVE_REDIS_URL" in named
    assert {name for name in named if name.removeprefix("ROTATIVE_").lower() not in Settings.model_fields} == set()


@pytest.mark.parametrize("name", OURS)
def test_each_process_knows_the_services_and_waits_for_them(name: str) -> None:
    assert {"ROTATIVE_REDIS_URL", "ROTATIVE_ELASTICSEARCH_URL"} <= set(environment(OURS[name]))
    for service, wait in OURS[name]["depends_on"].items():
        assert wait == {"condition": "service_healthy"}
        assert "test" in SERVICES[service]["healthcheck"]


def test_workers_have_time_to_end_their_batch() -> None:
    for service in OURS.values():
        assert int(service["stop_grace_period"].removesuffix("s")) >= 60


@pytest.mark.parametrize("name", [name for name in SERVICES if "profiles" not in SERVICES[name]])
def test_each_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_a_process_has_no_more_rights_than_it_needs(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "user" not in service


def test_nothing_runs_as_root() -> None:
    assert re.search(r"^USER [1-9]\d*$", FINAL_STAGE, re.MULTILINE)
    assert SERVICES["redis"]["user"] == "redis"
    assert SERVICES["elasticsearch"]["user"] == "1000"


def test_the_data_has_no_way_out_and_only_the_api_a_way_in() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert outside == {"crawl", "fetch", "web", "rotative"}
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert SERVICES["web"]["ports"][0].startswith("${WEB_ADDRESS:-127.0.0.1}:")


def test_secrets_come_from_the_environment() -> None:
    assert environment(SERVICES["web"])["ROTATIVE_API_TOKEN"].startswith("${ROTATIVE_API_TOKEN:?")
    assert environment(SERVICES["elasticsearch"])["ELASTIC_PASSWORD"].startswith("${ELASTIC_PASSWORD:?")
    assert environment(SERVICES["elasticsearch"])["xpack.security.enabled"] == "true"


def test_redis_is_set_up_as_the_ledger_needs_it() -> None:
    command = SERVICES["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory-policy"] == "noeviction"
    assert SERVICES["redis"]["volumes"] and SERVICES["elasticsearch"]["volumes"]


@pytest.mark.parametrize("image", images())
def test_images_are_pinned_and_name_no_registry(image: str) -> None:
    name, _, tag = image.partition(":")
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[\w.-]+)?", tag), "a version to the minor at least"
    assert "." not in name.split("/")[0]


def test_elasticsearch_is_the_one_that_is_tested() -> None:
    from tests.services.elasticsearch.distribution import VERSION

    assert SERVICES["elasticsearch"]["image"] == f"elasticsearch:{VERSION}"


def test_python_is_one_that_the_project_supports() -> None:
    supported = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    versions = re.findall(r"^FROM python:(\d+\.\d+)", DOCKERFILE, re.MULTILINE)
    assert len(versions) == 2
    assert all(version in SpecifierSet(supported) for version in versions)


def test_the_image_has_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {service["image"] for service in OURS.values()} == {f"rotative:{version}"}


def copied() -> list[str]:
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied()
    assert all((ROOT / source).exists() for source in copied())
    assert set(copied()) == kept


def test_every_package_is_in_the_image() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert set(build["targets"]["wheel"]["packages"]) <= set(copied())


def test_dependencies_are_checked_and_their_tools_left_behind() -> None:
    for line in re.findall(r"pip (?:install|wheel) [^&\n\\]+", DOCKERFILE):
        assert "--require-hashes" in line or "--no-index" in line, line
    assert "pip" not in FINAL_STAGE and "apt-get" not in FINAL_STAGE
