"""The command as a whole, as far as it goes without services: usage, version, configuration, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.commands.doctor import exit_code
from cli.main import main
from workers.doctor import Check

COMMANDS = ("demo", "up", "ingest", "search", "article", "trace", "status", "dead", "doctor", "worker", "beat", "web")


def rotative(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ROTATIVE_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**kept, "ROTATIVE_CONFIG": "", **environment},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "Usage: rotative " + command in capsys.readouterr().out


def test_without_arguments_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("rotative ")


@pytest.mark.parametrize(
    "arguments", [["ingst"], ["ingest"], ["search", "--size", "101"], ["search", "--siez"], ["worker", "nope"]]
)
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err and "Traceback" not in err


def test_a_word_left_out_is_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("cli.commands.search._answer", lambda text, *_: asked.append(text))
    for word in ("-hiver", "-size", "-json", "-été"):
        assert main(["search", "neige", word, "--size", "5"]) == 0
    assert asked == ["neige -hiver", "neige -size", "neige -json", "neige -été"]


def test_wrong_usage_is_a_problem_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["article", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["type"] == "urn:rotative:problem:misuse"


def test_an_unknown_setting_is_2_and_names_the_nearest() -> None:
    done = rotative("status", ROTATIVE_REDISURL="redis://127.0.0.1")
    assert done.returncode == 2 and done.stdout == ""
    assert "ROTATIVE_REDIS_URL" in done.stderr and "Traceback" not in done.stderr


def test_a_production_process_needs_a_redis() -> None:
    done = rotative("worker", "text")
    assert done.returncode == 2 and "rotative up" in done.stderr


def test_web_refuses_an_open_address_without_a_token() -> None:
    done = rotative("web", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2 and "ROTATIVE_API_TOKEN" in done.stderr


def test_help_is_quick_and_needs_no_heavy_library() -> None:
    code = "import sys, cli.main; sys.exit(cli.main.main(['--help']))"
    heavy = ("spacy", "trafilatura", "pydantic", "celery", "fastapi", "elasticsearch", "tantivy", "httpx")
    check = f"import atexit, sys; atexit.register(lambda: print(sorted(set({heavy!r}) & set(sys.modules)))); {code}"
    before = time.monotonic()
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.endswith("[]\n")
    assert time.monotonic() - before < 10


def test_output_is_utf8_whatever_the_locale() -> None:
    done = rotative("search", "--help", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0 and "élection" in done.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m cli.main doctor --help | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""


def test_no_colours_where_no_terminal_is() -> None:
    done = rotative("article")
    assert "\x1b" not in done.stdout + done.stderr


GOOD = Check(name="redis", ok=True)
WRONG = Check(name="redis", ok=False)
AWAY = Check(name="redis", ok=False, reachable=False)
NOTE = Check(name="model", ok=False, fatal=False)


@pytest.mark.parametrize(("checks", "code"), [([GOOD], 0), ([NOTE], 0), ([WRONG, GOOD], 2), ([WRONG, AWAY], 3)])
def test_the_doctor_tells_what_is_unreachable_from_what_is_wrong(checks: list[Check], code: int) -> None:
    assert exit_code(checks) == code
