"""The scripts of the book are whole, shipped with the package, and say who works at Redis's memory limit."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from pipeline.ledger.scripting import source
from pipeline.sources.rows import ROOM

PACKAGE = resources.files("pipeline.sources")
FOLDER = PACKAGE / "scripts"
NAMES = sorted(file.name.removesuffix(".lua") for file in FOLDER.iterdir() if file.name.endswith(".lua"))


def test_every_shared_part_of_the_room_stands_before_its_scripts():
    assert {file.name.removesuffix(".lua") for file in (FOLDER / "shared").iterdir()} <= set(ROOM.shared)


@pytest.mark.parametrize("name", NAMES)
def test_flags_come_first_and_only_what_brings_something_in_is_refused_when_full(name):
    flags = source(name, ROOM).split("\n", 1)[0]
    assert flags.startswith("#!lua")
    assert ("allow-oom" in flags or "no-writes" in flags) == (name != "add")


@pytest.mark.parametrize("name", NAMES)
def test_a_script_has_every_shared_function_that_it_calls(name):
    shared = "".join(ROOM.part(part) for part in ROOM.shared)
    functions = set(re.findall(r"^local function (\w+)", shared, re.MULTILINE))
    text = re.sub(r"--.*", "", source(name, ROOM))
    defined = set(re.findall(r"local function (\w+)", text))
    assert (functions & set(re.findall(r"(?<![.\w'])(\w+)\(", text))) <= defined


def test_every_script_is_called_by_somebody():
    code = "\n".join(file.read_text("utf-8") for file in PACKAGE.iterdir() if file.name.endswith(".py"))
    assert {name for name in NAMES if f'"{name}"' not in code} == set()


def test_scripts_know_no_other_clock():
    for name in NAMES:
        assert not re.search(r"\bos\.(time|clock)|math\.random", source(name, ROOM))
