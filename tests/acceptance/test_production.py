"""Production: servers with URLs, one process per queue, and a service that goes away in mid-run."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from benchmarks.articles import articles
from tests.acceptance.driver import COMMAND, Rotative, eventually
from tests.conftest import elasticsearch
from tests.services.elasticsearch.choice import Server
from tests.services.ports import free_ports
from tests.services.redis import RedisServer

PROCESSES = (["worker", "fetch"], ["worker", "text"], ["worker", "index"], ["beat"], ["web"])
TEXT = """LYON, 12 octobre - Les conseillers municipaux de Lyon ont adopté lundi la création d'une régie de l'énergie.
« Nous reprenons la main sur les tarifs », s'est réjouie Clémence Rouvière, adjointe chargée du climat. L'association
Amorce y voit un exemple pour d'autres villes, de Grenoble à Strasbourg. Le préfet, Alain Delmotte, a jusqu'à décembre
pour se prononcer sur ces délibérations, selon la Cour des comptes.
"""


@dataclass(frozen=True)
class Production:
    """The command with its URLs set, the servers behind them, and the address of the API."""

    rotative: Rotative
    redis: RedisServer
    index: Server
    web: str


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Servers started by hand, with a password on the index, and each process of Rotative on its own."""
    folder = tmp_path_factory.mktemp("production")
    (port,) = free_ports(1)
    redis = RedisServer(folder / "redis").start()
    with elasticsearch(password="correct-horse") as index:
        index.start()
        settings = {
            "ROTATIVE_REDIS_URL": redis.url,
            "ROTATIVE_ELASTICSEARCH_URL": index.url,
            "ROTATIVE_WEB_PORT": str(port),
            "ROTATIVE_LOG_LEVEL": "warning",
        }
        rotative = Rotative(folder / "data", settings)
        processes = [start(rotative, folder, command) for command in PROCESSES]
        try:
            eventually(lambda: len(rotative("status", "--json").json["workers"]) == 3, 120)
            yield Production(rotative, redis, index, f"http://127.0.0.1:{port}")
        finally:
            codes = [stop(process) for process in processes]
            redis.stop()
    assert codes == [0] * len(PROCESSES), "a process did not stop in order"


def start(rotative: Rotative, folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    with (folder / f"{'-'.join(command)}.log").open("wb") as log:
        return subprocess.Popen(
            [*COMMAND, *command], env=rotative.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def stop(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(90)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def test_an_article_goes_in_and_is_found(production: Production, tmp_path: Path) -> None:
    file = tmp_path / "lyon.txt"
    file.write_text(TEXT, "utf-8")
    (line,) = production.rotative.ingest(file).values()
    assert line["outcome"] == "indexed", line
    for query in (
        "régies adoptée",
        "energie",
        "l'energie délibération",
        "person:rouviere",
        '"la main sur les tarifs"',
    ):
        hits = production.rotative("search", query, "--json").json["hits"]
        assert [hit["id"] for hit in hits] == [line["id"]], query
    article = production.rotative("article", line["id"], "--json").json
    assert "Lyon" in article["places"] and "Clémence Rouvière" in article["persons"]
    assert "Cour des comptes" in article["orgs"]
    assert httpx.get(f"{production.web}/api/articles/{line['id']}", trust_env=False).json() == article


def test_the_api_is_ready(production: Production) -> None:
    assert httpx.get(f"{production.web}/readyz", trust_env=False).status_code == 200


def test_doctor_finds_everything_in_order(production: Production) -> None:
    done = production.rotative("doctor")
    assert done.code == 0, done.out


def test_an_index_that_goes_away_in_mid_run_loses_nothing(production: Production, tmp_path: Path) -> None:
    for number, text in enumerate(articles(30)):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    before = books(production)
    assert production.rotative("ingest", tmp_path, "--no-wait").code == 0
    production.index.kill()
    status = production.rotative("status", "--json").json
    assert status["balanced"] and status["articles"]["in_flight"] > 0
    assert httpx.get(f"{production.web}/readyz", trust_env=False, timeout=30).status_code == 503
    assert production.rotative("search", "budget").code == 3
    production.index.start()
    eventually(lambda: books(production)["in_flight"] == 0, 180)
    after = books(production)
    assert (after["indexed"] - before["indexed"], after["dead"], after["rejected"]) == (30, 0, {})
    assert production.rotative("status", "--json").json["balanced"]


def test_a_redis_that_is_killed_in_mid_run_loses_nothing(production: Production, tmp_path: Path) -> None:
    for number, text in enumerate(articles(30, start=1000)):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    before = books(production)
    assert production.rotative("ingest", tmp_path, "--no-wait").code == 0
    production.redis.kill()
    assert production.rotative("status").code == 3
    production.redis.start()
    eventually(lambda: books(production)["in_flight"] == 0, 180)
    after = books(production)
    assert (after["indexed"] - before["indexed"], after["dead"], after["rejected"]) == (30, 0, {})


def books(production: Production) -> dict[str, object]:
    return production.rotative("status", "--json").json["articles"]
