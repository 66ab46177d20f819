"""What the README says of settings and commands is true and complete."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from cli.main import app
from config.settings import Settings
from pipeline.errors import RotativeError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_readme_with_its_meaning() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in README.splitlines() if line.startswith(f"| `ROTATIVE_{name.upper()}`")), "")
        assert field.description and field.description in row, f"ROTATIVE_{name.upper()} is missing or outdated"


def test_every_setting_in_the_readme_exists() -> None:
    named = set(re.findall(r"\bROTATIVE_([A-Z_]+[A-Z])\b", README))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_every_command_in_the_readme_exists_and_the_other_way() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"\brotative ([a-z]+)\b", README))
    assert named == commands


def test_every_error_is_in_the_tree_of_its_module() -> None:
    from pipeline import errors

    tree = errors.__doc__ or ""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RotativeError)]
    assert all(re.search(rf"\b{kind.__name__}\b", tree) for kind in kinds)
