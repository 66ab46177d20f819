"""What stands beside a quotation and gives it a speaker: a verb of speech, «selon», a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.enrich.bounds import sentence_after, sentence_before
from pipeline.enrich.folding import fold
from pipeline.enrich.incises import Incise
from pipeline.enrich.marks import Quoted
from pipeline.enrich.speakers import Speakers
from pipeline.enrich.verbs import speech_verbs

_INVERTED = re.compile(r"[-\u2010\u2011](?:t[-\u2010\u2011])?(il|elle|ils|elles|on|je|nous)\b")
_PRONOUN_BEFORE = re.compile(
    r"\b(il|elle|ils|elles|he|she|they|i|je|on|nous|we),?\s(?:l'a\s|a\s|avait\s|s'est\s|s'|se\s|y\s|has\s|had\s|also\s|then\s|later\s|lui\s)*$"
)
_ACCORDING = re.compile(r"\b(?:selon|d'apres|pour|according to|in the words of|as)\s(?=[a-z])")
_NOTHING = re.compile(r"\W*(?:que|qu|de|d|etre|it|that|was|were|une?|a|the)?\W*")
_ALSO_OTHERWISE = ("pour", "as")
_REACH = 60
_ANY_VERB_INVERTED = re.compile(
    r"\s?,\s(?:(?:s'est|se sont|s'etait|a|ont|avait|avaient)(?: aussi| ainsi| ensuite| encore| toutefois)?\s)"
    r"([a-z]+(?:e|ee|es|ees|i|ie|is|ise|it|ite|u|ue))\s(?=le\s|la\s|l'|les\s|un\s|une\s|m\.|mme\s|de\s|a\s|[a-z]+\s[a-z])"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`speaker` is an entity's place or None; `cue` the verb as written, or the preposition.

    `end` is where it's over if it follows the quotation, else where the quotation opens. `close`: it
    belongs to these very words (inversion, comma, colon), and doesn't merely share their sentence.
    `phrase` is what stands beside the verb, folded.
    """

    speaker: int | None
    cue: str | None
    end: int
    close: bool
    phrase: str = ""


def attribute(text: str, quoted: Quoted, inside: Sequence[Incise], speakers: Speakers) -> Attribution | None:
    """The attribution within a quotation, else the one after it, else the one before it."""
    if inside:
        return _within(text, quoted, inside[0], speakers)
    after = _after(text, quoted, speakers)
    if after and after.close:
        return after
    return _before(text, quoted, speakers) or after


def _within(text: str, quoted: Quoted, incise: Incise, speakers: Speakers) -> Attribution:
    phrase = fold(text[incise.verb[1] : incise.end])
    if incise.pronoun:
        speaker = _pronoun(incise.pronoun, quoted.opening, speakers)
    else:
        speaker = speakers.after_cue(incise.verb[1], incise.end)
        if speaker is None:
            speaker = speakers.by_role(phrase, quoted.opening)
    return Attribution(speaker, text[slice(*incise.verb)], quoted.opening, close=True, phrase=phrase)


def _after(text: str, quoted: Quoted, speakers: Speakers) -> Attribution | None:
    start, end = quoted.closing, sentence_after(text, quoted.closing)
    rest = text[start:end].lstrip(" \xa0\u202f,–—-")
    if not rest or (_is_whole(text, quoted) and rest[0].isupper() and text[quoted.end - 1] == "."):
        return None
    folded = fold(text[start:end])
    if found := _ACCORDING.match(folded.lstrip(" ,")):
        speaker = speakers.after_cue(start, end)
        if speaker is not None or found.group().strip() not in _ALSO_OTHERWISE:
            return Attribution(speaker, found.group().strip(), end, close=True)
    verb = _first_verb(folded, text[quoted.end - 1])
    if not verb:
        return _named_at_once(text, quoted, end, speakers)
    place, width = verb
    inverted = _INVERTED.search(text, start + max(0, place - 12), start + place + width + 8)
    close = bool(inverted) or _ends_with_mark(text, quoted)
    cue = text[start + place : start + place + width]
    if inverted:
        return Attribution(_pronoun(inverted.group(1), quoted.opening, speakers), cue, end, close)
    subject = _subject_after(folded, start, end, place, width, quoted, speakers)
    return Attribution(subject, cue, end, close, phrase=folded)


