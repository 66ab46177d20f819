"""The data files: one row a line, columns apart by tabs, names apart by bars, `#` before a comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

MARKS = "~^"
"""Before a name: also a common word (`~`), also a person's or a place's name (`^`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """`second` is the file's second column; `names` starts with the canonical one."""

    canonical: str
    second: str
    names: tuple[str, ...]


def read_rows(file: str) -> Iterator[Row]:
    """The rows of `data/FILE`; the marks before a name stay for the caller."""
    for line in (files("pipeline.enrich") / "data" / file).read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        canonical, second, names = (*line.split("\t"), "", "")[:3]
        others = tuple(name for name in names.split("|") if name)
        marked = {other.lstrip(MARKS) for other in others if other[0] in MARKS}
        own = () if canonical.startswith("=") or canonical in marked else (canonical,)
        yield Row(canonical, second, own + others)


def read_words(file: str, section: str) -> frozenset[str]:
    """The words under `[section]` of `data/FILE`, apart by blanks or, within a phrase, joined by `_`."""
    found: list[str] = []
    current = ""
    for line in (files("pipeline.enrich") / "data" / file).read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[] ")
        elif current == section and not line.startswith("#"):
            found += [word.replace("_", " ") for word in line.split()]
    return frozenset(found)
