"""Cards: the teasers of other articles on a page, each a heading that is a link with a line or two under it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import html

from pipeline.clean.characters import fold
from pipeline.clean.quality import is_prose

_FEWEST = 6
"""Cards from which on a page can be a list of articles; boxes of related articles have three to six."""


def is_front(tree: html.HtmlElement, body: Sequence[str]) -> bool:
    """Whether most of the running text that was extracted stands in cards: a front or a section's page."""
    teasers = _teasers(tree)
    prose = [fold(line) for line in body if is_prose(line)]
    return len(teasers) >= _FEWEST and sum(line in teasers for line in prose) > len(prose) / 2


def _teasers(tree: html.HtmlElement) -> set[str]:
    """The folded texts under headings that are links, within the same card."""
    found: set[str] = set()
    for heading in tree.xpath("//*[self::h2 or self::h3 or self::h4][.//a[@href] or parent::a]")[:200]:
        parent = heading.getparent()
        card = parent.getparent() if parent is not None and parent.tag == "a" else parent
        if card is not None and len(card) <= 12:
            found.update(fold(element.text_content()) for element in card.iter("p", "div") if element is not card)
    return found - {""}
