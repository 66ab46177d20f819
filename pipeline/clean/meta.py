"""Meta: what the `<head>` and marked elements of a page say (OpenGraph, Dublin Core, microdata, links)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html

from pipeline.clean.authors import looks_like_byline
from pipeline.clean.characters import one_line

DATE_KEYS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date",
    "dcterms.date", "pubdate", "publishdate", "publish-date", "publication_date", "article.published",
    "cxenseparse:recs:publishtime", "citation_publication_date", "date",
)  # fmt: skip
AUTHOR_KEYS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "citation_author",
)  # fmt: skip
TITLE_KEYS = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title")
SITE_KEYS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
LEAD_KEYS = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
IMAGE_KEYS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
SECTION_KEYS = ("article:section", "og:article:section", "parsely-section", "cxenseparse:recs:articlesection")
TAG_KEYS = ("article:tag", "og:article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")

_SIGNED = re.compile(r"(?:^|[\s_-])(?:by|by-?line\w*|authors?|auteurs?|signatures?|writers?)(?:$|[\s_-])", re.I)


@dataclass(frozen=True, slots=True)
class Meta:
    """`values`: lower-case name or property to its contents, in order."""

    values: dict[str, list[str]]

    def first(self, keys: tuple[str, ...]) -> str | None:
        """The content of the first key there is."""
        return next((self.values[key][0] for key in keys if key in self.values), None)

    def all(self, keys: tuple[str, ...]) -> list[str]:
        """All contents of these keys, in the order of the keys."""
        return [value for key in keys for value in self.values.get(key, ())]


def read_meta(tree: html.HtmlElement) -> Meta:
    """All `<meta>` elements, wherever a careless template put them."""
    values: dict[str, list[str]] = {}
    for element in tree.xpath("//meta[@content][@name or @property or @itemprop]")[:500]:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := one_line(element.get("content", "")[:20_000]):
            values.setdefault(name.strip().lower(), []).append(content)
    return Meta(values)


def canonical_link(tree: html.HtmlElement, meta: Meta, base: str) -> str | None:
    """The declared canonical URL, absolute: `rel=canonical` (RFC 6596), else `og:url`. Not to be trusted as it is."""
    links = tree.xpath("//link[contains(concat(' ', translate(@rel, 'CANOL', 'canol'), ' '), ' canonical ')]/@href")
    return absolute(next(iter(links), None) or meta.first(("og:url",)), base)


def absolute(url: str | None, base: str) -> str | None:
    """An absolute http(s) URL with a host, or None."""
    if not url:
        return None
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname and len(joined) <= 2048 else None
    except ValueError:
        return None


def marked_dates(tree: html.HtmlElement) -> list[str]:
    """Dates in elements marked as the publication's: microdata first, then `<time>` in the article's head."""
    found = tree.xpath("//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime")
    found += tree.xpath("//time[@pubdate or @itemprop='datePublished' or contains(@class, 'publi')]/@datetime")
    found += tree.xpath("(//article//header//time | //article//time | //main//time)[1]/@datetime")
    return [one_line(value) for value in found[:10]]


def marked_authors(tree: html.HtmlElement) -> list[str]:
    """Names in elements marked as the author's."""
    found = tree.xpath("//*[@itemprop='author']//*[@itemprop='name'] | //a[contains(@rel, 'author')]")
    names = [name for element in found[:10] if 2 < len(name := _text(element)) < 120]
    return names or _signed(tree)


def _signed(tree: html.HtmlElement) -> list[str]:
    """The first byline in an element whose class says that it is one."""
    for element in tree.xpath("//*[self::p or self::div or self::span or self::address or self::li][@class]"):
        if _SIGNED.search(element.get("class")) and looks_like_byline(text := _text(element)):
            return [text]
    return []


def _text(element: html.HtmlElement) -> str:
    return one_line(" ".join(element.text_content()[:400].split()))


def declared_language(tree: html.HtmlElement, meta: Meta) -> str | None:
    """The two- or three-letter language of `<html lang>` or `og:locale`."""
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or meta.first(("og:locale",))
    code = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    return code if 2 <= len(code) <= 3 and code.isalpha() else None
