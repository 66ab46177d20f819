"""Decode: bytes become text in the encoding that they are really in.

In this order: a byte order mark; valid UTF-8, whatever is declared (a text in another encoding is hardly ever
valid UTF-8 by chance), or nearly so; UTF-16 or UTF-32 told by its NULs; the declared encoding; the Western
encodings by what their high bytes would spell; statistics (charset-normalizer) for the rest. Declarations are read
as browsers do (WHATWG Encoding), and only encodings of that standard, with the old Western ones of DOS and Mac,
are ever tried.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import getincrementaldecoder, lookup
from collections import Counter

from charset_normalizer import CharsetMatch, from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from pipeline.clean.western import best_western, is_western
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

_NAMES = """cp1250 iso8859-2 cp1251 koi8-r gb18030 cp932 euc_jp big5hkscs cp949 cp1254 cp1253 cp1256 cp1255 cp874
    iso8859-5 iso8859-7 iso8859-6 iso8859-8 koi8-u cp1257 cp1258 cp866 mac-cyrillic iso8859-16 iso8859-13
    iso8859-4 iso8859-10 iso8859-3 iso8859-14 cp1252 iso8859-15"""
_BY_USE = tuple(_NAMES.split())
"""Python's names of the encodings that statistics may find, the likelier first."""

_OTHERS = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "mac-roman", "cp850", "iso2022_jp"}
KNOWN = frozenset({*_BY_USE, *_OTHERS})
"""The encodings tried at all: no UTF-7, which smuggles markup, and no Punycode, which is slow."""

STRANGE = 0.02
"""Share of code points that no text has (controls, unassigned, private, U+FFFD) from which on it is no text:
a real page has a few in ten thousand, bytes read in the wrong encoding or random ones over a twentieth."""

_SAMPLE = 32 * 1024
_INSIDE_WORDS = re.compile(r"(?<=[^\W\d_])[^\w\s'’.,:;/@&«»\u200c\u200d\u00ad-](?=[^\W\d_])|(?<=[a-z])[¹²³]")
_HANGUL = "은는이가을를다의에고하"
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\x7fELF",
    b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS", b"ID3", b"\x00\x00\x00\x1cftyp", b"\x00\x00\x00\x20ftyp", b"Rar!",
    b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"SQLite format 3\x00", b"{\\rtf", b"wOFF", b"wOF2",
)  # fmt: skip


def decode(content: bytes, *, charset: str | None = None, markup: bool = False) -> str:
    """The text of `content`, not yet tidied.

    `charset` is the encoding declared outside (HTTP); with `markup`, one declared by `<meta>` or an XML
    declaration counts too. Raises `Rejected`: `EMPTY`; `BINARY` for the known signatures of other formats and
    for NULs that are no UTF-16 or UTF-32; `BAD_ENCODING` where `STRANGE` is passed in every encoding.
    """
    if not content.strip(b" \t\r\n\x00"):
        raise Rejected(Reason.EMPTY, "no text in it")
    if content.startswith(_MAGIC):
        raise Rejected(Reason.BINARY, "the signature of a binary format")
    text = _by_mark(content) or _as_utf8(content) or _as_wide(content) or _mostly_utf8(content)
    text = text or _as_declared(content, charset, markup) or _as_western(content)
    text = text or _by_statistics(content) or _as_han(content)
    if text is None:
        raise Rejected(Reason.BAD_ENCODING, "no encoding makes text of these bytes")
    return text


def strangeness(text: str) -> float:
    """Share of code points that no text has, 0 to 1."""
    kinds = Counter(map(unicodedata.category, text[:200_000]))
    strange = kinds["Cn"] + kinds["Co"] + kinds["Cs"] + kinds["Cc"] - sum(map(text[:200_000].count, "\n\r\t\f"))
    return (strange + text[:200_000].count("\ufffd")) / max(1, min(len(text), 200_000))


def _plausible(text: str | None) -> str | None:
    return text if text and strangeness(text) <= STRANGE else None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_mark(content: bytes) -> str | None:
    encoding, mark = read_bom(content)
    return _plausible(content[len(mark) :].decode(encoding, "replace")) if encoding and mark else None


def _as_utf8(content: bytes) -> str | None:
    if b"\x1b$" in content:
        return _plausible(_strictly(content, "iso2022_jp"))
    text = _strictly(content, "utf-8")
    if text is not None and "\x00" not in text[:_SAMPLE]:
        if strangeness(text) > STRANGE:
            raise _binary()
        return text
    return None


def _as_wide(content: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: the only texts with NULs in them."""
    head = content[:_SAMPLE]
    nuls = head.count(0)
    if nuls <= len(head) // 500:
        return None
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        text = content[: len(content) // unit * unit].decode(encoding, "replace")
        if strangeness(text) <= STRANGE and _mostly_common(text):
            return text
    raise _binary()


def _mostly_common(text: str) -> bool:
    """Whether spaces and line ends are where a text has them: swapped bytes give none."""
    return any(char in text for char in " \n\u3000，。") or len(text) < 20


def _binary() -> Rejected:
    return Rejected(Reason.BINARY, "control characters all over: not a text")


def _as_declared(content: bytes, charset: str | None, markup: bool) -> str | None:
    outside = resolve_encoding(charset) if charset else None
    for encoding in (outside, html_body_declared_encoding(content) if markup else None):
        if encoding not in KNOWN or encoding == "utf-8":
            continue
        if is_western(encoding):
            return _plausible(best_western(content, first=encoding))
        return _plausible(content.decode(encoding, "replace"))
    return None


def _as_western(content: bytes) -> str | None:
    return _plausible(best_western(content))


def _mostly_utf8(content: bytes) -> str | None:
    """UTF-8 cut within a character, or with a few wrong bytes in it (a careless template): those are U+FFFD."""
    text = getincrementaldecoder("utf-8")("replace").decode(content)
    wrong, right = text.count("\ufffd"), sum(1 for char in text if char > "\x7f")
    return _plausible(text) if right > 4 * wrong else None


def _by_statistics(content: bytes) -> str | None:
    """The likeliest encoding in which the text is in a known language with no symbols inside words."""
    found = from_bytes(content[:_SAMPLE], cp_isolation=list(_BY_USE), preemptive_behaviour=False)
    spoken = [match for match in found if match.coherence > 0 or _is_korean(str(match))]
    if not spoken:
        return None
    clearest = min(match.chaos for match in spoken)
    best = min((match for match in spoken if match.chaos <= clearest + 0.1), key=_oddness)
    return _plausible(content.decode(best.encoding, "replace"))


def _oddness(match: CharsetMatch) -> tuple[float, int]:
    """Smaller is better: symbols inside words and doubt about the language first, then how rare it is."""
    rank = _BY_USE.index(lookup(match.encoding).name)
    foreign = match.language == "Turkish" and rank != _BY_USE.index("cp1254")
    return len(_INSIDE_WORDS.findall(str(match))) - round(match.coherence * 10) + 10 * foreign, rank


def _is_korean(text: str) -> bool:
    """Whether the commonest syllables of Korean are common in it (statistics give it no coherence)."""
    return sum(map(text.count, _HANGUL)) > 0.08 * len(text)


def _as_han(content: bytes) -> str | None:
    """Chinese or Japanese in UTF-16 has no NULs but at its spaces: its full stops and particles tell it."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(content, encoding)
        if text and sum(map(text.count, "。，、的是のは了在")) > len(text) // 50:
            return _plausible(text)
    return None
