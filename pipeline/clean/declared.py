"""Declared: what a page says of itself, in JSON-LD, in its `<head>` and in marked elements, the most trusted first."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from datetime import datetime, tzinfo

from htmldate import find_date
from lxml import html
from trafilatura.metadata import extract_author

from pipeline.clean import jsonld, meta
from pipeline.clean.agencies import agencies_in
from pipeline.clean.characters import fold, one_line
from pipeline.clean.dates import Published, day_from_url, parse_moment
from pipeline.clean.titles import headline
from pipeline.clean.words import count_words

_MOST_LABELS = 30
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:chap[oô]|standfirst|sub-?title|sub-?head(?:line)?|dek|deck|article-?intro|intro(?:duction)?"
    r"|article__(?:desc|lead|summary|header-?desc)\w*|lead-?text|article-?(?:lead|summary|excerpt)|excerpt)(?:$|[\s_-])",
    re.I,
)
_LABELLED_DATE = re.compile(
    r"(?:publié|mis en ligne|posté|published|posted|veröffentlicht|publicado)\b.{0,20}?(\d.{6,60}|[^\W\d_]+ \d.{6,60})",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """`names`: the site's and the publisher's. `description`: where it is no standfirst but may serve as one.

    `is_article`, `is_listing`, `is_free`: what the page says it is; `paragraphs`: its text in JSON-LD.
    """

    title: str | None
    standfirst: str | None
    description: str | None
    names: tuple[str, ...]
    bylines: tuple[str, ...]
    dates: tuple[tuple[str, Published], ...]
    sections: tuple[str, ...]
    tags: tuple[str, ...]
    canonical: str | None
    image: str | None
    language: str | None
    paragraphs: tuple[str, ...]
    is_article: bool
    is_listing: bool
    is_free: bool

    @property
    def credits(self) -> tuple[str, ...]:
        """The agencies among the names (an agency as author or publisher)."""
        return tuple(agency for name in self.names for agency in agencies_in(name))


def read_declared(tree: html.HtmlElement, url: str, now: datetime, zone: tzinfo) -> Declared:
    """Reads it all; `url` is the page's, `now` bounds its date, `zone` holds for times without one."""
    nodes, head = jsonld.read_nodes(tree), meta.read_meta(tree)
    node = jsonld.article_node(nodes)
    names = head.all(meta.SITE_KEYS[:2]) + jsonld.organization_names(node)
    return Declared(
        title=headline(tree, _titles(node, head), names),
        standfirst=_standfirst(tree),
        description=head.first(meta.LEAD_KEYS) or jsonld.first_text(node.get("description")),
        names=tuple(names),
        bylines=tuple(_bylines(tree, node, head)),
        dates=tuple(_dates(tree, nodes, node, head, zone) + _day(url) or _guessed(tree, now)),
        sections=_labels(jsonld.texts(node.get("articleSection"), "name"), head.all(meta.SECTION_KEYS)),
        tags=_labels(_split(jsonld.texts(node.get("keywords"), "name")), _split(head.all(meta.TAG_KEYS))),
        canonical=meta.canonical_link(tree, head, url),
        image=_image(node, head, url),
        language=meta.declared_language(tree, head),
        paragraphs=tuple(jsonld.article_body(node)),
        is_article=bool(node) or (head.first(("og:type",)) or "").lower() == "article",
        is_listing=jsonld.is_listing(nodes),
        is_free=not jsonld.is_paywalled(node),
    )


def _titles(node: jsonld.Node, head: meta.Meta) -> list[str]:
    return [*jsonld.texts(node.get("headline")), *head.all(meta.TITLE_KEYS), *jsonld.texts(node.get("name"))]


def _standfirst(tree: html.HtmlElement) -> str | None:
    """The text of the first element marked as the standfirst."""
    for element in tree.xpath("//*[self::p or self::div or self::h2 or self::section][@class or @itemprop]"):
        if _STANDFIRST.search(element.get("class", "")) or element.get("itemprop") == "description":
            text = one_line(" ".join(element.text_content().split()))
            if 6 <= count_words(text) <= 120:
                return text
    return None


def _dates(
    tree: html.HtmlElement, nodes: list[jsonld.Node], node: jsonld.Node, head: meta.Meta, zone: tzinfo
) -> list[tuple[str, Published]]:
    declared = [node.get("datePublished"), *(other.get("datePublished") for other in nodes), node.get("dateCreated")]
    found = [("jsonld", text) for value in declared for text in jsonld.texts(value)]
    found += [("meta", text) for text in (*head.all(meta.DATE_KEYS), *meta.marked_dates(tree))]
    labelled = _LABELLED_DATE.search(" ".join(tree.text_content().split())[:20_000])
    found += [("text", labelled[1])] if labelled else []
    return [(origin, date) for origin, text in found[:40] if (date := parse_moment(text, zone)).moment]


def _day(url: str) -> list[tuple[str, Published]]:
    day = day_from_url(url)
    return [("url", day)] if day.moment else []


def _guessed(tree: html.HtmlElement, now: datetime) -> list[tuple[str, Published]]:
    """The day that htmldate finds, which is costly."""
    try:
        found = find_date(copy(tree), extensive_search=False, original_date=True, max_date=now.strftime("%Y-%m-%d"))
    except (ValueError, TypeError, OverflowError):
        return []
    return [("text", parse_moment(found))] if found else []


def _bylines(tree: html.HtmlElement, node: jsonld.Node, head: meta.Meta) -> list[str]:
    """Declared authors, else marked ones, else those that trafilatura's rules for common templates find."""
    authors = jsonld.author_names(node) or head.all(meta.AUTHOR_KEYS) or meta.marked_authors(tree)
    guessed = None if authors else extract_author(tree)
    return authors or ([guessed] if guessed else [])


def _image(node: jsonld.Node, head: meta.Meta, url: str) -> str | None:
    image = jsonld.first_text(node.get("image"), "url", "contentUrl", "@id")
    return meta.absolute(head.first(meta.IMAGE_KEYS), url) or meta.absolute(image, url)


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in re.split(r"[,;]", value)]


def _labels(*groups: list[str]) -> tuple[str, ...]:
    """The labels of the first group that has any, each once, short ones only."""
    group = next((group for group in groups if group), [])
    labels = {fold(label): label for label in reversed(group) if 1 < len(label) <= 80}
    return tuple(reversed(labels.values()))[:_MOST_LABELS]
