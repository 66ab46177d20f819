"""News agencies named as a text's origin («PARIS (AFP) -», «avec Reuters») are credits, not entities."""

from __future__ import annotations

import re

from pipeline.enrich.gazetteer import Organisation
from pipeline.enrich.reading import Mention

_SHORT_LINE = 45
_IN_BRACKETS = re.compile(r"\([^()\n]{0,30}$")
_CLOSED = re.compile(r"[^()\n]{0,30}\)\s*(?:[-–—]|\.?\s*(?:\n|$))")
_WITH = re.compile(r"\b(?:avec|with|via|source|photo|par|by)\s*:?\s*(?:l['’])?(?:the\s)?$", re.IGNORECASE)
_END = re.compile(r"[\s.)\]]*(?:\n|$)")
_SLASH = re.compile(r"[/©]\s*$")


def in_credit(document: str, mention: Mention) -> bool:
    """Whether a mention names an agency as the origin of the text or of a picture."""
    if not any(isinstance(n.means, Organisation) and n.means.kind == "agency" for n in mention.known):
        return False
    line = document.rfind("\n", 0, mention.start) + 1
    before = document[max(line, mention.start - 40) : mention.start]
    if _IN_BRACKETS.search(before) and _CLOSED.match(document, mention.end):
        return True
    ends = bool(_END.match(document, mention.end))
    return bool(
        _SLASH.search(before)
        or (ends and _WITH.search(before))
        or (ends and mention.end - line <= _SHORT_LINE and not document[line : mention.end].endswith("."))
    )
