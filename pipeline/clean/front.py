"""Front: what stands above a plain text (title, byline, date, labelled lines), taken off it line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from pipeline.clean.authors import looks_like_byline
from pipeline.clean.dates import Published, parse_moment, without_date
from pipeline.clean.headline import looks_like_headline

_LINES = 8
"""Lines at the head of a text that may be its front."""

_FIELD = re.compile(
    r"^\s*(?P<name>titre|title|headline|objet|subject|auteur|author|auteurs|authors|signature|source|sources|date"
    r"|publié|url|lien|link|rubrique|section|category|catégorie|mots[- ]clés|keywords|tags|langue|language)\s*:\s+"
    r"(?P<value>\S.*)$",
    re.I,
)
_TITLES = ("titre", "title", "headline", "objet", "subject")
_BYLINES = ("auteur", "author", "auteurs", "authors", "signature", "source", "sources")
_SECTIONS = ("rubrique", "section", "category", "catégorie")
_HEADING = re.compile(r"^\s*#{1,3}\s+|^\s*\*\*(?=.*\*\*\s*$)|\s*\*\*\s*$|\s+#+\s*$")
_STAMP = re.compile(
    r"\b(?:publié|mis|mise|en|ligne|à|jour|modifié|posté|le|la|les|on|at|the|published|posted|updated|last|date|du"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|gmt|utc|cet|cest|est|edt|h|heures?|am|pm|min)\b",
    re.I,
)


@dataclass(slots=True)
class Front:
    """What was found above a text."""

    title: str | None = None
    bylines: list[str] = field(default_factory=list)
    dates: list[Published] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def take_front(lines: list[str], zone: tzinfo) -> Front:
    """Takes the front off the paragraphs of a text; the last paragraph always stays."""
    front = Front()
    for _ in range(_LINES):
        if len(lines) < 2 or not _taken(front, lines, zone):
            break
        lines.pop(0)
    return front


def spread(text: str) -> str:
    """The text with the lines of its front on paragraphs of their own."""
    lines = text.lstrip("\n").split("\n")
    head = [f"\n{line}\n" if _stands_alone(line.strip()) else line for line in lines[:_LINES]]
    return "\n".join((*head, *lines[_LINES:]))


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and hardly more («Publié le 5 mars 2024 à 10h30», «Le Courrier, 5 mars 2024»)."""
    rest = without_date(line) if len(line) <= 100 else None
    words = re.findall(r"[^\W\d_]+", _STAMP.sub(" ", rest)) if rest is not None else []
    return rest is not None and len(words) <= 3 and all(word[0].isupper() for word in words)


def _stands_alone(line: str) -> bool:
    return bool(_FIELD.match(line)) or looks_like_byline(line) or is_date_line(line)


def _taken(front: Front, lines: list[str], zone: tzinfo) -> bool:
    """Whether the first line belongs to the front; then it is noted there."""
    line = lines[0]
    if labelled := _FIELD.match(line):
        _note(front, labelled["name"].lower(), labelled["value"], zone)
    elif looks_like_byline(line):
        front.bylines.append(line)
    elif is_date_line(line):
        front.dates.append(parse_moment(line, zone))
    elif front.title is None and _is_title(lines):
        _entitle(front, lines)
    else:
        return False
    return True


def _note(front: Front, name: str, value: str, zone: tzinfo) -> None:
    if name in _TITLES:
        front.title = front.title or value
    elif name in _BYLINES:
        front.bylines.append(value)
    elif name in _SECTIONS:
        front.sections.append(value)
    elif (date := parse_moment(value, zone)).moment:
        front.dates.append(date)


def _is_title(lines: list[str]) -> bool:
    bare = _HEADING.sub("", lines[0])
    return bare != lines[0] or looks_like_headline(bare, " ".join(lines[1:6]))


def _entitle(front: Front, lines: list[str]) -> None:
    line = _HEADING.sub("", lines[0])
    if _is_section(line, lines[1:]):
        front.sections.append(line)
    else:
        front.title = line


def _is_section(line: str, following: list[str]) -> bool:
    """Whether a line is a word or two above the headline itself («POLITIQUE»)."""
    if len(following) < 2 or len(line.split()) > (2 if line.isupper() else 1) or _stands_alone(following[0]):
        return False
    return looks_like_headline(following[0], " ".join(following[1:6]))
