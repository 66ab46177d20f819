"""The commands beside each other and alone: exit codes, shapes, two at once, services that are away."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.driver import COMMAND, Rotative, eventually, stop
from workers.topology import QUEUES

NEWS = (
    "The city council of Leeds approved a new tram line on Tuesday after eleven years of debate. “This changes how "
    "people will live here,” said Councillor Priya Nair. Construction starts in {year}, and the first trams should run "
    "between Headingley and Elland Road before the end of the decade, according to Network Rail engineers."
)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_status_has_its_shape_and_balances(rotative: Rotative) -> None:
    status = rotative("status", "--json").json
    assert status["balanced"] is True
    assert {"accepted", "indexed", "unchanged", "duplicate", "rejected", "dead", "dropped", "in_flight"} <= set(
        status["articles"]
    )
    assert all({"ready", "running", "oldest_s"} <= set(queue) for queue in status["queues"].values())
    # Each signs the roster a moment after `up` is there.
    assert eventually(lambda: {one["queue"] for one in rotative("status", "--json").json["workers"]} == set(QUEUES))
    assert "balance" in rotative("status").out


def test_doctor_finds_everything_in_order(rotative: Rotative) -> None:
    done = rotative("doctor", "--json")
    assert done.code == 0, done.out
    assert {"rotative", "redis"} <= {check["name"] for check in done.json["checks"]}
    assert "ROTATIVE_WEB_PORT" in rotative("doctor", "--settings").out


def test_a_mistake_in_a_query_is_pointed_at(rotative: Rotative) -> None:
    done = rotative("search", "élection (paris")
    assert done.code == 2 and done.out == ""
    assert "élection (paris" in done.err and "^" in done.err
    problem = rotative("search", "élection (paris", "--json")
    assert problem.code == 2 and problem.json["position"] == 9


@pytest.mark.parametrize("command", ["article", "trace"])
def test_an_unknown_id_is_1(rotative: Rotative, command: str) -> None:
    done = rotative(command, "0" * 32, "--json")
    assert done.code == 1 and set(done.json) == {"type", "title", "detail"}


@pytest.mark.parametrize("command", [["retry"], ["drop"]])
def test_dead_wants_to_know_which(rotative: Rotative, command: list[str]) -> None:
    assert rotative("dead", *command).code == 2
    assert rotative("dead", *command, "0" * 32).code == 1
    assert rotative("dead", "list", "--json").code == 0


def test_a_list_on_stdin(rotative: Rotative, tmp_path: Path) -> None:
    file = tmp_path / "stdin.txt"
    file.write_text(NEWS.format(year=2031))
    done = rotative("ingest", "-", "--wait", "--json", stdin=f"# a comment\n\n{file}\n")
    assert done.code == 0 and [line["outcome"] for line in done.lines] == ["indexed"]


def test_without_waiting_it_is_on_its_way(rotative: Rotative, tmp_path: Path) -> None:
    file = tmp_path / "later.txt"
    file.write_text(NEWS.format(year=2032))
    done = rotative("ingest", file, "--json")
    assert done.code == 0 and done.lines[0]["outcome"] == "in_flight"
    eventually(lambda: rotative("trace", file, "--json").json["outcome"] == "indexed")


def test_progress_is_told_in_plain_lines(rotative: Rotative, tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(NEWS.format(year=2100 + number))
    done = rotative("ingest", tmp_path, "--wait")
    assert done.code == 0 and "30 articles: " in done.err
    assert "\x1b" not in done.err and len(done.err.splitlines()) < 40


def test_two_commands_at_once_on_an_empty_folder(alone: Rotative, tmp_path: Path) -> None:
    """Both start from nothing: one starts the services, the other uses them, both get their outcomes."""
    files = [tmp_path / f"{number}.txt" for number in range(2)]
    for number, file in enumerate(files):
        file.write_text(f"{NEWS.format(year=2040 + number)} {'Tram' if number else 'Line'} number {number} is first.")
    with ThreadPoolExecutor() as pool:
        lines = list(pool.map(lambda file: alone.ingest(file)[file.name], files))
    assert [line["outcome"] for line in lines] == ["indexed", "indexed"]
    assert alone("search", "tram", "--json").json["total"] == 2
    books = alone("status", "--json").json
    assert books["balanced"] and books["articles"]["indexed"] == 2


def test_search_before_anything_was_read_finds_nothing(alone: Rotative) -> None:
    done = alone("search", "anything", "--json")
    assert done.code == 0 and done.json["total"] == 0 and done.json["hits"] == []
    assert not (alone.data / "run" / "redis.json").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["trace", "x"],
        ["ingest", "https://example.org"],
        ["dead", "list"],
        ["doctor"],
        ["worker"],
        ["worker", "text"],
        ["beat"],
        ["web", "--port", "0"],
        ["up", "--port", "0"],
    ],
)
def test_redis_that_is_down_is_3(alone: Rotative, command: list[str]) -> None:
    done = alone(*command, ROTATIVE_REDIS_URL=f"redis://:hunter2@127.0.0.1:{closed_port()}/0")
    assert done.code == 3, done.err
    assert "ROTATIVE_REDIS_URL" in done.out + done.err and "hunter2" not in done.out + done.err


@pytest.mark.parametrize("command", [["search", "x"], ["article", "x"], ["doctor"], ["web", "--port", "0"]])
def test_elasticsearch_that_is_down_is_3(alone: Rotative, redis_url: str, command: list[str]) -> None:
    down = f"http://elastic:hunter2@127.0.0.1:{closed_port()}"
    done = alone(*command, ROTATIVE_REDIS_URL=redis_url, ROTATIVE_ELASTICSEARCH_URL=down)
    assert done.code == 3, done.err
    assert "ROTATIVE_ELASTICSEARCH_URL" in done.out + done.err and "hunter2" not in done.out + done.err


def test_ctrl_c_says_so_and_loses_nothing(alone: Rotative, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(40):
        (tmp_path / "in" / f"{number}.txt").write_text(NEWS.format(year=3000 + number) * (1 + number % 3))
    process = alone.start("ingest", tmp_path / "in")
    eventually((alone.data / "run" / "workers.json").exists, 120)
    code = stop(process, signal.SIGINT)
    assert process.stderr is not None
    told = process.stderr.read()
    assert code == 130 and "interrupted" in told and "Traceback" not in told
    assert alone("status", "--json").json["balanced"]
    assert alone("ingest", tmp_path / "in").code == 0
    books = alone("status", "--json").json
    assert books["balanced"] and books["articles"]["in_flight"] == 0


def test_a_reader_that_goes_away_is_no_error(rotative: Rotative) -> None:
    command = f"{' '.join(COMMAND)} search '*' --size 100 | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=rotative.environment(), timeout=60, check=False
    )
    assert done.stderr == "" and done.stdout


def test_output_under_a_c_locale(rotative: Rotative) -> None:
    done = rotative("search", "élection", "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.code == 0 and json.loads(done.out)["query"]["text"]


def test_the_demo(alone: Rotative) -> None:
    done = alone("demo", ROTATIVE_REDIS_URL="redis://127.0.0.1:1/0")
    assert done.code == 0, done.err
    assert "The books balance" in done.out and "**" in done.out and "language" in done.out
    assert not alone.data.exists()
