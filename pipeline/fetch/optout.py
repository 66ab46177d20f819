"""The publisher's word that a page is not for us: in its headers and in its head. Pure.

Read are `X-Robots-Tag` and `<meta name="robots">` (noindex, none, noai), addressed to all or to us, and
`tdm-reservation` of the W3C's TDMRep. `noimageai` speaks of images only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from pipeline.outcomes import Reason

LOOKED_AT = 64 * 1024
"""Bytes of a page in which its head is looked for."""

LONGEST_TAG = 2_048
"""Characters of one tag that are read."""

MOST_TAGS = 500

REASONS = {"noindex": Reason.NOINDEX, "none": Reason.NOINDEX, "noai": Reason.NOAI}

WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""Directives that have a colon of their own: what stands before it names no robot."""

_ATTRIBUTE = re.compile(r"""([a-z][a-z0-9:_-]{0,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

OptOut = tuple[Reason, str]
"""What was said, and where, for people."""


def opted_out(headers: Iterable[tuple[str, str]], body: bytes, name: str) -> list[OptOut]:
    """All that an answer says against its use, each reason once.

    :param headers: names in lower case, one pair for each line.
    :param name: by which robots' rules may address us.
    """
    found = [*_of_headers(headers, name.lower()), *_of_head(body[:LOOKED_AT], name.lower())]
    return list({reason: (reason, where) for reason, where in reversed(found)}.values())[::-1]


def _of_headers(headers: Iterable[tuple[str, str]], name: str) -> Iterator[OptOut]:
    for header, value in headers:
        if header == "x-robots-tag":
            for directive in _for_us(value.lower(), name):
                if directive in REASONS:
                    yield REASONS[directive], f"X-Robots-Tag: {directive}"
        elif header == "tdm-reservation" and value.strip() == "1":
            yield Reason.TDM_RESERVATION, "tdm-reservation: 1"


def _for_us(value: str, name: str) -> Iterator[str]:
    """The directives of a header's line that are meant for all, or for us: a name holds until the next one."""
    ours = True
    for part in value[:LONGEST_TAG].split(","):
        before, colon, after = part.strip().partition(":")
        is_named = colon and before.strip() not in WITH_VALUE
        if is_named:
            ours = before.strip() in (name, "*")
        if ours:
            yield (after if is_named else part).strip()


def _of_head(head: bytes, name: str) -> Iterator[OptOut]:
    # Latin-1 keeps ASCII as it is in all but UTF-16, whose other halves are zero.
    text = head.replace(b"\0", b"").decode("latin-1").lower()
    for tag in _meta_tags(text):
        said = {found[1]: unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(tag)}
        whom, content = said.get("name", "").strip(), said.get("content", "")
        if whom in ("robots", name):
            for directive in re.split(r"[,\s]+", content):
                if directive in REASONS:
                    yield REASONS[directive], f'<meta name="{whom}" content="{directive}">'
        elif whom == "tdm-reservation" and content.strip() == "1":
            yield Reason.TDM_RESERVATION, '<meta name="tdm-reservation" content="1">'


def _meta_tags(text: str) -> Iterator[str]:
    """The `meta` tags of a head, those in comments and scripts passed over; each step goes forward."""
    at, tags = 0, 0
    while tags < MOST_TAGS and (at := text.find("<", at)) >= 0:
        if text.startswith("<body", at):
            return
        end = _end_of_what_is_passed_over(text, at)
        if end is None:
            return
        if text.startswith("<meta", at):
            tags += 1
            yield text[at : at + LONGEST_TAG].partition("<meta")[2].split("<", 1)[0]
        at = end


def _end_of_what_is_passed_over(text: str, at: int) -> int | None:
    """Where to go on; None: the rest is inside a comment or a script."""
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<title", "</title")):
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening))
            return end + len(closing) if end >= 0 else None
    return at + 1
