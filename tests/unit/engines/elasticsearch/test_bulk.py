"""A bulk request, and what its answer means."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipeline.engines.elasticsearch.bulk import HEAVY, action, overweight, results
from pipeline.engines.elasticsearch.document import encoded, searched
from pipeline.engines.port import Write, WriteResult, Written
from pipeline.records import Article

SEEN = datetime(2026, 11, 23, tzinfo=UTC)
ARTICLE = Article(
    id="a", url="https://e.example/a", canonical_url="https://e.example/a", first_seen=SEEN, fetched_at=SEEN
)


def test_a_write_may_be_repeated_and_never_goes_back():
    line = json.loads(action(Write(article=ARTICLE, version=7, partition=2024), "x-2024"))
    assert line == {"index": {"_index": "x-2024", "_id": "a", "version": 7, "version_type": "external_gte"}}


def test_a_document_is_the_article_and_what_it_is_found_by():
    article = ARTICLE.evolve(title="Un titre", text="Un\ntexte", language="fr", site="www.e.example", source="E")
    document = json.loads(encoded(article))
    assert Article.model_validate({key: value for key, value in document.items() if key != "search"}) == article
    assert document["search"]["text"] == {"fr": "Un\ntexte"}
    assert document["search"]["title"] == {"fr": "Un titre"}
    assert "lead" not in document["search"]
    assert document["search"]["month"] == "2026-11"
    assert b"\n" not in encoded(article)


def test_an_article_in_a_language_without_analyzer_is_folded():
    assert searched(ARTICLE.evolve(text="x", language="sw"))["text"] == {"und": "x"}
    assert searched(ARTICLE.evolve(text="x", language="ja"))["text"] == {"cjk": "x"}


def test_a_lone_surrogate_is_an_error():
    with pytest.raises(ValueError, match="surrogates"):
        encoded(ARTICLE.evolve(title="\ud800"))


@pytest.mark.parametrize("id", ["", "é" * 257])
def test_an_id_that_no_document_can_have_is_an_error(id):
    with pytest.raises(ValueError, match="512 bytes"):
        action(Write(article=ARTICLE.evolve(id=id), version=7, partition=2024), "x-2024")


@pytest.mark.parametrize(
    ("said", "size", "written"),
    [
        ("es_rejected_execution_exception: so", HEAVY + 1, Written.TOO_LARGE),
        ("circuit_breaking_exception: so", HEAVY + 1, Written.TOO_LARGE),
        ("es_rejected_execution_exception: so", HEAVY, Written.BUSY),
        ("cluster_block_exception: disk", HEAVY + 1, Written.BUSY),
    ],
)
def test_what_is_rejected_for_its_weight_is_too_large(said, size, written):
    result = WriteResult(id="a", written=Written.BUSY, detail=said)
    assert overweight(result, size).written is written
    assert overweight(result.evolve(written=Written.STORED), size).written is Written.STORED


@pytest.mark.parametrize(
    ("status", "cause", "written"),
    [
        (200, None, Written.STORED),
        (201, None, Written.STORED),
        (409, "version_conflict_engine_exception", Written.OLDER),
        (429, "es_rejected_execution_exception", Written.BUSY),
        (429, "cluster_block_exception", Written.BUSY),
        (403, "cluster_block_exception", Written.BUSY),
        (503, "unavailable_shards_exception", Written.BUSY),
        (500, "exception", Written.BUSY),
        (404, "index_not_found_exception", Written.BUSY),
        (400, "document_parsing_exception", Written.REFUSED),
        (413, "too_large", Written.TOO_LARGE),
        (403, "security_exception", Written.REFUSED),
    ],
)
def test_an_item_means(status, cause, written):
    item = {"_id": "a", "status": status}
    if cause:
        item["error"] = {"type": cause, "reason": "so"}
    (result,) = results({"items": [{"index": item}]})
    assert (result.id, result.written, result.detail) == ("a", written, f"{cause}: so" if cause else "")
