"""Payloads come back as they went in, and foreign bytes are told as such."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.ledger.codec import LARGEST, pack, unpack
from pipeline.records import Article, Candidate, Entity, Hints, Label, Location, Page, Quote, Topic

NOW = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


@given(content=st.binary(max_size=2000), url=texts, charset=st.none() | texts, headers=st.dictionaries(texts, texts))
def test_a_page_comes_back_as_it_was(content, url, charset, headers):
    page = Page(url=url, final_url=url, content=content, charset=charset, headers=headers, fetched_at=NOW)
    assert unpack(Page, pack(page)) == page


@given(texts, texts, st.lists(texts, max_size=4))
def test_a_candidate_comes_back_as_it_was(url, title, tags):
    candidate = Candidate(url=url, hints=Hints(title=title, tags=tuple(tags), published_at=NOW))
    assert unpack(Candidate, pack(candidate)) == candidate


def test_a_full_article_comes_back_as_it_was():
    entity = Entity(name="Alep", label=Label.LOC, canonical="Aleppo", location=Location(lat=36.2, lon=37.16))
    article = Article(
        id="a",
        url="https://a.example/1",
        canonical_url="https://a.example/1",
        text="« L’Élection »\n\nSuite.",
        first_seen=NOW,
        fetched_at=NOW,
        entities=(entity,),
        quotes=(Quote(text="L’Élection", speaker=None, start=2, end=12),),
        topics=(Topic(id="t", label="Vote", score=0.25),),
        versions={"extractor": "2.3"},
    )
    assert unpack(Article, pack(article)) == article


def test_markup_shrinks():
    page = Page(url="u", final_url="u", content=b"<div class='teaser'>text</div>\n" * 3000, fetched_at=NOW)
    assert len(pack(page)) < len(page.content) / 20


@pytest.mark.parametrize("foreign", [b"", b"not zstandard", b"\x28\xb5\x2f\xfd"])
def test_foreign_bytes_are_an_error(foreign):
    with pytest.raises(zstandard.ZstdError):
        unpack(Page, foreign)


def test_another_record_is_an_error():
    with pytest.raises(ValidationError):
        unpack(Page, pack(Candidate(url="u")))


def test_what_unpacks_to_more_than_the_bound_is_an_error():
    bomb = zstandard.ZstdCompressor().compressobj(size=-1)
    packed = b"".join([*(bomb.compress(bytes(1024**2)) for _ in range(LARGEST // 1024**2 + 1)), bomb.flush()])
    assert len(packed) < 1024**2
    with pytest.raises(zstandard.ZstdError):
        unpack(Page, packed)
