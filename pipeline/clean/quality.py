"""Quality: how far an extraction can be trusted, with the reasons; and whether there is an article at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.words import count_words
from pipeline.records import Quality, Verdict

SHORT = 60
"""Words below which a page's article is suspect: a wire's brief has 60 to 120."""

_PROSE = 12
"""Words that a paragraph of prose has, headlines in a list mostly have fewer and no full stop."""

_STOP = re.compile(r"[.!?…。！？।؟۔][»”\"’')\]\s]*$")
_PAYWALL = re.compile(
    r"(?:cet|l['’])\s?article\s+est\s+réservé\s+aux\s+abonnés|(?:contenu|article)\s+réservé\s+aux\s+abonnés"
    r"|il\s+(?:vous\s+)?reste\s+\d+\s*%\s+de\s+(?:cet|l['’])\s?article|la\s+suite\s+est\s+réservée\s+aux\s+abonnés"
    r"|pour\s+lire\s+la\s+suite|abonnez[- ]vous\s+pour\s+(?:lire|continuer|accéder)|déjà\s+abonné"
    r"|this\s+(?:article|content|story)\s+is\s+(?:for|only\s+available\s+to|reserved\s+for)\s+(?:\w+\s+)?subscribers"
    r"|subscribe\s+(?:now\s+)?to\s+(?:read|continue|keep\s+reading|unlock)|to\s+(?:continue|keep)\s+reading"
    r"|already\s+a\s+subscriber|sign\s+in\s+to\s+continue|exclusive\s+to\s+subscribers|unlock\s+this\s+article",
    re.I,
)
_COOKIES = re.compile(r"\bcookies?\b|consentement|\bconsent\b|nos partenaires|our partners|données personnelles", re.I)
_CUT = re.compile(r"(?:\[(?:…|\.{3})\]|…|\.{3})\s*$")


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph is running text rather than a headline, a link or a label."""
    return count_words(paragraph) >= _PROSE and bool(_STOP.search(paragraph) or count_words(paragraph) >= 2 * _PROSE)


def is_listing(paragraphs: Sequence[str]) -> bool:
    """Whether most of the text is short lines without a full stop, as menus and lists of headlines are."""
    prose = sum(count_words(line) for line in paragraphs if is_prose(line))
    loose = sum(count_words(line) for line in paragraphs if not is_prose(line) and not _STOP.search(line))
    return prose == 0 or (len(paragraphs) >= 8 and loose > 2 * prose)


def has_paywall_mark(text: str) -> bool:
    """Whether the text says that its rest is for subscribers."""
    return bool(_PAYWALL.search(text))


def is_cookie_wall(paragraphs: Sequence[str]) -> bool:
    """Whether what was extracted is a consent dialogue: half its paragraphs speak of cookies and partners."""
    about = sum(bool(_COOKIES.search(line)) for line in paragraphs)
    return bool(paragraphs) and about * 2 >= len(paragraphs) and sum(map(count_words, paragraphs)) < 400


def judge(paragraphs: Sequence[str], marks: Sequence[str], *, from_page: bool) -> Quality:
    """The verdict on a text: `poor` for a cookie wall, a listing, a page's text far too short; `partial` for a
    paywall or a teaser; a plain file that is merely short stays `good`, the reason is told."""
    text = "\n".join(paragraphs[-4:])
    words = sum(map(count_words, paragraphs))
    reasons = [*marks]
    if has_paywall_mark(text):
        reasons.append("paywall")
    if from_page and words < 4 * SHORT and paragraphs and _CUT.search(paragraphs[-1]):
        reasons.append("teaser")
    if is_cookie_wall(paragraphs):
        reasons.append("cookie-wall")
    if from_page and is_listing(paragraphs):
        reasons.append("listing")
    if words < SHORT:
        reasons.append("short")
    return Quality(verdict=_verdict(reasons, from_page), reasons=tuple(dict.fromkeys(reasons)))


def _verdict(reasons: list[str], from_page: bool) -> Verdict:
    if {"cookie-wall", "listing"} & set(reasons):
        return Verdict.POOR
    if {"paywall", "teaser"} & set(reasons):
        return Verdict.PARTIAL
    return Verdict.POOR if from_page and "short" in reasons else Verdict.GOOD
