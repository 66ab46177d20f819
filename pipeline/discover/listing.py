"""Reads a document that lists articles, whatever it is: feed, sitemap, page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from lxml import html

from pipeline.discover import announced, feeds, jsonfeed, links, page, sitemaps
from pipeline.discover.decoding import decoded
from pipeline.discover.moments import read_in
from pipeline.discover.shapes import shape_of
from pipeline.discover.sniff import Form, form_of
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Listing, SourceKind

_FEEDS = frozenset({Form.RSS, Form.RDF, Form.ATOM})
_ERRORS = re.compile(
    r"(?:\b(?:page|article|document|contenu)s? (?:non trouvée?|introuvable|inexistante?|indisponible|unavailable)|"
    r"not found|(?:erreur|error)\s*(?:http\s*)?[45]\d\d|n.existe (?:pas|plus)|access denied|accès (?:refusé|interdit)|"
    r"403 forbidden|^forbidden$|(?:40[0-9]|410|50[0-4]) (?:error|erreur|gone|page|bad|service|internal|gateway)|"
    r"service unavailable|internal server error|bad gateway|gateway time-?out|site en maintenance|under maintenance)",
    re.IGNORECASE,
)
_CHALLENGES = re.compile(
    r"just a moment|attention required|checking your browser|are you (?:a )?(?:human|robot)|verify you are|un instant|"
    r"captcha|vérification de (?:votre|sécurité)|security check|ddos|pardon our interruption|"
    r"access to this page has been denied",
    re.IGNORECASE,
)
_BODY_PARAGRAPH = 150
"""Characters of a paragraph of an article; the lead of a teaser has seldom more."""

_BODY = 5
"""Such paragraphs that an article has."""

_SOME = 3
"""Articles that a page must link to, to be more than a page with a few links."""


def read(
    content: bytes,
    url: str,
    *,
    now: datetime,
    content_type: str | None = None,
    charset: str | None = None,
    zone: tzinfo = UTC,
) -> Listing:
    """The listing in a document.

    :param url: where it was fetched.
    :param content_type, charset: as declared.
    :param zone: of times that name none.

    :raises Rejected: `not-a-source` (it is something else: an image, an article, an error page), `broken-source` (it is
        one, but nothing can be read of it), `empty`, `too-large`, each told for people.
    """
    text, notes = decoded(content, charset)
    form, start = form_of(text)
    if form is Form.OTHER and _may_be_page(content_type):
        form = Form.HTML
    with read_in(zone):
        listing = _read(text[start:].rstrip(), form, url, now)
    mistaken = _mistaken(form, content_type)
    return listing.evolve(notes=(*notes, *mistaken, *listing.notes))


def _may_be_page(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")


def _read(text: str, form: Form, url: str, now: datetime) -> Listing:
    if form in _FEEDS:
        return feeds.read(text, form, url, now)
    if form in (Form.SITEMAP, Form.INDEX):
        return sitemaps.read(text, form, url, now)
    if form is Form.LINES:
        return sitemaps.read_lines(text, url, now)
    if form is Form.JSON:
        return jsonfeed.read(text, url, now)
    if form is Form.HTML:
        return _page(text, url, now)
    if form is Form.OPML:
        raise Rejected(Reason.NOT_A_SOURCE, "a list of sources (OPML), to be imported")
    raise Rejected(Reason.NOT_A_SOURCE, "neither a feed nor a sitemap nor a page")


def _mistaken(form: Form, content_type: str | None) -> tuple[str, ...]:
    """A note where the declared type says something else than what stands there."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    if not declared or (form is Form.HTML) == _may_be_page(declared):
        return ()
    if form is Form.HTML or _may_be_page(declared) or declared.startswith(("image/", "audio/", "video/")):
        return (f"declared as {declared[:100]}, but it is {'a page' if form is Form.HTML else 'none'}",)
    return ()


def _page(text: str, url: str, now: datetime) -> Listing:
    """A page that lists articles; or one that doesn't, but names sources, which its note tells.

    :raises Rejected: `not-a-source`: an error page, a challenge, a login; an article, or a page without articles, that
        names no source either.
    """
    tree = page.tree_of(text)
    found = links.read(tree, page.base_of(tree, url), url, now)
    entries = found.done()
    articles = sum(1 for entry in entries if not entry.refused)
    if problem := _barrier(tree, articles):
        raise Rejected(Reason.NOT_A_SOURCE, problem)
    problem, named = _other(tree, articles, url), announced.of_tree(tree, url)
    if problem and not named:
        raise Rejected(Reason.NOT_A_SOURCE, problem)
    return Listing(
        url=url,
        kind=SourceKind.SITE,
        format="page",
        title=page.title_of(tree),
        home=url,
        language=page.language(tree),
        entries=() if problem else entries,
        announced=named,
        notes=(problem,) if problem else found.notes(),
    )


def _told(tree: html.HtmlElement) -> str:
    title, heading = page.headings_of(tree)
    return (title or heading or "no title")[:100]


def _barrier(tree: html.HtmlElement, articles: int) -> str:
    """What stands where a page should; empty where it is one."""
    title, heading = page.headings_of(tree)
    told = _told(tree)
    # The first heading of a home page may be a headline, with any words in it.
    if _ERRORS.search(title) or (articles < _SOME and _ERRORS.search(heading)):
        return f"an error page: {told}"
    if articles < _SOME and _CHALLENGES.search(f"{title} {heading}"):
        return f"a page that asks whether we are human: {told}"
    if articles < _SOME and tree.xpath("//input[@type='password']"):
        return f"a login page: {told}"
    return ""


def _other(tree: html.HtmlElement, articles: int, url: str) -> str:
    """What a page is that lists no articles; empty for one that does."""
    told = _told(tree)
    if _is_article(tree, url):
        return f"an article, not a list of articles: {told}"
    return f"a page without links to articles: {told}" if not articles else ""


def _is_article(tree: html.HtmlElement, url: str) -> bool:
    """Whether a page is one article: it says so, or its URL does, and its paragraphs are those of one."""
    shape = shape_of(url)
    if not page.is_declared_article(tree) and shape.score < 3:
        return False
    if shape.refused == "a front page":
        return False
    paragraphs = (" ".join(paragraph.text_content()[:5_000].split()) for paragraph in tree.iter("p"))
    return sum(1 for paragraph in paragraphs if len(paragraph) >= _BODY_PARAGRAPH) >= _BODY
