"""What was removed stays out: asked at clean, so that no work is lost on it, and right before each write."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Article, Kind, text_digest
from workers.parts import Parts


def text_name(article: Article) -> str:
    """The name under which the text of an article is reserved, and barred."""
    return f"text:{text_digest(article.text)}"


def refuse(parts: Parts, kind: Kind, article: Article, urls: Sequence[str]) -> None:
    """Raises `Rejected(removed)` for an article that may not come in, `Away` when nobody can say.

    :param urls: where it was found.
    """
    told = parts.ledger.blocked(urls)
    reason = next(iter(told.values()), None) or barred(parts, [(kind, article)]).get(article.id)
    if told or reason is not None:
        raise Rejected(Reason.REMOVED, reason or "")


def barred(parts: Parts, passing: Sequence[tuple[Kind, Article]]) -> dict[str, str]:
    """The ids of those articles that may not come in, with the reason of the removal; raises `Away`.

    One that is in the index with a text that another lost its place for stays: it was there with it before.
    """
    names = [name for _, article in passing for name in (article.id, article.canonical_url, text_name(article))]
    told = parts.ledger.blocked(names)
    if not told:
        return {}
    found = {
        article.id: told[name]
        for _, article in passing
        for name in (text_name(article), article.canonical_url, article.id)
        if name in told
    }
    by_text = [
        article
        for kind, article in passing
        if kind is not Kind.NEW and article.id in found and not {article.id, article.canonical_url} & set(told)
    ]
    kept = {article.id for article in by_text if _stands(parts, article)}
    return {id: reason for id, reason in found.items() if id not in kept}


def _stands(parts: Parts, article: Article) -> bool:
    stored = parts.engine.get([article.id]).get(article.id)
    return stored is not None and text_name(stored.article) == text_name(article)
