"""Direct quotations: what was said, by whom, and where in the text it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from pipeline.enrich.attribution import Attribution, attribute
from pipeline.enrich.bounds import sentence_before
from pipeline.enrich.folding import fold
from pipeline.enrich.incises import Incise, incises
from pipeline.enrich.marks import Quoted, quoted
from pipeline.enrich.models import Models
from pipeline.enrich.reading import Reading
from pipeline.enrich.speakers import Speakers
from pipeline.enrich.tables import read_words
from pipeline.records import Quote

MOST_QUOTES = 200
_WORD = re.compile(r"\w+")
_WORKS = read_words("works.txt", "works")
_SENTENCE_WORDS, _FRAGMENT_WORDS, _CLOSE_WORDS, _LONG = 6, 3, 2, 14


@dataclass(slots=True)
class _Found:
    """A quotation being put together from its parts."""

    parts: list[tuple[int, int]]
    attribution: Attribution | None
    closing: int


def find_quotes(reading: Reading, models: Models) -> dict[str, Any]:
    """`quotes`, in the order of the text."""
    text = reading.text
    spans = list(quoted(text))
    folded = reading.folded[reading.offset :]
    cuts = {span.opening: list(incises(folded, text, span.start, span.end)) for span in spans}
    speakers = Speakers(reading, [piece for span in spans for piece in _spoken(span, cuts[span.opening])])
    found: list[_Found] = []
    for span in spans:
        attribution = attribute(text, span, cuts[span.opening], speakers)
        if found and _resumes(text, found[-1], span):
            found[-1] = _joined(found[-1], _spoken(span, cuts[span.opening]), span.closing, attribution)
            continue
        attribution = _shared(text, found, span, attribution or _continued(text, found, span), speakers)
        if _is_quotation(text, span, attribution):
            attribution = attribution or _implied(text, span, speakers)
            found.append(_Found(_spoken(span, cuts[span.opening]), attribution, span.closing))
    return {"quotes": tuple(_quote(reading, one, speakers) for one in found[:MOST_QUOTES])}


def _resumes(text: str, before: _Found, span: Quoted) -> bool:
    """«Oui», a-t-il dit, «mais pas demain»: the second part goes on with the first one's sentence."""
    attribution, (_, end) = before.attribution, before.parts[-1]
    if attribution is None or not attribution.close or attribution.end > span.opening:
        return False
    between = text[before.closing : span.opening]
    return "\n" not in between and between.rstrip()[-1:] == "," and text[end - 1] not in ".!?…"


def _spoken(span: Quoted, cut: list[Incise]) -> list[tuple[int, int]]:
    """The pieces of a quotation between its incises."""
    starts = [span.start, *(incise.end for incise in cut)]
    ends = [*(incise.start for incise in cut), span.end]
    return list(zip(starts, ends, strict=True))


def _joined(before: _Found, parts: list[tuple[int, int]], closing: int, attribution: Attribution | None) -> _Found:
    own = before.attribution
    if own is not None and own.speaker is None and attribution is not None:
        own = attribution
    return _Found([*before.parts, *parts], own, closing)


def _is_quotation(text: str, span: Quoted, attribution: Attribution | None) -> bool:
    """Neither scare quotes nor the title of a work: enough words, and somebody who says them."""
    count = len(_WORD.findall(text, span.start, span.end))
    ends = text[span.end - 1] in ".!?…,"
    if count < _LONG and _names_work(text, span):
        return False
    if attribution is None:
        return count >= _SENTENCE_WORDS and (text[span.end - 1] in ".!?…" or count >= _LONG)
    if attribution.close:
        return count >= _CLOSE_WORDS or ends or attribution.end >= span.closing
    return count >= _FRAGMENT_WORDS or (count >= 1 and ends)


def _names_work(text: str, span: Quoted) -> bool:
    """«le film "…"», «baptisée «…»»: the word before the marks announces a name."""
    before = _WORD.findall(fold(text[max(0, span.opening - 30) : span.opening].rstrip()))
    glued = text[: span.opening].rstrip(" \xa0\u202f")[-1:].isalnum()
    return bool(before) and glued and before[-1] in _WORKS


def _continued(text: str, found: list[_Found], span: Quoted) -> Attribution | None:
    """A further quotation without a speaker of its own, right after the attribution of the one before."""
    if not found or found[-1].attribution is None:
        return None
    before = found[-1]
    over = max(before.closing, before.attribution.end if before.attribution else 0)
    between = text[min(over, span.opening) : span.opening]
    alone = sentence_before(text, span.opening) == span.opening
    if alone and not between.strip(" \xa0\u202f.!?…\n") and between.count("\n\n") <= 1:
        return Attribution(before.attribution.speaker, None, span.opening, close=True)  # type: ignore[union-attr]
    return None


def _implied(text: str, span: Quoted, speakers: Speakers) -> Attribution | None:
    """A sentence of its own, said in a paragraph that is about one person."""
    if sentence_before(text, span.opening) != span.opening or not text[span.start].isupper():
        return None
    speaker = speakers.implied(span.opening)
    return None if speaker is None else Attribution(speaker, None, span.opening, close=True)


def _shared(
    text: str, found: list[_Found], span: Quoted, own: Attribution | None, speakers: Speakers
) -> Attribution | None:
    """Without a speaker of its own: the last one's, if he's the subject of the same sentence or «le militaire».

    A verb of its own in the sentence of the words before («a-t-elle dit, assurant vouloir «…»»), or a role
    that nobody was introduced with, in the same paragraph.
    """
    last = found[-1].attribution if found else None
    if own is None or own.speaker is not None or own.cue is None or last is None:
        return own
    before = found[-1].closing
    same_sentence = sentence_before(text, span.opening) < before
    by_role = speakers.is_persons_role(own.phrase) and "\n\n" not in text[before : span.opening]
    return replace(own, speaker=last.speaker) if same_sentence or by_role else own


def _quote(reading: Reading, found: _Found, speakers: Speakers) -> Quote:
    start, end = found.parts[0][0], found.parts[-1][1]
    attribution = found.attribution
    speaker = attribution.speaker if attribution else None
    return Quote(
        text=_said(reading.article.text, found.parts),
        speaker=None if speaker is None else speakers.name(speaker),
        cue=attribution.cue if attribution else None,
        start=start,
        end=end,
    )


def _said(text: str, parts: list[tuple[int, int]]) -> str:
    """The words of the parts; what goes on with a comma or a full stop needs no blank before it."""
    said = ""
    for start, end in parts:
        piece = text[start:end]
        said += piece if not said or piece[:1] in ",.!?… " or said[-1].isspace() else f" {piece}"
    return said
