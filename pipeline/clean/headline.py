"""Headline: whether a line is one, and one made of the lead where a text has none."""

from __future__ import annotations

import re

from pipeline.clean.sentences import first_sentence
from pipeline.clean.words import count_words

LONGEST = 100
"""Characters of an inferred title; a headline of a paper has 50 to 90."""

_LONGEST_LINE = 180
_CLAUSE = re.compile(r"\s*[;:]\s+|,\s+|\s+[–—-]\s+|\s+\(")
_ENDS_SENTENCE = re.compile(r"[.,;:][»”\"’)\s]*$")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}$|(?:\.\.\.|…)$|\b(?:etc|Inc|Jr|Corp|Ltd|Co)\.$")
_ITEM = re.compile(r"^[-–—•*]\s+")
_DANGLING = re.compile(
    r"\s+(?:et|ou|de|du|des|d[’']|le|la|les|l[’']|un|une|à|au|aux|en|dans|pour|par|sur|que|qui|avec|sans|ses|son|sa"
    r"|and|or|of|the|a|an|to|in|on|at|for|by|with|from|that|its|his|her|their|as)$",
    re.I,
)


def looks_like_headline(line: str, following: str) -> bool:
    """Whether the first line of a text is its title: short, no sentence's end, and a longer text follows."""
    if not line or len(line) > _LONGEST_LINE or not 1 <= count_words(line) <= 30:
        return False
    if _ENDS_SENTENCE.search(line) and not _ABBREVIATED.search(line):
        return False
    return count_words(following) > count_words(line)


def infer_title(lead: str) -> str:
    """A title out of the lead: its first sentence, cut at a clause or a word so that `LONGEST` is not passed
    (`…` marks a cut within a clause); the sentence's full stop goes."""
    sentence = _ITEM.sub("", first_sentence(lead))
    if len(sentence) <= LONGEST:
        return _without_stop(sentence)
    clause = _last_clause(sentence[: LONGEST + 1])
    return clause or _last_word(sentence)


def _without_stop(sentence: str) -> str:
    return sentence if _ABBREVIATED.search(sentence) else re.sub(r"[.。]$", "", sentence)


def _last_clause(head: str) -> str | None:
    """Up to the last clause that ends late enough to tell the news, and leaves no quotation open."""
    for match in reversed(list(_CLAUSE.finditer(head))):
        clause = head[: match.start()]
        if len(clause) < LONGEST * 0.45:
            return None
        if clause.count("«") == clause.count("»") and clause.count("“") == clause.count("”"):
            return clause
    return None


def _last_word(sentence: str) -> str:
    head = sentence[:LONGEST]
    cut = head.rsplit(" ", 1)[0] if " " in head[LONGEST // 2 :] else head
    while _DANGLING.search(cut):
        cut = _DANGLING.sub("", cut)
    cut = cut.rstrip(" ,;:–—-«“(\u00a0\u202f")
    closing = "\u00a0»" if cut.count("«") > cut.count("»") else ""
    return f"{cut}…{closing}"
