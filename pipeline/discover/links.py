"""The links of a home or section page, told apart into articles and what is none, with the reason.

Three kinds of evidence are added up for each URL: its shape, how the page shows it (a headline, a menu), and what
the page's other links of the same pattern are: a site builds the URLs of its articles in one or two ways.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean

from lxml import html

from pipeline import urls
from pipeline.discover.entries import Entries, absolute, hints, plain
from pipeline.discover.shapes import Shape, shape_of
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

MOST = 5_000
"""Links that are read of a page: long home pages have 500 to 1,000."""

ENOUGH = 2.5
"""Evidence from which on a link is taken for one to an article."""

DEPTH = 40
"""Elements around a link that are looked at."""

_FEW, _MANY = 3, 6
"""Links of one pattern from which on it says something, and much."""

_FRAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|megamenu|footer|foot|breadcrumbs?|fil-?ariane|ariane|social|share|"
    r"sharing|pagination|pager|tags?|tag-?list|toolbar|topbar|subnav|sitemap|legal|cookies?|language-?switcher)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CARDS = re.compile(
    r"(?:^|[\s_-])(?:article|teaser|card|story|post|news-?item|headline|titre|title|entry|thumb|item-?title|promo|"
    r"latest|flux|une|dernieres?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LURES = re.compile(
    r"\s*(?:lire (?:la suite|l.article|plus|aussi)|en savoir (?:plus|\+)|la suite|suite|voir (?:plus|tout|l.article)|"
    r"read (?:more|article|full)|more|continue(?: reading)?|full story|see (?:more|all)|view (?:more|all)|\d+|"
    r"\d+ (?:commentaires?|comments?|réactions?|min(?:utes?)?.*)|commenter|partager|share|comments?|photo|vidéo|video|"
    r"image|direct|live|abonnés?|article réservé.*)\W*",
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_OUTSIDE = frozenset(("nav", "footer", "menu"))


@dataclass(slots=True)
class Link:
    """All that a page shows of one URL: the best of its anchors counts."""

    shape: Shape
    texts: list[tuple[bool, str]] = field(default_factory=list)
    shown: float = -9.0
    in_frame: bool = True

    def title(self) -> str | None:
        """The headline: the longest text in a heading, else the longest one that is no lure."""
        best = max(self.texts, key=lambda text: (text[0], len(text[1])), default=None)
        return plain(best[1], markup=False) if best else None


def read(tree: html.HtmlElement, base: str, url: str, now: datetime) -> Entries:
    """The links of a page as entries: articles, and the others refused with `bad-scheme`, `bad-url`, `off-site` or
    `not-article`. Links to the page itself are passed over.

    :param base: what its links are relative to; `url`: the page's own.
    """
    entries, links, page = Entries(base, now), dict[str, Link](), _itself(url)
    for number, anchor in enumerate(tree.iter("a", "area")):
        href = (anchor.get("href") or "").strip()
        if number >= MOST:
            break
        if not href or href.startswith("#"):
            continue
        try:
            target = absolute(href, base)
        except Rejected as refusal:
            entries.add(href, hints(now), refused=refusal.reason, detail=refusal.detail)
            continue
        if target != page:
            _look(anchor, links.setdefault(target, Link(shape_of(target))))
    _judge(links, url, entries, now)
    return entries


def _itself(url: str) -> str:
    try:
        return absolute(url, url)
    except Rejected:
        return url


def _look(anchor: html.HtmlElement, link: Link) -> None:
    """Takes in how one anchor shows its link."""
    text, is_heading = _text(anchor)
    around = list(_around(anchor))
    tags = {str(element.tag) for element in around}
    framed = not tags.isdisjoint(_OUTSIDE) or any(_FRAMES.search(_labels(element)) for element in around[:8])
    framed = framed or ("header" in tags and "article" not in tags and not is_heading)
    is_heading = is_heading or any(element.tag in _HEADINGS for element in around[:4])
    words = len(text.split())
    is_lure = bool(_LURES.fullmatch(text))
    score = (1.5 if words >= 8 else 1.0 if words >= 5 else 0.0 if words >= 3 else -0.5) if not is_lure else 0.0
    score += 1.0 if is_heading and words >= 3 else 0
    score += (
        0.5 if "article" in tags or any(_CARDS.search(_labels(element)) for element in (anchor, *around[:4])) else 0
    )
    score -= 2.0 if framed and not is_heading else 0
    link.shown, link.in_frame = max(link.shown, score), link.in_frame and framed
    if text and not is_lure:
        link.texts.append((is_heading, text))


def _text(anchor: html.HtmlElement) -> tuple[str, bool]:
    """The text of an anchor, and whether it is a heading: an anchor around a whole card has its headline in one."""
    for element in anchor.iter(*_HEADINGS):
        if text := " ".join(element.text_content()[:2_000].split()):
            return text, True
    text = " ".join(anchor.text_content()[:2_000].split())
    return text or " ".join((anchor.get("title") or anchor.get("aria-label") or "").split()), False


def _around(anchor: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for depth, element in enumerate(anchor.iterancestors()):
        if depth == DEPTH or element.tag in ("body", "html"):
            return
        yield element


def _labels(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"[:300]


def _judge(links: dict[str, Link], url: str, entries: Entries, now: datetime) -> None:
    own = urls.registrable_domain(url)
    inside = {target: link for target, link in links.items() if urls.registrable_domain(target) == own}
    scores = _with_siblings({target: link for target, link in inside.items() if not link.shape.refused})
    for target, link in links.items():
        said = hints(now, title=link.title())
        if target not in inside:
            entries.add(
                target, said, refused=Reason.OFF_SITE, detail=f"on {urls.registrable_domain(target)}, not {own}"
            )
        elif reason := link.shape.refused or _reason(link, scores[target]):
            entries.add(target, said, refused=Reason.NOT_ARTICLE, detail=reason)
        else:
            entries.add(target, said)


def _reason(link: Link, score: float) -> str:
    if score >= ENOUGH:
        return ""
    return "a link of a menu or footer" if link.in_frame else "a section, or another page that is no article"


def _with_siblings(links: dict[str, Link]) -> dict[str, float]:
    """The evidence for each link, that of the others of its pattern included: what most of them are, it is too."""
    alone = {target: link.shape.score + link.shown for target, link in links.items()}
    groups: dict[str, list[str]] = defaultdict(list)
    for target, link in links.items():
        groups[link.shape.pattern].append(target)
    scores = dict(alone)
    for members in groups.values():
        if len(members) >= _FEW:
            lift = _lift([alone[member] for member in members])
            for member in members:
                # A menu's own links are not lifted by headlines that happen to be built alike.
                scores[member] += min(lift, 0.0) if links[member].in_frame else lift
    return scores


def _lift(alone: list[float]) -> float:
    """What the links of one pattern say of each of them: more where there are more, and nearly all agree."""
    share = sum(1 for score in alone if score >= ENOUGH) / len(alone)
    if share >= 0.7:
        return 2.5 if len(alone) >= _MANY else 1.5
    typical = mean(max(-3.0, min(5.0, score)) for score in alone)
    return max(-1.0, min(1.0, (typical - ENOUGH) / 2))
