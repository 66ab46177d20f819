"""A query's text as tokens, each with its place.

Written by hand, not with a parser generator: whether a dash negates, a colon names a field or a guillemet opens a
phrase depends on the white space and the typography around it, which makes a longer grammar than program, and
its errors would speak of terminals instead of the reader's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from pipeline.engines.query import Field
from pipeline.errors import QueryError

SINCE, UNTIL = "since", "until"
NAMES = (*(field.value for field in Field), SINCE, UNTIL)

_OPENING = '"“”„‟«»'
_CLOSING = {"«": "»", "»": "«"}
_DASHES = "-−–"

_GAP = re.compile(r"[\s\x00-\x1f\x7f\u200b\u2060\ufeff]+")
_FIELD = re.compile(r"([^\W\d_]+)(\s*)[:：](?!//)(\s*)")
_PLAIN = rf"[^\s()\x00-\x1f\x7f\u200b\u2060\ufeff{_OPENING}]"
_WORD = re.compile(rf"{_PLAIN}+(?:\({_PLAIN}*\){_PLAIN}*)*")
_RUN = re.compile(rf"{_PLAIN}+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_OPERATORS = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")


class Kind(StrEnum):
    """Kinds of tokens."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    STAR = "*"
    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is a word without the punctuation around it ("" where there was only punctuation), or what stands
    between the quotes. A `field:value` is one token: `name`, and `quoted` when the value is in quotes."""

    kind: Kind
    position: int
    text: str = ""
    name: str = ""
    quoted: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order; raises `QueryError` for a quote without end, an unknown field, a missing value."""
    position = _skip(text, 0)
    while position < len(text):
        token, position = _token(text, position)
        yield token
        position = _skip(text, position)


def bare(text: str) -> str:
    """The word without the punctuation around it."""
    return _EDGES.sub("", text.replace("\u00ad", ""))


def _skip(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _token(text: str, position: int) -> tuple[Token, int]:
    char = text[position]
    if char in "()":
        return Token(Kind(char), position), position + 1
    if char in _OPENING:
        phrase, end = _quoted(text, position)
        return Token(Kind.PHRASE, position, phrase), end
    if operator := _OPERATORS.match(text, position):
        return Token(Kind(operator[1]), position), operator.end()
    if char in _DASHES and _negates(text, position):
        return Token(Kind.NOT, position), position + 1
    if (field := _FIELD.match(text, position)) and _names_field(text, field):
        return _field(text, field)
    return _word(text, position)


def _negates(text: str, position: int) -> bool:
    """A dash glued to what follows it, and to nothing before: `-word`, not `a-word`, nor a dash between words."""
    glued = position + 1 < len(text) and not _GAP.match(text, position + 1)
    return glued and text[position + 1] not in _DASHES


def _names_field(text: str, field: re.Match[str]) -> bool:
    """`Ukraine : la guerre` and `Ukraine: la guerre` are headlines, `lang : fr` is a field, `lnag:fr` a mistake."""
    if field[1].lower() in NAMES:
        return True
    glued = not field[2] and not field[3] and field.end() < len(text)
    if glued and (text[field.end()] in _OPENING or _RUN.match(text, field.end())):
        near = get_close_matches(field[1].lower(), NAMES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}: ? " if near else f"fields are {', '.join(NAMES)}; "
        raise QueryError(
            f"there is no field «{field[1]}»", field.start(), hint + "put it in quotes to look for the words"
        )
    return False


def _field(text: str, field: re.Match[str]) -> tuple[Token, int]:
    name, start, position = field[1].lower(), field.start(), field.end()
    if position < len(text) and text[position] in _OPENING:
        value, end = _quoted(text, position)
        return Token(Kind.FIELD, start, value, name, quoted=True), end
    if position < len(text) and text[position] == "(":
        hint = f"repeat the field in each part: ({name}:one OR {name}:two)"
        raise QueryError(f"{name}: takes one word or one phrase", start, hint)
    run = _WORD.match(text, position)
    if run is None:
        raise QueryError(f"{name}: has no value", start, f'write {name}:word or {name}:"some words"')
    return Token(Kind.FIELD, start, run[0], name), run.end()


def _quoted(text: str, position: int) -> tuple[str, int]:
    """What stands between the quote at `position` and the one that closes it."""
    closing = _CLOSING.get(text[position], '"“”‟')
    for end in range(position + 1, len(text)):
        if text[end] in closing:
            return " ".join(_GAP.sub(" ", text[position + 1 : end]).split()), end + 1
    raise QueryError("this quote is not closed", position, f"add {closing[0]} where the phrase ends")


def _word(text: str, position: int) -> tuple[Token, int]:
    run = _WORD.match(text, position)
    assert run is not None, "every other character was read before"
    if "*" in run[0]:
        return _star(run)
    return Token(Kind.WORD, position, bare(run[0])), run.end()


def _star(run: re.Match[str]) -> tuple[Token, int]:
    if bare(run[0]):
        hint = "write the whole word: its plural, feminine and inflected forms are found too"
        raise QueryError("a word can't be searched with *", run.start() + run[0].index("*"), hint)
    return Token(Kind.STAR, run.start()), run.end()
