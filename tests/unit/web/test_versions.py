"""The versions of an article and the block list, through the API."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import Unknown
from pipeline.ledger.records import Block
from tests.unit.web.conftest import ARTICLE, NOON
from tests.unit.web.test_api import ask, problem
from web import versions


def test_the_versions_are_listed_the_latest_first(api: Any) -> None:
    told = ask(api, "GET", "/api/articles/ab12/revisions").json()
    assert [(one["revision"], one["title"], one["added"], one["removed"]) for one in told] == [
        (2, "L’élection", 2, 3),
        (1, "La campagne", None, None),
    ]


def test_each_version_is_a_document(api: Any) -> None:
    titles = [ask(api, "GET", f"/api/articles/ab12/revisions/{number}").json()["title"] for number in (1, 2)]
    assert titles == ["La campagne", "L’élection"]


@pytest.mark.parametrize("path", ["ab12/revisions/3", "nope/revisions/1", "nope/revisions"])
def test_a_version_that_is_not_kept_is_404(api: Any, path: str) -> None:
    response = ask(api, "GET", f"/api/articles/{path}")
    assert response.status_code == 404 and problem(response)["type"].endswith("unknown-article")


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_a_number_that_is_none_is_422(api: Any, number: str) -> None:
    assert ask(api, "GET", f"/api/articles/ab12/revisions/{number}").status_code == 422


def test_what_the_latest_version_changed(fake_parts: Any) -> None:
    change = versions.change(fake_parts, "ab12")
    assert (change.before, change.after, change.added) == (1, 2, 2)
    assert versions.change(fake_parts, "ab12", 2) == change
    with pytest.raises(Unknown, match="before 1"):
        versions.change(fake_parts, "ab12", 1)


def test_a_version_that_is_kept_but_not_replaced_yet_is_told_once(fake_parts: Any) -> None:
    """A worker died between the two."""
    fake_parts.revision_store.of = lambda id: [ARTICLE, ARTICLE.evolve(revision=1)]
    assert [one.revision for one in versions.listed(fake_parts, "ab12")] == [2, 1]


def test_the_block_list(api: Any, fake_parts: SimpleNamespace) -> None:
    assert ask(api, "GET", "/api/blocks").json() == []
    fake_parts.ledger.barred["x"] = Block(id="x", url="https://example.org/x", reason="court", at=NOON)
    told = {"id": "x", "url": "https://example.org/x", "reason": "court", "at": "2026-11-20T12:00:00Z"}
    assert ask(api, "GET", "/api/blocks").json() == [told]
    assert ask(api, "DELETE", "/api/blocks/x").status_code == 204
    assert problem(ask(api, "DELETE", "/api/blocks/x"))["type"].endswith("unknown-article")


@pytest.mark.parametrize("query", ["", "?reason=", "?reason=%20", f"?reason={'x' * 1001}"])
def test_a_removal_needs_a_reason(api: Any, fake_parts: SimpleNamespace, query: str) -> None:
    assert ask(api, "DELETE", f"/api/articles/ab12{query}").status_code in (400, 422)
    assert fake_parts.ledger.barred == {}


def test_without_the_token_nothing_is_removed(api: Any, fake_parts: SimpleNamespace) -> None:
    response = ask(api, "DELETE", "/api/articles/ab12?reason=x", settings={"api_token": "t" * 32})
    assert response.status_code == 401
    assert fake_parts.ledger.barred == {}
