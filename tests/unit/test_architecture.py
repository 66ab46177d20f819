"""The rules that hold the code together: who may import whom, how long a file may be, what no file may name."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("cli", "web", "workers", "pipeline")
"""Each may import those after it, never those before."""

READERS_OF_SETTINGS = {"cli", "web", "workers", "config"}
STAGES = ("discover", "fetch", "clean", "enrich", "cluster", "index", "search")
ROOMS = ("ledger", "sources", "archive", "http", "engines")
VOCABULARY = ("records", "outcomes", "errors", "urls")
PACKAGES = ("config", *LAYERS, "seeds")
FORBIDDEN_IN_PIPELINE = {
    "celery",
    "kombu",
    "fastapi",
    "starlette",
    "uvicorn",
    "typer",
    "click",
    "rich",
    "pydantic_settings",
}
LONGEST = 400


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def imports(path: Path) -> frozenset[str]:
    """The full names of what a file imports, inside functions too; `from a import b` is `a.b`."""
    return frozenset(_imported(ast.parse(path.read_text("utf-8"), path.as_posix())))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(name: str) -> str:
    return name.split(".", 1)[0]


def told(path: Path, names: set[str]) -> str:
    return f"{path.relative_to(ROOT)} imports {', '.join(sorted(names))}"


def test_a_layer_imports_only_those_below_it() -> None:
    wrong = []
    for depth, layer in enumerate(LAYERS):
        above = set(LAYERS[:depth])
        for path in modules(layer):
            if names := {name for name in imports(path) if top(name) in above}:
                wrong.append(told(path, names))
    assert not wrong


def test_settings_enter_the_pipeline_as_arguments() -> None:
    wrong = []
    for package in set(PACKAGES) - READERS_OF_SETTINGS:
        for path in modules(package):
            if names := {name for name in imports(path) if top(name) == "config"}:
                wrong.append(told(path, names))
    assert not wrong


def test_configuration_knows_the_vocabulary_only() -> None:
    allowed = {f"pipeline.{module}" for module in VOCABULARY}
    for path in modules("config"):
        ours = {name for name in imports(path) if top(name) in {*LAYERS, "seeds"}}
        wrong = {name for name in ours if name.rsplit(".", 1)[0] not in allowed}
        assert not wrong, told(path, wrong)


@pytest.mark.parametrize("stage", STAGES)
def test_stages_never_import_one_another(stage: str) -> None:
    others = tuple(f"pipeline.{other}" for other in STAGES if other != stage)
    for path in modules(f"pipeline/{stage}"):
        wrong = {name for name in imports(path) if _is_in(name, others)}
        assert not wrong, told(path, wrong)


@pytest.mark.parametrize("room", ROOMS)
def test_shared_rooms_import_no_stage(room: str) -> None:
    stages = tuple(f"pipeline.{stage}" for stage in STAGES)
    for path in modules(f"pipeline/{room}"):
        wrong = {name for name in imports(path) if _is_in(name, stages)}
        assert not wrong, told(path, wrong)


def test_the_vocabulary_imports_nothing_of_the_rooms() -> None:
    rooms = tuple(f"pipeline.{room}" for room in (*STAGES, *ROOMS))
    for module in VOCABULARY:
        path = ROOT / "pipeline" / f"{module}.py"
        wrong = {name for name in imports(path) if _is_in(name, rooms)}
        assert not wrong, told(path, wrong)


def _is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_pipeline_knows_neither_queue_nor_web_nor_terminal() -> None:
    for path in modules("pipeline"):
        wrong = {name for name in imports(path) if top(name) in FORBIDDEN_IN_PIPELINE}
        assert not wrong, told(path, wrong)


def test_the_pipeline_reads_no_environment() -> None:
    for path in modules("pipeline"):
        wrong = {name for name in imports(path) if name in {"os.environ", "os.getenv"}}
        wrong |= set(re.findall(r"\bos\.(?:environ|getenv)\b", path.read_text("utf-8")))
        assert not wrong, told(path, wrong)


def test_tests_and_benchmarks_are_no_part_of_the_product() -> None:
    for package in PACKAGES:
        for path in modules(package):
            wrong = {name for name in imports(path) if top(name) in {"tests", "benchmarks"}}
            assert not wrong, told(path, wrong)


def test_folders_of_unit_tests_mirror_the_code() -> None:
    rooms = {"config", "workers", "web", "cli", "seeds", *STAGES, *ROOMS}
    folders = {
        path.name for path in (ROOT / "tests" / "unit").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= rooms | {"services", "benchmarks", "mockserver"}
    assert set(STAGES) <= folders, "a stage without unit tests"


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in PACKAGES
        for path in modules(package)
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_packages_say_what_they_are_and_no_more() -> None:
    for package in ("config", *LAYERS):  # `seeds` is one module beside its articles
        for path in (ROOT / package).rglob("__init__.py"):
            body = ast.parse(path.read_text("utf-8")).body
            assert all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body), path


def tracked() -> list[Path]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = answer.stdout.split("\0") if answer.returncode == 0 else []
    return [path for name in names if name and (path := ROOT / name).is_file()]


# One letter of each in brackets, so that this file doesn't match.
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/\w")
REGISTRIES = re.compile(
    r"[p]ypi\.org|python[h]osted\.org|[m]aven\.org|maven\.[a]pache\.org|[d]ocker\.(?:io|elastic)|[g]hcr\.io"
)


def test_no_file_names_this_machine_or_a_registry() -> None:
    found = []
    for path in tracked() or [path for package in PACKAGES for path in modules(package)]:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATHS.search(line) or REGISTRIES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found
