"""Sample articles, written for this project: all persons, papers and events in them are invented.

They are what a newsroom's folder holds: wire texts without a title, pages with all that surrounds an article, one
file in Windows-1252, and one text that two others take over, shortened and under another title.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The folder that holds the sample articles."""
    return Path(str(files(__package__))) / "articles"


def paths() -> list[Path]:
    """The sample articles (`.txt` and `.html`), sorted by name."""
    return sorted(path for path in folder().iterdir() if path.suffix in (".txt", ".html"))
