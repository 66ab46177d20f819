"""Attributions within the marks, by French custom: «Nous irons, a-t-il promis, jusqu'au bout»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.enrich.verbs import speech_verbs

_INCISE = re.compile(
    r"[,!?…]\s+((?:s'|a |ont |avait |s'est )*[a-z' ]{1,25}?"
    r"(?: t)?(?: (?:il|elle|ils|elles|on|je)\b| (?:le |la |l'|les |m\. |mme |me )?[a-z])[^,«»“”\"!?;.\n]{0,80})(?=[,.])"
)
_INVERTED = re.compile(r"\b(?:\w+ t |\w+ )(il|elle|ils|elles|on|je)\b")
_AUXILIARY = re.compile(r"(?:s'est|s'etait|a|ont|avait)(?: t)? (?:(?:il|elle|ils|elles|on|je) )?|s'")


@dataclass(frozen=True, slots=True)
class Incise:
    """What interrupts the words said: `start`, `end` are what to cut; the verb; the pronoun, if it's one."""

    start: int
    end: int
    verb: tuple[int, int]
    pronoun: str | None


def incises(folded: str, written: str, start: int, end: int) -> Iterator[Incise]:
    """The incises between two places. `folded` has blanks for hyphens; `written` is the text as it stands."""
    for found in _INCISE.finditer(folded, start, end):
        begin, stop = found.span(1)
        verb = _leading_verb(folded, begin, stop)
        if verb is None:
            continue
        inverted = _INVERTED.match(folded, begin) if "-" in written[begin : begin + 30] else None
        if inverted or _has_subject(written, verb[1], stop):
            whole = written[found.start()] == ","
            yield Incise(
                found.start() if whole else begin - 1, stop if whole else stop + 1, verb, inverted and inverted.group(1)
            )


def _leading_verb(folded: str, begin: int, stop: int) -> tuple[int, int] | None:
    """The verb of speech that the incise begins with, its auxiliary and pronoun aside."""
    auxiliary = _AUXILIARY.match(folded, begin, stop)
    at = auxiliary.end() if auxiliary else begin
    return next((verb for verb in speech_verbs(folded, at, stop) if verb[0] == at), None)


def _has_subject(written: str, after: int, stop: int) -> bool:
    """A name or «le ministre» follows the verb; anything else is the speech going on."""
    return bool(re.match(r"\s(?:le\s|la\s|l['’]|M\.|Mme|Me\s|[A-ZÀ-Þ])", written[after:stop]))
