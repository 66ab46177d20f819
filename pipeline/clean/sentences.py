"""Sentences: where the first one ends, in French, English and scripts with their own full stops."""

from __future__ import annotations

import re

_ABBREVIATIONS = """
    m mm mme mmes mlle mlles mgr me dr pr prof st ste mr mrs ms jr sr gen gén col lt sgt cap capt adm gov sen
    rep rev hon pres no nos n° art al av bd cf chap coll dép dept dir éd env ex fig hab ibid inc co corp ltd bros
    janv févr avr juil sept oct nov déc jan feb mar apr aug dec mon tue wed thu fri sat sun vs tél vol p pp
    approx min max env u.s u.k u.n e.u a.m p.m i.e e.g"""
# «etc.» may end a sentence: a capital after it decides
_KNOWN = frozenset(_ABBREVIATIONS.split())
_END = re.compile(r"(?:[.!?…]+|[。！？।؟۔])(?:[\u00a0\u202f ]?[»”\"’')\]])*(?=\s|$)|[。！？](?=\S)")
_LAST_WORD = re.compile(r"[^\s«»“”\"(\['’]+$")
_OPENS_LOWER = re.compile(r"\s*[«“\"(]?\s*[a-zà-öø-ÿœ]")


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, its closing marks included; the whole paragraph where none ends.

    `M. Dupont`, `J.-C.`, `U.S.`, `etc.` end no sentence, nor does a mark inside « » that are still open.
    """
    for match in _END.finditer(text):
        if not _goes_on(text, match):
            return text[: match.end()].strip()
    return text.strip()


def _goes_on(text: str, end: re.Match[str]) -> bool:
    before, after = text[: end.start()], text[end.end() :]
    if _unclosed(text[: end.end()]) or _OPENS_LOWER.match(after):
        return True
    return end[0] == "." and bool(after.strip()) and _abbreviates(before)


def _unclosed(text: str) -> bool:
    return text.count("«") > text.count("»") or text.count("“") > text.count("”")


def _abbreviates(before: str) -> bool:
    """Whether the word before a full stop is an abbreviation or an initial."""
    match = _LAST_WORD.search(before)
    word = match[0].casefold() if match else ""
    last = word.rsplit(".", 1)[-1].lstrip("-")
    return word in _KNOWN or (len(last) == 1 and last.isalpha()) or (last in _KNOWN and "." in word)
