"""A query's text as the tree that an engine answers.

    query  = any
    any    = all ("OR" all)*
    all    = one (["AND"] one)*
    one    = ("-" | "NOT") one | "(" any ")" | "*" | word | phrase | field ":" (word | phrase)

Recursive descent over `tokens`, with a bound on depth, so that no query can exhaust the stack.
"""

from __future__ import annotations

import re
from datetime import datetime

from pipeline.engines.derived import pieces
from pipeline.engines.query import And, Everything, Field, Node, Not, Or, Phrase, Since, Until, Words
from pipeline.errors import QueryError
from pipeline.search.dates import period
from pipeline.search.tokens import SINCE, UNTIL, Kind, Token, bare, tokens

LENGTH = 2000
"""Code points that a query may have."""
TERMS = 100
"""Words that a query may have, those in phrases (and the signs of scripts without spaces) counted one by one."""
DEPTH = 20
"""Parentheses and negations that may stand within one another."""

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.ASCII)
_SURROGATES = re.compile("[\ud800-\udfff]")


def parse(text: str, now: datetime) -> Node:
    """The tree of `text`; nothing, or `*`, is `Everything`. `now` is what `since:7d` counts from.

    Raises `QueryError` with the place of the mistake, 0 to `len(text)`.
    """
    if len(text) > LENGTH:
        raise QueryError(f"the query is longer than {LENGTH} characters", LENGTH, "shorten it")
    read = list(tokens(_SURROGATES.sub("\ufffd", text)))
    _bound(read)
    return _Parser(read, now).query()


def _bound(read: list[Token]) -> None:
    words = 0
    for token in read:
        words += max(1, pieces(token.text)) if token.text else 0
        if words > TERMS:
            raise QueryError(f"the query has more than {TERMS} words", token.position, "shorten it")


class _Parser:
    """Reads tokens from left to right. A part is None where there was only punctuation."""

    def __init__(self, read: list[Token], now: datetime) -> None:
        self._tokens, self._now, self._next = read, now, 0

    def query(self) -> Node:
        if not self._tokens:
            return Everything()
        tree = self._any(0)
        if (left := self._peek()) is not None:
            raise QueryError("this parenthesis closes nothing", left.position, "remove it, or open one before")
        if tree is None:
            raise QueryError("there is no word to look for", self._tokens[0].position, "write one, or *")
        return tree

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, *kinds: Kind) -> Token | None:
        token = self._peek()
        if token is None or token.kind not in kinds:
            return None
        self._next += 1
        return token

    def _any(self, depth: int) -> Node | None:
        parts = [self._all(depth)]
        while operator := self._take(Kind.OR):
            parts.append(self._all(depth))
            if parts[-2] is None or parts[-1] is None:
                raise QueryError("OR needs something on both sides", operator.position, "as in: paris OR lyon")
        return _join(Or, parts)

    def _all(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while (token := self._peek()) is not None and token.kind not in (Kind.OR, Kind.CLOSE):
            if operator := self._take(Kind.AND):
                self._between(operator, parts)
            parts.append(self._one(depth))
        return _join(And, parts)

    def _between(self, operator: Token, parts: list[Node | None]) -> None:
        after = self._peek()
        if not parts or after is None or after.kind in (Kind.AND, Kind.OR, Kind.CLOSE):
            hint = "leave it out: all words are looked for anyway"
            raise QueryError("AND needs something on both sides", operator.position, hint)

    def _one(self, depth: int) -> Node | None:
        token = self._tokens[self._next]
        self._next += 1
        if depth >= DEPTH:
            raise QueryError(f"more than {DEPTH} parentheses within one another", token.position, "simplify it")
        if token.kind is Kind.NOT:
            return self._negation(token, depth + 1)
        if token.kind is Kind.OPEN:
            return self._group(token, depth + 1)
        return self._leaf(token)

    def _negation(self, sign: Token, depth: int) -> Node | None:
        after = self._peek()
        if after is None or after.kind in (Kind.AND, Kind.OR, Kind.CLOSE):
            raise QueryError("there is nothing here to leave out", sign.position, "as in: paris -texas")
        part = self._one(depth)
        return None if part is None else Not(part)

    def _group(self, opening: Token, depth: int) -> Node | None:
        part = self._any(depth)
        if self._take(Kind.CLOSE) is None:
            raise QueryError("this parenthesis is not closed", opening.position, "add ) where the group ends")
        return part

    def _leaf(self, token: Token) -> Node | None:
        if token.kind is Kind.STAR:
            return Everything()
        if token.kind is Kind.PHRASE:
            return _phrase(token, None)
        if token.kind is Kind.FIELD:
            return _field(token, self._now)
        return Words(token.text) if token.text else None


def _join(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    """One node for the parts that say something; those of the same kind are taken in."""
    flat: list[Node] = []
    for part in parts:
        if part is not None:
            flat.extend(part.parts if isinstance(part, kind) else (part,))
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _phrase(token: Token, field: Field | None) -> Phrase:
    if not bare(token.text):
        raise QueryError("there is no word in these quotes", token.position, "write one, or remove the quotes")
    return Phrase(token.text, field)


def _field(token: Token, now: datetime) -> Node:
    if token.name in (SINCE, UNTIL):
        return _date(token, now)
    field = Field(token.name)
    if not bare(token.text):
        raise QueryError(f"{token.name}: has no value", token.position, f"as in: {token.name}:word")
    if field is Field.LANG:
        return Words(_language(token), field)
    if token.quoted:
        return _phrase(token, field)
    exact = field in (Field.SOURCE, Field.SITE, Field.COLLECTION)
    return Words(token.text.rstrip(",;") if exact else bare(token.text), field)


def _language(token: Token) -> str:
    match = _LANGUAGE.fullmatch(token.text.lower())
    if match is None:
        hint = "as in: lang:fr (ISO 639-1), or lang:und for unknown ones"
        raise QueryError(f"«{token.text}» is not a language's code", token.position, hint)
    return match[1]


def _date(token: Token, now: datetime) -> Node:
    try:
        start, end = period(token.text, now)
    except ValueError as error:
        hint = f"as in: {token.name}:2026-10-01, {token.name}:2026-10, {token.name}:2026 or {token.name}:7d"
        raise QueryError(f"«{token.text}» can't be read as a date", token.position, hint) from error
    return Since(start) if token.name == SINCE else Until(end)
