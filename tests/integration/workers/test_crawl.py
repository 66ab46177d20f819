"""Sources that are due become articles to fetch, once each, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from pydantic import SecretStr

from config.settings import load
from pipeline.discover.listing import read
from pipeline.errors import Full
from pipeline.ledger.records import Settle
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Source, SourceKind, Stage
from pipeline.sources.identity import source_id
from pipeline.sources.records import Verdict
from tests.integration.discover.conftest import home, rss
from tests.mockserver.press import Press, page, redirect, status
from workers import offering
from workers.app import create
from workers.embedded.locks import wait_until
from workers.parts import Parts, open_parts
from workers.stations.crawling import crawler
from workers.wake import Waker

FEED = {"content_type": "application/rss+xml"}


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


@pytest.fixture
def parts(redis_url: str, redis_client: redis.Redis, prefix: str, tmp_path: Path) -> Iterator[Parts]:
    given = load(
        environ={
            "ROTATIVE_PREFIX": prefix,
            "ROTATIVE_DATA_DIR": str(tmp_path),
            "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
            "ROTATIVE_HOST_DELAY": "0",
            "ROTATIVE_CHECK_LEAST": "1",
        }
    )
    with open_parts(given.model_copy(update={"redis_url": SecretStr(redis_url)}), "write") as parts:
        parts.engine.prepare()
        yield parts


def follow(parts: Parts, url: str, kind: SourceKind = SourceKind.FEED, **fields: Any) -> str:
    source = Source(id=source_id(url), url=url, kind=kind, added_at=datetime.now(UTC), **fields)
    parts.sources.add([source])
    return source.id


def crawl(parts: Parts) -> None:
    """One round: everything that is due is checked."""
    crawler(parts, Waker(create(parts.settings), parts.ledger)).run()


def again(parts: Parts, id: str) -> None:
    parts.sources.hurry([id])
    crawl(parts)


def accepted(parts: Parts, kind: Kind = Kind.NEW) -> int:
    return parts.ledger.books()[kind].accepted


def settle_all(parts: Parts, outcome: Outcome = Outcome.INDEXED) -> None:
    def one() -> bool:
        claim = parts.ledger.claim(Stage.FETCH, 1, 10**6)
        if claim:
            parts.ledger.finish(claim, [Settle(id=passage.id, outcome=outcome) for passage in claim.passages])
        return parts.ledger.queues()[Stage.FETCH].ready == 0

    assert wait_until(one, 10)


def test_a_feed_s_articles_are_offered_once(parts: Parts, press: Press) -> None:
    id = follow(parts, press.on("/rss", page(rss(press.url("/a"), press.url("/b")), **FEED)), collections=("presse",))
    crawl(parts)
    assert accepted(parts) == 2 and parts.ledger.queues()[Stage.FETCH].ready == 2
    state = parts.sources.standing(id).state
    assert state.counts == {"new": 2} and state.verdict is Verdict.HEALTHY and state.checks == 1
    again(parts, id)
    assert accepted(parts) == 2
    assert parts.sources.standing(id).state.counts == {"new": 2, "seen": 2}


def test_what_is_not_due_is_left_alone(parts: Parts, press: Press) -> None:
    follow(parts, press.on("/rss", page(rss(press.url("/a")), **FEED)))
    crawl(parts)
    crawl(parts)
    assert press.asked("/rss") == 1 and not parts.sources.is_due()


def test_an_article_of_two_sources_is_one_article(parts: Parts, press: Press) -> None:
    both = rss(press.url("/a"), press.url("/b?utm_source=rss"))
    follow(parts, press.on("/1.xml", page(both, **FEED)))
    follow(parts, press.on("/2.xml", page(rss(press.url("/b"), press.url("/amp/c"), press.url("/c")), **FEED)))
    crawl(parts)
    settle_all(parts)
    assert parts.ledger.trace(press.url("/b")) is not None
    assert accepted(parts) in (3, 4), "the plain form may have come after its variant in one listing"


def test_who_dies_between_offering_and_ending_a_check_is_followed_without_a_double(parts: Parts, press: Press) -> None:
    url = press.on("/rss", page(rss(press.url("/a"), press.url("/b")), **FEED))
    id = follow(parts, url)
    (due,) = parts.sources.claim(1)
    listing = read(rss(press.url("/a"), press.url("/b")), url, now=parts.now())
    offering.offer(parts, due.source, listing, parts.now())
    parts.sources.release(due)
    crawl(parts)
    assert accepted(parts) == 2
    assert parts.sources.standing(id).state.counts == {"seen": 2}


def test_an_article_that_the_feed_calls_changed_is_fetched_again_as_a_revision(parts: Parts, press: Press) -> None:
    def atom(updated: str) -> bytes:
        entries = "".join(
            f'<entry><title>{name}</title><id>{name}</id><link href="{press.url(f"/{name}")}"/>'
            f"<updated>{when}</updated></entry>"
            for name, when in (("a", updated), ("b", "2026-11-23T08:00:00Z"), ("c", "2026-11-22T08:00:00Z"))
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>x</id>{entries}</feed>'.encode()

    id = follow(parts, press.on("/atom", page(atom("2026-11-24T08:00:00Z"), content_type="application/atom+xml")))
    crawl(parts)
    settle_all(parts)
    press.on("/atom", page(atom("2026-11-24T19:00:00Z"), content_type="application/atom+xml"))
    again(parts, id)
    assert (accepted(parts), accepted(parts, Kind.REVISION)) == (3, 1)
    claim = parts.ledger.claim(Stage.FETCH, 1, 10**6)
    assert claim is not None and claim.passages[0].url == press.url("/a") and claim.passages[0].kind is Kind.REVISION


def test_an_unchanged_feed_costs_a_304_and_keeps_what_it_showed(parts: Parts, press: Press) -> None:
    id = follow(parts, press.on("/rss", page(rss(press.url("/a")), etag='"1"', **FEED)))
    crawl(parts)
    press.on("/rss", status(304))
    again(parts, id)
    state = parts.sources.standing(id).state
    assert (state.unchanged, state.checks) == (1, 2)
    press.on("/rss", page(rss(press.url("/b"), press.url("/a")), etag='"2"', **FEED))
    again(parts, id)
    assert accepted(parts) == 2


def test_a_feed_that_moved_is_read_at_its_new_address_and_its_history_says_so(parts: Parts, press: Press) -> None:
    press.on("/new.xml", page(rss(press.url("/a")), **FEED))
    old = press.on("/old.xml", redirect("/new.xml", 301))
    id = follow(parts, old)
    crawl(parts)
    standing = parts.sources.standing(id)
    assert standing.source.url == press.url("/new.xml") and standing.state.verdict is Verdict.MOVED
    assert next(change.event for change in standing.history) == "moved"
    again(parts, id)
    assert press.asked("/old.xml") == 1
    assert parts.sources.find(old) == id


def test_a_site_without_a_feed_gives_its_links(parts: Parts, press: Press) -> None:
    links = tuple(press.url(f"/2026/11/24/un-titre-d-article-assez-long-{number}.html") for number in range(5))
    id = follow(parts, press.on("/", page(home(links=links))), SourceKind.SITE)
    crawl(parts)
    assert accepted(parts) == 5 and parts.sources.standing(id).source.kind is SourceKind.SITE


def test_a_full_ledger_puts_a_source_off_and_loses_nothing(
    parts: Parts, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = follow(parts, press.on("/rss", page(rss(press.url("/a")), **FEED)))

    def full(_: object) -> None:
        raise Full

    with monkeypatch.context() as patched:
        patched.setattr(parts.ledger, "accept", full)
        crawl(parts)
    assert accepted(parts) == 0 and parts.sources.standing(id).state.checks == 0
    again(parts, id)
    assert accepted(parts) == 1


def test_a_bug_in_a_check_stands_on_the_source_and_stops_no_other(
    parts: Parts, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = follow(parts, press.on("/bad", page(rss(press.url("/x")), **FEED)))
    good = follow(parts, press.on("/good", page(rss(press.url("/a")), **FEED)))
    real = offering.sift

    def broken(source: Source, *rest: Any) -> Any:
        if source.id == bad:
            raise ZeroDivisionError
        return real(source, *rest)

    monkeypatch.setattr(offering, "sift", broken)
    crawl(parts)
    assert parts.sources.standing(bad).state.verdict is Verdict.FAILING
    assert parts.sources.standing(good).state.counts == {"new": 1}


# -- sources of this machine


def test_a_watched_folder_gives_each_file_once(parts: Parts, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "a.txt").write_text("Le conseil a voté le budget. " * 20)
    id = follow(parts, folder.as_uri(), SourceKind.FOLDER)

    def read(number: int) -> bool:
        again(parts, id)
        return accepted(parts) == number

    # A file is left alone until nobody has written to it for two seconds.
    assert wait_until(lambda: read(1), 15, 0.2)
    again(parts, id)
    (folder / "b.txt").write_text("La mairie a rouvert ses portes. " * 20)
    assert wait_until(lambda: read(2), 15, 0.2)
    assert parts.sources.standing(id).state.counts["new"] == 2


def test_a_folder_that_is_gone_is_told(parts: Parts, tmp_path: Path) -> None:
    id = follow(parts, (tmp_path / "nowhere").as_uri(), SourceKind.FOLDER)
    crawl(parts)
    state = parts.sources.standing(id).state
    assert state.verdict is Verdict.FAILING and state.reason is not None
