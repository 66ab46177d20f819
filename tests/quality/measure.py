"""How well the enrichers read: precision, recall and F1 on articles that a careful reader has marked.

Beside them the plain model's: its entities as they come, every pair of quotation marks as a quotation, and
the nearest person's name as the speaker. Articles named `*-tuned-*` were looked at while the rules were
written, those named `*-unseen-*` were not. Then the cost: the time of `enrich` over the plain pass of the
same model. Run: `python -m tests.quality.measure` or `make quality`; `--errors` lists what is wrong.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from pipeline.enrich.enrich import Models, enrich, load
from pipeline.enrich.folding import key, words
from pipeline.enrich.marks import quoted
from pipeline.enrich.tagging import tag
from pipeline.records import Article

ARTICLES = Path(__file__).parent / "articles"
SAME_QUOTE = 0.8
"""Share of the words of two quotations that must agree for them to be the same one."""


@dataclass
class Score:
    """Counts of right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Score) -> None:
        self.right, self.wrong, self.missed = (
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )

    def __str__(self) -> str:
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


@dataclass
class Marked:
    """An article and what a reader marks in it."""

    name: str
    article: Article
    entities: list[tuple[str, frozenset[str]]]
    optional: frozenset[str]
    quotes: list[tuple[str, str | None]]


@dataclass
class Found:
    """What a system finds: (label, spellings), and (words said, speaker)."""

    entities: list[tuple[str, tuple[str, ...]]]
    quotes: list[tuple[str, str | None]]


@dataclass
class Result:
    entities: Score = field(default_factory=Score)
    quotes: Score = field(default_factory=Score)
    speakers: Score = field(default_factory=Score)


def read(path: Path) -> Marked:
    data = yaml.safe_load(path.read_text("utf-8"))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    article = Article(
        id=path.stem,
        url=f"https://example.org/{path.stem}",
        canonical_url=f"https://example.org/{path.stem}",
        title=data["title"],
        text=data["text"].strip(),
        first_seen=now,
        fetched_at=now,
    )
    entities = [(label, frozenset(map(key, names))) for label, *names in data["entities"]]
    optional = frozenset(map(key, data.get("optional", ())))
    return Marked(path.stem, article, entities, optional, [(text, who) for text, who in data["quotes"]])


def enriched(article: Article, models: Models) -> Found:
    done = enrich(article, models)
    return Found(
        [(entity.label.value, (entity.name, *entity.forms)) for entity in done.entities],
        [(quote.text, quote.speaker) for quote in done.quotes],
    )


def plain(article: Article, models: Models) -> Found:
    """The model's own entities; quotations and speakers as the simplest rule would have them."""
    language = "fr" if article.id.startswith("fr") else "en"
    spans = tag(article.text, models.languages[language].nlp)
    names = dict.fromkeys((label.value, article.text[start:end]) for start, end, label in spans)
    people = [(start, article.text[start:end]) for start, end, label in spans if label.value == "PER"]

    def nearest(place: int) -> str | None:
        return min(people, key=lambda person: abs(person[0] - place), default=(0, None))[1]

    quotes = [(article.text[q.start : q.end], nearest(q.end)) for q in quoted(article.text)]
    return Found([(label, (name,)) for label, name in names], quotes)


def score_entities(marked: Marked, found: Found, errors: list[str]) -> Score:
    score, seen = Score(), set()
    for label, spellings in found.entities:
        keys = set(map(key, spellings))
        match = next((i for i, (own, names) in enumerate(marked.entities) if own == label and names & keys), None)
        if match is not None and match not in seen:
            seen.add(match)
            score.right += 1
        elif not keys & marked.optional:
            score.wrong += 1
            errors.append(f"wrong  {label} {spellings[0]}")
    for i, (label, names) in enumerate(marked.entities):
        if i not in seen and not names & marked.optional:
            score.missed += 1
            errors.append(f"missed {label} {sorted(names)[0]}")
    return score


def _alike(one: str, other: str) -> bool:
    a, b = words(one), words(other)
    common = len(set(a) & set(b))
    return common >= SAME_QUOTE * max(len(set(a)), len(set(b)), 1)


def _same_person(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    a, b = words(one), words(other)
    return bool(a and b) and (set(a) <= set(b) or set(b) <= set(a))


def score_quotes(marked: Marked, found: Found, errors: list[str]) -> tuple[Score, Score]:
    quotes, speakers, seen = Score(), Score(), set()
    for said, who in found.quotes:
        match = next((i for i, (text, _) in enumerate(marked.quotes) if i not in seen and _alike(text, said)), None)
        if match is None:
            quotes.wrong += 1
            speakers.wrong += who is not None
            errors.append(f"wrong  quote {said[:60]!r}")
            continue
        seen.add(match)
        quotes.right += 1
        right = marked.quotes[match][1]
        if _same_person(who, right):
            speakers.right += right is not None
        else:
            speakers.wrong += who is not None
            speakers.missed += right is not None
            errors.append(f"wrong  speaker {who} for {right}: {said[:50]!r}")
    for i, (text, who) in enumerate(marked.quotes):
        if i not in seen:
            quotes.missed += 1
            speakers.missed += who is not None
            errors.append(f"missed quote {text[:60]!r}")
    return quotes, speakers


def measure(articles: Iterable[Marked], find: Callable[[Article], Found], errors: list[str]) -> Result:
    result = Result()
    for marked in articles:
        own: list[str] = []
        found = find(marked.article)
        result.entities.add(score_entities(marked, found, own))
        quotes, speakers = score_quotes(marked, found, own)
        result.quotes.add(quotes)
        result.speakers.add(speakers)
        errors += [f"{marked.name}: {error}" for error in own]
    return result


def report(title: str, articles: list[Marked], models: Models, show_errors: bool) -> None:
    errors: list[str] = []
    ours = measure(articles, lambda article: enriched(article, models), errors)
    bare = measure(articles, lambda article: plain(article, models), [])
    print(f"{title} ({len(articles)} articles)")
    for name in ("entities", "quotes", "speakers"):
        print(f"  {name:9} {getattr(ours, name)}    plain model: {getattr(bare, name)}")
    for error in errors if show_errors else ():
        print(f"    {error}")


def cost(articles: list[Marked], models: Models, rounds: int = 5) -> None:
    """Each article in turn with both, so that a busy machine slows both."""
    spent = {"plain": 0.0, "enrich": 0.0}
    for _ in range(rounds):
        for marked in articles:
            language = marked.name[:2]
            started = time.process_time()
            tag(marked.article.text, models.languages[language].nlp)
            middle = time.process_time()
            enrich(marked.article, models)
            spent["plain"] += middle - started
            spent["enrich"] += time.process_time() - middle
    each = {name: 1000 * seconds / (rounds * len(articles)) for name, seconds in spent.items()}
    print(
        f"cost per article: plain pass {each['plain']:.1f} ms, enrich {each['enrich']:.1f} ms, "
        f"ratio {each['enrich'] / each['plain']:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--half", choices=("tuned", "unseen"), help="only one half's errors and figures")
    options = parser.parse_args()
    models = load()
    marked = [read(path) for path in sorted(ARTICLES.glob("*.yaml"))]
    for half in ("tuned", "unseen"):
        if options.half in (None, half):
            for language in ("fr", "en"):
                chosen = [m for m in marked if m.name.startswith(f"{language}-{half}")]
                report(f"{half}, {language}", chosen, models, options.errors)
    cost(marked, models)


if __name__ == "__main__":
    main()
