"""Characters: what a text may hold. Typography (« », ’, NBSP, narrow NBSP) is kept as it is written."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\u2028]")
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)} | {0x85: "…"}
"""C1 controls are Windows-1252 in disguise (WHATWG HTML, numeric character reference end state)."""

_INVISIBLE = [
    *range(0x00, 0x09), *range(0x0B, 0x20), 0x7F,
    0x00AD, 0x200B, 0x2060, 0xFEFF,  # soft hyphen, zero width space, word joiner, byte order mark
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # bidirectional embeddings, overrides, isolates
    *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF,
]  # fmt: skip
_UNWANTED = re.compile("[" + "".join(f"\\U{code:08x}" for code in _INVISIBLE) + "]")
_C1_RUN = re.compile("[\x80-\x9f]")
_SPACES = re.compile(r"[ \t\n]+")
_EDGES = " \t\n\u00a0\u202f\u2009\u3000"


def tidy(text: str) -> str:
    """The text in NFC, lines ended by `\\n`, without controls, lone surrogates, noncharacters and invisible marks.

    Zero-width joiners stay: Persian and the Indic scripts are written with them.
    """
    text = _BREAKS.sub("\n", text).replace("\u2029", "\n\n")
    text = _C1_RUN.sub(lambda match: _C1[ord(match[0])], text)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def one_line(text: str) -> str:
    """The text tidied, on one line, plain white space collapsed (no-break spaces stay)."""
    return _SPACES.sub(" ", tidy(text)).strip(_EDGES)


def fold(text: str) -> str:
    """What two spellings of the same words have in common: letters and digits, no case, no accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in bare if not unicodedata.combining(char))
    return " ".join("".join(kept).split())
