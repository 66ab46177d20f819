"""Sentences: where the first one ends, in French, English and scripts with their own full stops."""

from __future__ import annotations

import re

LONGEST = 2_000
"""Characters within which a sentence is looked for: a bound, and five times a long one."""

_BEFORE_NAMES = """M MM Mme Mmes Mlle Mlles Mgr Dr Pr Prof St Ste Mr Mrs Ms Messrs Gen Gén Col Lt Sgt Capt Adm Gov
    Sen Rep Rev Hon Pres Sec Amb Insp Supt"""
_ANYWHERE = """
    Jr Sr Inc Corp Ltd Bros Co vs cf env approx av bd dép dept éd coll tél janv févr avr juil sept oct nov déc
    Jan Feb Aug Sept Oct Nov Dec U.S U.K U.N E.U a.m p.m i.e e.g"""
# «etc.» may end a sentence: a capital after it decides
_KNOWN = frozenset((_BEFORE_NAMES + " " + _ANYWHERE).split())
_BEFORE_FIGURES = frozenset(
    ["no", "n°", "nos", "art", "al", "fig", "p", "pp", "vol", "chap", "No", "Nos", "Art", "Fig", "Vol"]
)
_END = re.compile(r"(?:[.!?…]+|[。！？।؟۔])(?:[\u00a0\u202f ]?[»”\"’')\]])*(?=\s|$)|[。！？](?=\S)")
_LAST_WORD = re.compile(r"[^\s«»“”\"(\['’]+$")
_OPENS_LOWER = re.compile(r"\s*[«“\"(]?\s*[a-zà-öø-ÿœ]")


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, its closing marks included; the whole paragraph where none ends.

    `M. Dupont`, `J.-C.`, `U.S.`, `etc.` end no sentence, nor does a mark inside « » that are still open.
    """
    head = text[:LONGEST]
    for match in _END.finditer(head):
        if not _goes_on(head, match):
            return head[: match.end()].strip()
    return text.strip()


def _goes_on(text: str, end: re.Match[str]) -> bool:
    before, after = text[: end.start()], text[end.end() :]
    if _unclosed(text[: end.end()]) or _OPENS_LOWER.match(after):
        return True
    return end[0] == "." and bool(after.strip()) and _abbreviates(before, after.lstrip())


def _unclosed(text: str) -> bool:
    return text.count("«") > text.count("»") or text.count("“") > text.count("”")


def _abbreviates(before: str, after: str) -> bool:
    """Whether the word before a full stop is an abbreviation or an initial."""
    match = _LAST_WORD.search(before[-40:])
    word = match[0] if match else ""
    last = word.rsplit(".", 1)[-1].lstrip("-")
    initial = len(last) == 1 and last.isalpha() and last.isupper()
    return word in _KNOWN or initial or (word in _BEFORE_FIGURES and after[0].isdigit())
