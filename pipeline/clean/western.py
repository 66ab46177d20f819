"""Western: which of the encodings of Western Europe a text is in, by what its high bytes would spell.

They differ in a few places only (`€`, `œ`, `Ÿ`, `’`), where statistics over languages can't tell them apart: so
each candidate is judged by whether its characters stand where Western orthography puts them.
"""

from __future__ import annotations

import re

ENCODINGS = ("cp1252", "iso8859-15", "mac-roman", "cp850")
"""In the order of how often they are met."""

GOOD = 0.9
"""Share of high characters in their place from which on a text is taken for Western. French, German or Danish
read right give 1; the same text in another of the candidates, Polish, Turkish or Russian give under 0.8."""

_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŸŒ"
_LETTER = re.compile(f"(?<=[A-Za-z{_LETTERS}'’-])[{_LETTERS}]|[{_LETTERS}](?=[A-Za-z{_LETTERS}'’-])|\\b[àÀ]\\b")
_MARK = re.compile(
    "[«»“”„‘’–—…•·€£§°©®™¡¿\u00a0]|(?<![a-z])[½¼¾×±µ‰†]|(?<=[\\s(])[´¨¸¹¦](?=[\\s)])"
    "|(?<=[\\dmM])[²³]|(?<=[\\dNn])[ªº]|(?<=[a-z])[šž]|\\b[šžŠŽ](?=[a-z])"
)
_MISPLACED = re.compile("(?<=[a-z])[“„«•·€£§©®™½¼¾¤¦¨¸](?=[a-z])|(?<=[a-zà-öø-ÿœ])[À-ÖØ-ÞŸŒŠŽ]|[A-ZÀ-ÖØ-ÞŸŒ]ß(?=[a-z])")
_HIGH = re.compile("[^\x00-\x7f]")
_SAMPLE = 64 * 1024


def is_western(encoding: str) -> bool:
    """Whether a declaration of this encoding (Python's name) means «something Western»."""
    return encoding in {*ENCODINGS, "iso8859-1"}


def best_western(content: bytes, first: str | None = None) -> str | None:
    """The text in the Western encoding that fits best, a declared one `first`; None where none fits.

    Bytes that an encoding leaves undefined make it unfit unless it is declared.
    """
    if first == "iso8859-1":
        first = "cp1252"
    candidates = dict.fromkeys((first, *ENCODINGS) if first else ENCODINGS)
    scores = {encoding: _fitness(_sampled(content, encoding)) for encoding in candidates}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] < GOOD:
        return content.decode(first, "replace") if first else None
    return content.decode(best, "replace")


def _sampled(content: bytes, encoding: str) -> str:
    """The beginning and the end of the content: what is high may come late."""
    head, tail = content[:_SAMPLE], content[_SAMPLE:][-_SAMPLE:]
    return (head + b"\n" + tail).decode(encoding, "replace")


def _fitness(text: str) -> float:
    """Share of the characters beyond ASCII that stand where Western orthography puts them, 0 to 1."""
    high = len(_HIGH.findall(text))
    if not high:
        return 1.0
    wild = sum(1 for char in text if "\x80" <= char <= "\x9f" or char == "\ufffd")
    placed = len(_LETTER.findall(text)) + len(_MARK.findall(text))
    crowded = high > 0.35 * max(1, sum(map(str.isalpha, text)))
    return (0.5 if crowded else 1.0) * (placed - len(_MISPLACED.findall(text)) - 4 * wild) / high
