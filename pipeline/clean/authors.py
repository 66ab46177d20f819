"""Authors: the persons who wrote it, out of bylines; agencies go to the credits, desks and sites nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.clean.agencies import agencies_in, agency
from pipeline.clean.characters import fold, one_line

MOST = 12
_BY = re.compile(
    r"^\s*(?:(?:article|texte|propos recueillis|récit|reportage|analyse|story|words|written|report(?:ed|ing))\s+)?"
    r"(?:(?:écrit|rédigé|publié|posted|published)\s+)?(?:par|by|von|por|di|door|av)\s*:?\s+",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:[;|/&\n•·]|\bet\b|\band\b|\bund\b|\by\b|\bavec\b|\bwith\b)\s*", re.I)
_ROLE = re.compile(
    r"\s*(?:[-–—,(]|\b(?:à|in|at|depuis|from|pour|for|dans|on)\b)\s.*$|\s*\(.*$"
    r"|\s*,\s*(?:envoyé|correspondant|journaliste|rédact|reporter|editor|correspondent|staff|special).*$",
    re.I,
)
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|(?<!\w)@\w+|\b\d[\d:/.hH-]*\b")
_STAMP = re.compile(r"(?<=\S)[\s·|,–—-]+(?:publié|mis à jour|modifié|le \d|posted|published|updated)\b", re.I)
_DESK = re.compile(
    r"\b(?:r[ée]daction|redaktion|redacci[oó]n|newsroom|newsdesk|staff|editorial (?:board|team)"
    r"|desk|admin(?:istrator)?|webmaster|contribut(?:or|eur)s?|service \w+|l[’']équipe|team|invit[ée]|guest|unknown"
    r"|anonyme?|null|undefined|agences?|agenc(?:y|ies)|wires?|magazine|journal|news|tv|radio|médias?|media)\b",
    re.I,
)
_ASIDE = re.compile(r"\(([^()]{2,60})\)")
_CREDITED_BY = re.compile(r"^(?:par|by)\s+\S", re.I)
_PERSON_START = re.compile(r"^(?:(?:de|van|von|el|al|bin|ben|d[’'])[\s-]?)*[^\W\d_]", re.I)


def split_bylines(bylines: Iterable[str], site_names: Iterable[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Authors and credits out of bylines («Par Jean Dupont, à Kiev, avec AFP»), each once, in order.

    What is called like the site itself is no author.
    """
    own = {fold(name) for name in site_names if name}
    authors: dict[str, str] = {}
    credits: dict[str, None] = {}
    for byline in bylines:
        line = one_line(byline)[:400]
        for aside in _ASIDE.findall(line):
            credits.update(dict.fromkeys(agencies_in(aside)))
        for name in _names(line):
            if found := agencies_in(_DESK.sub("", name)) or agencies_in(name):
                credits.update(dict.fromkeys(found))
            elif _is_person(name) and fold(name) not in own:
                authors.setdefault(fold(name), _cased(name))
    return tuple(authors.values())[:MOST], tuple(credits)


def looks_like_byline(line: str) -> bool:
    """Whether a line of its own is a byline («Par Jean Dupont», «By Ann Lee in Kyiv and Reuters»)."""
    if len(line) > 140 or not _CREDITED_BY.match(line) or line.endswith((".", "!", "?")):
        return False
    authors, credits = split_bylines([line])
    return bool(authors or credits) and all(name[:1].isupper() for name in authors)


def _names(byline: str) -> Iterable[str]:
    if agency(byline):
        return [byline]
    bare = _BY.sub("", _NOISE.sub(" ", _STAMP.split(byline, maxsplit=1)[0] or byline))
    parts = (piece for part in _SPLIT.split(bare) for piece in _by_comma(part))
    return (name for part in parts if (name := _bare(part)))


def _by_comma(part: str) -> list[str]:
    """«Ann Lee, Tom Ray» are two; «Ann Lee, à Kiev» is one; «Lee, Ann» stays together."""
    pieces = [piece.strip() for piece in part.split(",")]
    if len(pieces) > 1 and all(len(piece.split()) >= 2 or agency(piece) for piece in pieces):
        return pieces
    if len(pieces) == 2 and all(len(piece.split()) == 1 and piece.istitle() for piece in pieces):
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces[:1] if len(pieces) > 1 else [part]


def _bare(name: str) -> str:
    return _ROLE.sub("", _BY.sub("", name.strip())).strip(" \u00a0.,;:-–—*\"'«»“”()[]")


def _is_person(name: str) -> bool:
    if not 3 <= len(name) <= 60 or not 1 <= len(name.split()) <= 6 or not _PERSON_START.match(name):
        return False
    return not _DESK.search(name) and (name != name.lower() or name == name.upper())


def _cased(name: str) -> str:
    """«JEAN-PAUL DUPONT» as one writes it; mixed case stays as it is."""
    return name.title() if name.isupper() and len(name) > 3 else name