def _named_at_once(text: str, quoted: Quoted, end: int, speakers: Speakers) -> Attribution | None:
    """'"I was paid in soup," Mensah, a star of "Harrow", recalled': a comma within the marks, and a name."""
    named = speakers.between(quoted.closing, min(end, quoted.closing + 60))
    if text[quoted.end - 1] != "," or not named or named[0].start > quoted.closing + 5:
        return None
    return Attribution(named[0].entity, None, end, close=True)


def _subject_after(
    folded: str, start: int, end: int, place: int, width: int, quoted: Quoted, speakers: Speakers
) -> int | None:
    """«a souligné X», "said X", "X said", "he said", «a souligné le ministre»."""
    if pronoun := _PRONOUN_BEFORE.search(folded, 0, place):
        return _pronoun(pronoun.group(1), quoted.opening, speakers)
    subject = speakers.before_cue(start, start + place)
    if subject is None:
        subject = speakers.after_cue(start + place + width, end)
    if subject is None:
        subject = speakers.by_role(folded, quoted.opening)
    return subject


def _before(text: str, quoted: Quoted, speakers: Speakers) -> Attribution | None:
    start = sentence_before(text, quoted.opening)
    folded = fold(text[start : quoted.opening])
    colon = folded.rstrip().endswith(":")
    for found in _ACCORDING.finditer(folded):
        speaker = speakers.after_cue(start + found.end(), quoted.opening)
        if speaker is not None and found.group().strip() not in _ALSO_OTHERWISE:
            return Attribution(speaker, found.group().strip(), quoted.opening, close=True)
    verb = _last_verb(folded)
    if verb:
        place, width = verb
        speaker = _subject_before(folded, start, place, speakers)
        close = colon or _ends_in_comma(folded) or bool(_NOTHING.fullmatch(folded, place + width))
        return Attribution(speaker, text[start + place : start + place + width], quoted.opening, close)
    if colon:
        return Attribution(speakers.before_cue(start, quoted.opening), None, quoted.opening, close=True)
    return None


def _subject_before(folded: str, start: int, place: int, speakers: Speakers) -> int | None:
    """«elle souligne», «X a souligné», «la FNSEA, elle, souligne», «le ministre souligne»."""
    pronoun = _PRONOUN_BEFORE.search(folded, 0, place)
    if pronoun and "," not in pronoun.group():
        return _pronoun(pronoun.group(1), start, speakers)
    subject = speakers.before_cue(start, start + place)
    if subject is None:
        subject = speakers.by_role(folded[:place], start)
    if subject is None and pronoun:
        subject = _pronoun(pronoun.group(1), start, speakers)
    return subject


def _pronoun(pronoun: str, before: int, speakers: Speakers) -> int | None:
    return speakers.by_pronoun(pronoun, before) if pronoun in ("il", "elle", "he", "she") else None


def _first_verb(folded: str, last: str) -> tuple[int, int] | None:
    """Place and width of the first verb of speech near a quotation's end, or of a French inversion.

    Behind a comma within the marks, by English custom, what follows is the attribution however long it is.
    """
    reach = len(folded) if last == "," else _REACH
    for start, end in speech_verbs(folded):
        if start <= reach:
            return start, end - start
    inverted = _ANY_VERB_INVERTED.match(folded)
    return (inverted.start(1), inverted.end(1) - inverted.start(1)) if inverted else None


def _last_verb(folded: str) -> tuple[int, int] | None:
    last = None
    for start, end in speech_verbs(folded):
        last = start, end - start
    return last


def _ends_with_mark(text: str, quoted: Quoted) -> bool:
    """A comma, or the quotation's own end, before what follows."""
    after = text[quoted.closing : quoted.closing + 3].lstrip(" \xa0\u202f")
    return after[:1] in (",", "–", "—", "-") or text[quoted.end - 1] in ",.!?…"


def _ends_in_comma(folded: str) -> bool:
    return folded.rstrip()[-1:] in (",", ":")


def _is_whole(text: str, quoted: Quoted) -> bool:
    return text[quoted.start].isupper() and text[quoted.end - 1] in ".!?…"
