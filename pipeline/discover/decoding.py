"""What was fetched becomes text: unpacked, and in the encoding that it is really in, whatever it declares."""

from __future__ import annotations

import re

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from pipeline.errors import Failed, Rejected
from pipeline.http.encodings import unpacked
from pipeline.outcomes import Reason

LARGEST = 50 * 1024**2
"""Bytes of a listing, unpacked: what sitemaps.org allows."""

_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How markup in a wide encoding begins without a mark (XML 1.0, appendix F)."""

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no XML document may hold (XML 1.0, 2.2), and DEL."""

_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"OggS", b"ID3", b"\x7fELF", b"wOF")
_DOUBTFUL = 0.1
"""Share of characters that no text has from which on it is none."""


def decoded(content: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The text of a document, without the characters that no text has, and notes on what was wrong with it.

    In this order: a byte order mark; a wide encoding told by its NULs; valid UTF-8, since hardly any other text is by
    chance; the encoding declared inside, then the one outside; nearly UTF-8; Windows-1252.

    :param content: may be packed with gzip, as sitemaps are.
    :raises Rejected: `empty`, `too-large` (more than `LARGEST` bytes), `not-a-source` (binary), `broken-source` (gzip
        that can't be unpacked).
    """
    plain = _unpacked(content)
    if not plain.strip(b" \t\r\n\0"):
        raise Rejected(Reason.EMPTY, "nothing in it")
    if plain.startswith(_BINARY):
        raise Rejected(Reason.NOT_A_SOURCE, "a binary file, not a listing")
    text, note = _read(plain, charset)
    strange = len(_NO_TEXT.findall(text[:100_000])) + text[:100_000].count("\ufffd")
    if strange > _DOUBTFUL * min(len(text), 100_000):
        raise Rejected(Reason.NOT_A_SOURCE, "no text: control characters all over")
    clean = _NO_TEXT.sub("", text)
    stray = (f"{len(text) - len(clean)} control characters left out",) if len(clean) < len(text) else ()
    return clean, (*((note,) if note else ()), *stray)


def _unpacked(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Rejected(Reason.TOO_LARGE, f"more than {LARGEST // 1024**2} MB")
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return unpacked(content, "gzip", LARGEST)
    except Failed as error:
        raise Rejected(Reason.BROKEN_SOURCE, error.detail) from None


def _read(content: bytes, charset: str | None) -> tuple[str, str]:
    marked, mark = read_bom(content)
    wide = marked or next((name for start, name in _WIDE if content.lstrip(b" \t\r\n").startswith(start)), None)
    if wide:
        return content[len(mark or b"") :].decode(wide, "replace"), ""
    declared = _declared(content, charset)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _other(content, declared)
    # Where all of it is ASCII, nothing declared can be wrong.
    right = not declared or declared == "utf-8" or text.isascii()
    return text, "" if right else f"declared as {declared}, read as utf-8"


def _declared(content: bytes, charset: str | None) -> str | None:
    """Python's name of the encoding declared, inside before outside: servers declare one for all that they serve."""
    inside = _XML_ENCODING.match(content[:1000])
    name = inside[1].decode() if inside else html_body_declared_encoding(content[:4096])
    return (resolve_encoding(name) if name else None) or (resolve_encoding(charset) if charset else None)


def _other(content: bytes, declared: str | None) -> tuple[str, str]:
    if declared and declared != "utf-8":
        try:
            return content.decode(declared, "replace"), ""
        except (LookupError, UnicodeError, ValueError):
            declared = f"{declared}, which is unknown"
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong * 5 < sum(1 for character in text if character > "\x7f") or wrong <= 2:
        return text, f"{wrong} characters are broken"
    return content.decode("cp1252", "replace"), f"declared as {declared or 'nothing'}, read as windows-1252"
