"""Text from outside, made harmless for a terminal.

A title, a URL or a text may hold control sequences that move the cursor, set the window's title or paste
commands (C0, C1, ESC), and marks that turn the reading order (Trojan Source, CVE-2021-42574). None is shown.
"""

from __future__ import annotations

import json
import re
from typing import Any

# Bidirectional embeddings, overrides and isolates; the plain marks (LRM, RLM) are needed and harmless.
_BIDI = "\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\n]+")
_UNSAFE = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_BIDI}]")
_UNSAFE_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}]")
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_BIDI}{_SURROGATES}]")
_SURROGATE = re.compile(f"[{_SURROGATES}]")


def line(text: object) -> str:
    """One line: every break a space, everything that controls a terminal left out."""
    return _UNSAFE_IN_LINE.sub("", _SPACES.sub(" ", _shown(_BREAKS.sub("\n", str(text))))).strip()


def block(text: object) -> str:
    """Several lines: breaks and tabs stay, everything else that controls a terminal is left out."""
    return _UNSAFE.sub("", _shown(_BREAKS.sub("\n", str(text)))).replace("\t", "    ")


def same_length(text: str) -> str:
    """One line of the same number of code points, so that a position in it stays true."""
    return _UNSAFE_IN_LINE.sub("\ufffd", _shown(text))


def as_json(value: Any, indent: int | None = None) -> str:
    """The value as JSON; what JSON leaves bare but a terminal obeys is escaped (the value stays the same)."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _shown(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
