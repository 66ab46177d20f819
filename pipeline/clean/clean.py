"""Clean: a page or a text file becomes an article."""

from __future__ import annotations

from datetime import UTC, datetime, time, tzinfo

from pipeline.clean.authors import split_bylines
from pipeline.clean.characters import one_line
from pipeline.clean.dates import Published, choose
from pipeline.clean.deadline import within
from pipeline.clean.decode import decode
from pipeline.clean.draft import Draft
from pipeline.clean.headline import infer_title
from pipeline.clean.markup import looks_like_feed, looks_like_html
from pipeline.clean.page import read_page
from pipeline.clean.plain import read_plain
from pipeline.clean.quality import judge
from pipeline.clean.words import count_words
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import OPT_OUT, Article, Page, Quality
from pipeline.urls import normalise, site, trusted_canonical

VERSION = "1"
"""Grows with every change of a rule that changes articles, so that stale ones can be found and redone."""

LARGEST = 10 * 1024 * 1024
"""Bytes of a page or a file; the largest news pages, with images inline, have 5 MB."""

LONGEST = 500_000
"""Characters of an article's text: a long read has 50,000, and models of language take up to a million."""

_TEXTS = "text/html text/x-html application/xhtml+xml text/plain text/markdown text/xml application/xml"
_READABLE = frozenset([*_TEXTS.split(), "application/octet-stream", "binary/octet-stream"])
_BINARY = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip")


def clean(page: Page, *, id: str, first_seen: datetime, now: datetime, timeout: float, zone: tzinfo = UTC) -> Article:
    """The article in a page, at most after `timeout` seconds.

    `id` and `first_seen` are the passage's; `now` bounds dates (never in the future); times without a zone are in
    `zone`, the source's. The language is left to the enrichment.

    Raises `Rejected` (`EMPTY`, `TOO_LARGE`, `BINARY`, `BAD_ENCODING`, `UNSUPPORTED_TYPE`, `NO_ARTICLE`) with the
    reason told, and `Failed(TIMEOUT)`.
    """
    return within(timeout, lambda: _clean(page, id, first_seen, now, zone))


def _clean(page: Page, id: str, first_seen: datetime, now: datetime, zone: tzinfo) -> Article:
    if len(page.content) > LARGEST:
        raise Rejected(Reason.TOO_LARGE, f"{len(page.content):,} bytes, more than {LARGEST:,}")
    text = _text_of(page)
    from_page = not _is_plain(page, text)
    draft = _read(page, text, from_page, now, zone)
    if not count_words(draft.text):
        raise Rejected(Reason.EMPTY, "no words in it")
    if len(draft.text) > LONGEST:
        raise Rejected(Reason.TOO_LARGE, f"{len(draft.text):,} characters of text, more than {LONGEST:,}")
    published = choose(_dates(draft, page), now)
    return _article(draft, page, published, id, first_seen, from_page)


def _text_of(page: Page) -> str:
    if not page.is_text and page.content and (refused := _refused(page.content_type)):
        raise Rejected(refused, f"declared as {page.content_type}")
    return decode(page.content, charset=page.charset, markup=not page.is_text)


def _refused(content_type: str | None) -> Reason | None:
    """Why a declared type can't be an article; None where it can, or where nothing is declared."""
    if not content_type or content_type in _READABLE:
        return None
    return Reason.BINARY if content_type.startswith(_BINARY) else Reason.UNSUPPORTED_TYPE


def _is_plain(page: Page, text: str) -> bool:
    """Whether to read it as plain text: declared so, or without markup, unless it is evidently HTML."""
    if looks_like_feed(text):
        raise Rejected(Reason.UNSUPPORTED_TYPE, "a feed or a sitemap, not an article")
    declared = page.is_text or page.content_type not in ("text/html", "application/xhtml+xml")
    return not looks_like_html(text) and (declared or "<" not in text)


def _read(page: Page, text: str, from_page: bool, now: datetime, zone: tzinfo) -> Draft:
    if from_page:
        return read_page(text, url=page.final_url, seen=page.fetched_at, now=now, zone=zone)
    return read_plain(text, seen=page.fetched_at, zone=zone)


def _dates(draft: Draft, page: Page) -> list[tuple[str, Published]]:
    """What the page declares, then what the feed said, then its text and URL."""
    hinted = page.hints.published_at
    precision = "day" if hinted and hinted.time() == time(0) else "time"
    feed = [("feed", Published(hinted.astimezone(UTC), precision))] if hinted else []
    declared = [found for found in draft.dates if found[0] in ("jsonld", "meta")]
    return [*declared, *feed, *(found for found in draft.dates if found[0] not in ("jsonld", "meta"))]


def _article(draft: Draft, page: Page, published: Published, id: str, first_seen: datetime, from_page: bool) -> Article:
    authors, credits = split_bylines(draft.bylines or page.hints.authors, [draft.site_name or ""])
    title = draft.title if draft.title and not draft.title_inferred else None
    hinted = one_line(page.hints.title or "") or None
    inferred = draft.title or infer_title(draft.paragraphs[0])
    return Article(
        id=id,
        url=page.url,
        canonical_url=trusted_canonical(draft.canonical, page.final_url) or normalise(page.final_url),
        source=page.source,
        site=site(page.final_url),
        collections=page.collections,
        title=title or hinted or inferred,
        title_inferred=not (title or hinted),
        lead=draft.lead,
        text=draft.text,
        language=_language(draft, page),
        authors=authors,
        credits=tuple(dict.fromkeys((*draft.credits, *credits))),
        sections=draft.sections,
        tags=draft.tags or page.hints.tags,
        published_at=published.moment,
        published_precision=published.precision,
        published_from=published.origin,
        first_seen=first_seen,
        fetched_at=page.fetched_at,
        word_count=count_words(draft.text),
        image=draft.image,
        quality=_quality(draft, page, from_page),
        versions={"clean": VERSION, "extractor": draft.extractor},
    )


def _quality(draft: Draft, page: Page, from_page: bool) -> Quality:
    """The verdict; an opt-out that was only recorded is among its reasons, and changes no verdict."""
    judged = judge(draft.paragraphs, draft.marks, from_page=from_page)
    recorded = (f"opt-out:{reason}" for reason in page.headers.get(OPT_OUT, "").split(", ") if reason)
    return judged.evolve(reasons=(*judged.reasons, *recorded))


def _language(draft: Draft, page: Page) -> str:
    """The declared language, a hint only: enrichment reads the text."""
    declared = (draft.language or page.hints.language or "und").lower()[:2]
    return declared if declared.isascii() and declared.isalpha() and declared != "un" else "und"
