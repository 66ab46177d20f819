"""Mentions that the model passed over: names found elsewhere in the article, and the surnames of people."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from pipeline.enrich.groups import Group
from pipeline.enrich.names import begins_sentence, title_before
from pipeline.enrich.reading import Mention
from pipeline.records import Label

_SHORTEST = 3
_CAPITAL_AFTER = re.compile(r"[ \xa0\-][A-ZÀ-Þ][\w'’]")
_CAPITAL_BEFORE = re.compile(r"[A-ZÀ-Þ][\w.'’-]*[ \xa0-]$")


def add_echoes(groups: list[Group], document: str) -> None:
    """Adds to each group the places where one of its spellings stands untagged."""
    spellings = _spellings(groups)
    if not spellings:
        return
    ordered = sorted(spellings, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
    taken = sorted((mention.start, mention.end) for group in groups for mention in group.mentions)
    found: dict[int, list[Mention]] = {}
    for match in pattern.finditer(document):
        group = spellings[match.group()]
        if not _overlaps(taken, match) and not _in_longer_name(document, match):
            title = title_before(document, match.start())
            mention = Mention(*match.span(), match.group(), group.label, title, by_model=False)
            found.setdefault(id(group), []).append(mention)
    for group in groups:
        if id(group) in found:
            group.add(found[id(group)])


def _spellings(groups: list[Group]) -> dict[str, Group]:
    """The spellings that mean one group only."""
    named = [(spelling, group) for group in groups for spelling in _of(group)]
    counts = Counter(spelling for spelling, _ in named)
    return {spelling: group for spelling, group in named if counts[spelling] == 1}


def _of(group: Group) -> set[str]:
    if group.label is Label.MISC:
        return set()
    own = {mention.surface for mention in group.mentions}
    if group.label is Label.PER and " " in group.surface:
        own.add(group.surface.split()[-1])
    return {spelling for spelling in own if len(spelling) >= _SHORTEST and spelling[0].isupper()}


def _overlaps(taken: list[tuple[int, int]], match: re.Match[str]) -> bool:
    place = bisect_left(taken, (match.end(), 0))
    return place > 0 and taken[place - 1][1] > match.start()


def _in_longer_name(document: str, match: re.Match[str]) -> bool:
    """Between capitals: part of a name that isn't this one («Melania Trump», «Trump Tower»)."""
    if _CAPITAL_AFTER.match(document, match.end()):
        return True
    before = _CAPITAL_BEFORE.search(document, max(0, match.start() - 30), match.start())
    if not before or title_before(document, match.start()):
        return False
    return not begins_sentence(document, before.start())
