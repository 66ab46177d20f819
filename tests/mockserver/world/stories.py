"""The stories that the hosts of the world print, and the pages around them."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape

from benchmarks.articles import article

PARAGRAPHS, SENTENCES = 7, 2
SPREAD = timedelta(hours=60)
"""The time over which the stories of a world were published before it began."""

_TITLES = {
    "fr": (
        "La réforme du rail|Le projet de port|La hausse des loyers|La crue du fleuve|Le budget de la ville|La rentrée",
        "divise les élus|inquiète les riverains|sera examinée en commission|prend du retard|revient devant le tribunal",
        "de Lyon|de Lille|de Genève|de Dakar|de Montréal|de Toulouse|de Bruxelles",
    ),
    "en": (
        "Rail reform|Harbour project|Rent rises|Flood defences|City budget|School reopening",
        "splits councillors|worries residents|goes to committee|runs late|returns to court",
        "in Manchester|in Dublin|in Nairobi|in Toronto|in Glasgow|in Cardiff|in Lagos",
    ),
}


@dataclass(frozen=True)
class Story:
    """What is told, wherever it is printed. `since`: the phase of the world from which on it is there."""

    number: int
    language: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime | None = None
    since: int = 1

    @property
    def slug(self) -> str:
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        return re.sub("[^a-z0-9]+", "-", plain).strip("-")

    @property
    def path(self) -> str:
        """Where a paper that keeps its pages by date would put it."""
        section = "politique" if self.language == "fr" else "politics"
        return f"/{self.published:%Y/%m/%d}/{section}/{self.slug}.html"

    def revised(self, at: datetime) -> Story:
        """The same story with one paragraph more and another put right."""
        added = article(self.number * 100 + 90 + (self.language == "en"), SENTENCES)
        return replace(self, paragraphs=(added, *self.paragraphs[1:], added[::-1].title()[::-1]), updated=at)


def story(number: int, now: datetime, since: int = 1) -> Story:
    """Story `number`, always the same: French when even, English when odd."""
    dice = random.Random(number)
    language = "fr" if number % 2 == 0 else "en"
    title = " ".join(dice.choice(part.split("|")) for part in _TITLES[language])
    first = number * 100 + (language == "en")
    paragraphs = tuple(article(first + 2 * at, SENTENCES) for at in range(PARAGRAPHS))
    age = timedelta(minutes=5) if since > 1 else timedelta(minutes=30) + SPREAD * dice.random()
    published = (now - age).replace(microsecond=0)
    return Story(number, language, f"{title} ({number})", paragraphs, published, since=since)


def page(told: Story, canonical: str | None, *, head: str = "", dated: str = "jsonld") -> bytes:
    """The story as a news page. `canonical`: what its rel=canonical says; `dated`: `jsonld`, `meta` or `none`."""
    link = f'<link rel="canonical" href="{escape(canonical)}">' if canonical else ""
    body = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in told.paragraphs)
    return f"""<!doctype html>
<html lang="{told.language}"><head><meta charset="utf-8"><title>{escape(told.title)}</title>
<meta name="viewport" content="width=device-width">{link}{_dates(told, dated)}{head}</head>
<body><header><nav><ul><li><a href="/">{_says(told, "Accueil", "Home")}</a></li><li><a href="/sport/">Sport</a></li>
<li><a href="/culture/">Culture</a></li></ul></nav></header>
<main><article><h1>{escape(told.title)}</h1>
<p class="byline"><time datetime="{told.published.isoformat()}">{told.published:%d/%m/%Y}</time></p>
{body}
</article></main>
<footer><p><a href="/mentions-legales">{_says(told, "Mentions légales", "Legal notice")}</a></p></footer>
</body></html>""".encode()


def _says(told: Story, french: str, english: str) -> str:
    return french if told.language == "fr" else english


def _dates(told: Story, dated: str) -> str:
    if dated == "none":
        return ""
    if dated == "meta":
        return f'<meta property="article:published_time" content="{told.published.isoformat()}">'
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": told.title,
        "datePublished": told.published.isoformat(),
        "dateModified": (told.updated or told.published).isoformat(),
    }
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


def plain_page(title: str, body: str, head: str = "") -> bytes:
    """A page that is no article."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><nav><a href="/">Accueil</a> <a href="/contact">Contact</a></nav><main>{body}</main></body></html>'
    ).encode()
