"""The scripts are whole, shipped with the package, and their errors are told apart."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from redis import exceptions as faults

from pipeline.errors import Away, Full
from pipeline.ledger import scripting

FOLDER = resources.files("pipeline.ledger") / "scripts"
NAMES = sorted(file.name.removesuffix(".lua") for file in FOLDER.iterdir() if file.name.endswith(".lua"))

REFUSED_WHEN_FULL = {"accept", "restore"}
"""What brings something in; everything else must work at the limit."""


def test_every_shared_part_stands_before_each_script():
    shared = {file.name.removesuffix(".lua") for file in (FOLDER / "shared").iterdir()}
    assert shared == set(scripting.SHARED)


@pytest.mark.parametrize("name", NAMES)
def test_flags_come_first_and_say_who_works_at_the_limit(name):
    flags = scripting.source(name).split("\n", 1)[0]
    assert flags.startswith("#!lua")
    works_at_the_limit = "allow-oom" in flags or "no-writes" in flags
    assert works_at_the_limit == (name not in REFUSED_WHEN_FULL)


@pytest.mark.parametrize("name", NAMES)
def test_a_script_has_every_shared_function_that_it_calls(name):
    shared = "".join((FOLDER / "shared" / f"{part}.lua").read_text("utf-8") for part in scripting.SHARED)
    functions = set(re.findall(r"^local function (\w+)", shared, re.MULTILINE))
    text = re.sub(r"--.*", "", scripting.source(name))
    defined = set(re.findall(r"local function (\w+)", text))
    assert (functions & set(re.findall(r"(?<![.\w'])(\w+)\(", text))) <= defined


def test_every_script_is_called_by_somebody():
    code = "\n".join(
        file.read_text("utf-8") for file in resources.files("pipeline.ledger").iterdir() if file.name.endswith(".py")
    )
    assert {name for name in NAMES if f'"{name}"' not in code} == set()


def test_a_script_is_short():
    for name in NAMES:
        assert (FOLDER / f"{name}.lua").read_text("utf-8").count("\n") < 150


def test_scripts_know_no_other_clock():
    for name in NAMES:
        assert not re.search(r"\bos\.(time|clock)|math\.random", scripting.source(name))


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (faults.ConnectionError("refused"), Away),
        (faults.TimeoutError("slow"), Away),
        (faults.BusyLoadingError("loading"), Away),
        (faults.ReadOnlyError("READONLY replica"), Away),
        (faults.ResponseError("MISCONF disk"), Away),
        (faults.ResponseError("BUSY script"), Away),
        (faults.OutOfMemoryError("over"), Full),
        (faults.ResponseError("OOM command not allowed"), Full),
        (faults.ResponseError("ERR no such thing"), faults.ResponseError),
    ],
)
def test_errors_are_told_apart(raised, expected):
    with pytest.raises(expected) as caught, scripting.told_apart():
        raise raised
    if expected is Away:
        assert caught.value.service == "redis"
