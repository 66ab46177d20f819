"""Page: a news site's HTML page, with all that surrounds its article, becomes a draft."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import html
from trafilatura.metadata import extract_author

from pipeline.clean import jsonld, meta
from pipeline.clean.agencies import agencies_in
from pipeline.clean.authors import looks_like_byline
from pipeline.clean.cards import is_front
from pipeline.clean.characters import fold, one_line
from pipeline.clean.clutter import without_clutter
from pipeline.clean.dateline import is_date_line, read_dateline, read_tail
from pipeline.clean.dates import Published, day_from_url, parse_moment
from pipeline.clean.draft import Draft
from pipeline.clean.extract import VERSION, extract
from pipeline.clean.markup import parse
from pipeline.clean.quality import has_paywall_mark, is_cookie_wall, is_listing, is_prose
from pipeline.clean.titles import headline
from pipeline.clean.words import count_words
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

_LITTLE = 25
"""Words of prose below which a page that does not call itself an article has none."""

_METERED = 250
"""Words from which on a page marked as not free has evidently been served whole."""

_HEAD, _LABELS = 5, 15
"""Lines of the body that may be headline, byline and the like; that may be a menu above them."""

_LABEL = re.compile(r"^[^\W\d][^\d.!?…»”\"]{0,30}$")
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:chap[oô]|standfirst|sub-?title|sub-?head(?:line)?|dek|deck|article-?intro|intro(?:duction)?"
    r"|article__(?:desc|lead|summary|header-?desc)\w*|lead-?text|article-?(?:lead|summary|excerpt)|excerpt)(?:$|[\s_-])",
    re.I,
)
_LABELLED = re.compile(
    r"(?:publié|mis en ligne|posté|published|posted|veröffentlicht|publicado)\b.{0,20}?(\d.{6,60}|[^\W\d_]+ \d.{6,60})",
    re.I | re.S,
)
_MISSING = re.compile(r"\b404\b|page (?:not found|introuvable|non trouvée)|introuvable$|not found$", re.I)


def read_page(text: str, *, url: str, seen: datetime, zone: tzinfo) -> Draft:
    """The draft of a page; `url` is where it was fetched, `seen` when, `zone` holds for times without one.

    Raises `Rejected`: `NO_ARTICLE` with what the page is instead, `TOO_LARGE` above the bounds of `markup`.
    """
    tree = parse(text)
    nodes, head = jsonld.read_nodes(tree), meta.read_meta(tree)
    node = jsonld.article_node(nodes)
    names = head.all(meta.SITE_KEYS[:2]) + jsonld.organization_names(node)
    title = headline(tree, _declared_titles(node, head), names)
    standfirst = _standfirst(tree)
    described = _dates(tree, node, nodes, head, url, zone)
    bylines = _bylines(tree, node, head)
    body = _longer(extract(tree), node)
    declared = bool(node) or (head.first(("og:type",)) or "").lower() == "article"
    marks = _take_paywall(body, node)
    found = _take_head(body, title, standfirst)
    _take_labels(body)
    listing = jsonld.is_listing(nodes) or is_front(tree, body)
    _admit(body, title=title, url=url, declared=declared, listing=listing)
    line = read_dateline(body[0], seen)
    body[:1] = [line.text]
    tail, tail_credits = read_tail(body[-1])
    body[-1:] = [tail] if tail else []
    credits = (*line.credits, *tail_credits, *(name for org in names for name in agencies_in(org)))
    return Draft(
        paragraphs=tuple(body),
        title=title,
        lead=standfirst or _described_lead(head, node, line.body) or line.body,
        bylines=tuple(bylines or found),
        credits=tuple(dict.fromkeys(credits)),
        sections=_labels(jsonld.texts(node.get("articleSection"), "name"), head.all(meta.SECTION_KEYS)),
        tags=_labels(_split(jsonld.texts(node.get("keywords"), "name")), _split(head.all(meta.TAG_KEYS))),
        dates=(*described, ("text", line.published)),
        canonical=meta.canonical_link(tree, head, url),
        image=_image(node, head, url),
        site_name=next(iter(names), None),
        language=meta.declared_language(tree, head),
        extractor=VERSION,
        marks=marks,
    )


def guessed_date(text: str, now: datetime) -> Published:
    """The day that htmldate finds in a page without any declared date; costly, hence last."""
    try:
        found = find_date(text, extensive_search=False, original_date=True, max_date=now.strftime("%Y-%m-%d"))
    except (ValueError, TypeError, OverflowError):
        return Published()
    return parse_moment(found) if found else Published()


def _declared_titles(node: jsonld.Node, head: meta.Meta) -> list[str]:
    named = jsonld.texts(node.get("headline")), head.all(meta.TITLE_KEYS), jsonld.texts(node.get("name"))
    return [title for titles in named for title in titles]


def _standfirst(tree: html.HtmlElement) -> str | None:
    """The text of an element marked as the standfirst, near the headline."""
    for element in tree.xpath("//*[self::p or self::div or self::h2 or self::section][@class or @itemprop]"):
        if _STANDFIRST.search(element.get("class", "")) or element.get("itemprop") == "description":
            text = one_line(" ".join(element.text_content().split()))
            if 6 <= count_words(text) <= 120:
                return text
    return None


def _dates(
    tree: html.HtmlElement, node: jsonld.Node, nodes: list[jsonld.Node], head: meta.Meta, url: str, zone: tzinfo
) -> list[tuple[str, Published]]:
    """The dates that the page declares, the most trusted first."""
    declared = [node.get("datePublished"), *(other.get("datePublished") for other in nodes), node.get("dateCreated")]
    found = [("jsonld", text) for value in declared for text in jsonld.texts(value)]
    found += [("meta", text) for text in (*head.all(meta.DATE_KEYS), *meta.marked_dates(tree))]
    labelled = _LABELLED.search(" ".join(tree.text_content().split())[:20_000])
    found += [("text", labelled[1])] if labelled else []
    dates = [(origin, date) for origin, text in found[:40] if (date := parse_moment(text, zone)).moment]
    return [*dates, ("url", day_from_url(url))]


def _bylines(tree: html.HtmlElement, node: jsonld.Node, head: meta.Meta) -> list[str]:
    authors = jsonld.author_names(node) or head.all(meta.AUTHOR_KEYS) or meta.marked_authors(tree)
    guessed = None if authors else extract_author(tree)
    organizations = [name for name in jsonld.organization_names(node) if agencies_in(name)]
    return [*(authors or ([guessed] if guessed else [])), *organizations]


def _longer(body: list[str], node: jsonld.Node) -> list[str]:
    """The text of the JSON-LD where extraction found less than half of it, or lost its paragraphs.

    Else extraction is better: that text often lacks headings, or is cut.
    """
    declared = jsonld.article_body(node)
    words, found = sum(map(count_words, declared)), sum(map(count_words, body))
    return without_clutter(declared) if words > 2 * found or (len(body) == 1 < len(declared)) else body


def _take_paywall(body: list[str], node: jsonld.Node) -> tuple[str, ...]:
    """Takes the lines that speak of subscribing off the body; `paywall` where the page is not free."""
    kept = [line for line in body if not (has_paywall_mark(line) and len(line) < 300)]
    told = len(kept) < len(body)
    body[:] = kept
    metered = jsonld.is_paywalled(node) and sum(map(count_words, body)) < _METERED
    return ("paywall",) if told or metered else ()


def _take_head(body: list[str], title: str | None, standfirst: str | None) -> list[str]:
    """Takes what stands above the text off its head: the headline repeated there with the labels before it,
    standfirst, byline, date; gives the bylines."""
    del body[: _end_of_labels(body, title)]
    bylines = [line for line in body[:_HEAD] if looks_like_byline(line)]
    head = [line for line in body[:_HEAD] if not (line in bylines or is_date_line(line) or _same(line, standfirst))]
    body[:_HEAD] = [line for line in head if not _same(line, title)]
    return bylines


def _end_of_labels(body: list[str], title: str | None) -> int:
    """The place after the repeated headline, where nothing but labels stands before it; else 0."""
    for position, line in enumerate(body[:_LABELS]):
        if _same(line, title):
            return position + 1
        if is_prose(line):
            break
    return 0


def _take_labels(body: list[str]) -> None:
    """Takes labels (tags, sections) off the end: lines of a few words, without a figure or a full stop."""
    while len(body) > 1 and _LABEL.match(body[-1]):
        body.pop()


def _same(line: str, other: str | None) -> bool:
    """The same words, but for a label before or after them on either side («Récit - …», «… - Le Monde»)."""
    shorter, longer = sorted((fold(line), fold(other or "")), key=len)
    return bool(shorter) and (shorter == longer or (shorter in longer and len(shorter) > max(20, 0.6 * len(longer))))


def _admit(body: list[str], *, title: str | None, url: str, declared: bool, listing: bool) -> None:
    """Raises `NO_ARTICLE`, saying what the page is instead, unless there is an article in it."""
    lines = tuple(body)
    prose = sum(count_words(line) for line in lines if is_prose(line))
    if not lines or prose == 0:
        raise Rejected(Reason.NO_ARTICLE, "no running text: a menu, an empty shell or a page made by scripts")
    if declared:
        return
    if _MISSING.search(title or "") and prose < 120:
        raise Rejected(Reason.NO_ARTICLE, "a page that says that the article is not there")
    if listing or is_listing(lines):
        raise Rejected(Reason.NO_ARTICLE, "a list of articles or links")
    if is_cookie_wall(lines):
        raise Rejected(Reason.NO_ARTICLE, "nothing but a cookie notice")
    if prose < _LITTLE:
        raise Rejected(Reason.NO_ARTICLE, f"only {prose} words of running text")
    if urlsplit(url).scheme.startswith("http") and urlsplit(url).path in ("", "/"):
        raise Rejected(Reason.NO_ARTICLE, "the front page of a site")


def _described_lead(head: meta.Meta, node: jsonld.Node, first: str) -> str | None:
    """The page's description where it is written for this article: not cut, not the site's motto."""
    lead = head.first(meta.LEAD_KEYS) or jsonld.first_text(node.get("description"))
    if not lead or lead.endswith(("…", "...", "[…]")) or not 8 <= count_words(lead) <= 120:
        return None
    shared = set(fold(lead).split()) & set(fold(first).split())
    return lead if fold(lead) not in fold(first) and len(shared) >= 3 else None


def _image(node: jsonld.Node, head: meta.Meta, url: str) -> str | None:
    image = jsonld.first_text(node.get("image"), "url", "contentUrl", "@id")
    return meta.absolute(head.first(meta.IMAGE_KEYS), url) or meta.absolute(image, url)


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in re.split(r"[,;]", value)]


def _labels(*groups: list[str]) -> tuple[str, ...]:
    """Labels of the first group that has any, each once, at most thirty short ones."""
    group = next((group for group in groups if group), [])
    labels = {fold(label): label for label in reversed(group) if 1 < len(label) <= 80}
    return tuple(reversed(labels.values()))[:30]
