"""Source packs: lists of well-known public feeds, as OPML files beside this module (package data)."""

from __future__ import annotations

from importlib.resources import files

from pipeline.errors import Misuse

FOLDER, ENDING = "packs", ".opml"


def names() -> list[str]:
    """The packs there are, in order."""
    found = (entry.name for entry in files("config").joinpath(FOLDER).iterdir())
    return sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING))


def content(name: str) -> bytes:
    """The OPML of a pack.

    :raises Misuse: there is no such pack; names those that there are.
    """
    if name not in names():
        raise Misuse(f"there is no pack {name[:60]!a}: there is {' and '.join(names())}")
    return files("config").joinpath(FOLDER, name + ENDING).read_bytes()
