"""Text from outside: no control sequence reaches the terminal, and JSON stays the same value."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cli import safe

BIDI = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
ANY_TEXT = st.text(st.characters(codec=None), max_size=80)


def harmless(text: str, allowed: str = "") -> bool:
    return not any(
        (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in allowed) or c in BIDI for c in text
    )


@given(ANY_TEXT)
def test_a_line_holds_nothing_that_controls_a_terminal(text: str) -> None:
    assert harmless(safe.line(text))


@given(ANY_TEXT)
def test_a_block_keeps_its_breaks_and_nothing_else(text: str) -> None:
    assert harmless(safe.block(text), allowed="\n")


@given(ANY_TEXT)
def test_a_query_keeps_its_length(text: str) -> None:
    shown = safe.same_length(text)
    assert len(shown) == len(text) and harmless(shown)


@given(ANY_TEXT)
def test_json_is_harmless_and_means_the_same(text: str) -> None:
    shown = safe.as_json({"title": text})
    assert json.loads(shown) == {"title": text} and harmless(shown)


def test_escape_sequences_lose_their_escape() -> None:
    assert safe.line("\x1b]0;owned\x07Title\x9b31m\r\n next") == "]0;ownedTitle31m next"


def test_typography_and_other_scripts_stay() -> None:
    text = "« L’Élysée »\u202f: 10\u00a0% — مرحبا \u200f— 日本"
    assert safe.line(text) == text


def test_json_keeps_accents_readable() -> None:
    assert safe.as_json(["Élection"]) == '["Élection"]'
