"""Page → Article, and the place where copies of the very same article end."""

from __future__ import annotations

from pipeline.clean.clean import clean
from pipeline.errors import Duplicate, Rejected
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import Claim, Move, Passage, Step
from pipeline.outcomes import Reason
from pipeline.records import Article, Page, Stage, text_digest
from workers import fates
from workers.drain import each
from workers.parts import Parts
from workers.stations.barred import refuse, text_name


class CleanStation:
    """Works on claims of the clean stage."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def work(self, claim: Claim) -> list[Step]:
        """A step per passage; raises `Away` when the index can't be asked who has a URL."""
        return each(self._parts.ledger, claim, lambda passage: self._clean(claim, passage))

    def _clean(self, claim: Claim, passage: Passage) -> Step:
        page = unpack(Page, passage.payload)
        article = self._read(page, passage)
        refuse(self._parts, passage.kind, article, (page.url, page.final_url))
        self._reserve_url(claim, article)
        if article.site is None:
            self._reserve_text(claim, article)
        return Move(id=passage.id, stage=Stage.ENRICH, payload=pack(article), urls=(article.canonical_url,))

    def _read(self, page: Page, passage: Passage) -> Article:
        """The article in a page; what came of it is noted for the health of its source."""
        try:
            article = clean(
                page,
                id=passage.id,
                first_seen=passage.first_seen,
                now=self._parts.now(),
                timeout=self._parts.settings.text_timeout,
                zone=self._parts.followed.zone(page.source),
            )
        except Rejected as refusal:
            fates.note(self._parts.sources, page.source, refusal)
            raise
        fates.note(self._parts.sources, page.source, article.quality.verdict)
        return article.evolve(revision=passage.revision)

    def _reserve_url(self, claim: Claim, article: Article) -> None:
        url = article.canonical_url
        owner = self._parts.ledger.reserve(claim, article.id, url)
        if owner == article.id:
            owner = self._parts.engine.owners([url]).get(url, article.id)
        if owner != article.id:
            raise Duplicate(owner, Reason.SAME_URL)

    def _reserve_text(self, claim: Claim, article: Article) -> None:
        # Only files: the same text on two sites is two articles, one a copy of the other.
        digest = text_digest(article.text)
        owner = self._parts.ledger.reserve(claim, article.id, text_name(article))
        if owner == article.id:
            owner = self._parts.engine.owners_of_text([digest]).get(digest, article.id)
        if owner != article.id:
            raise Duplicate(owner, Reason.SAME_TEXT)
