"""The world is read: every article that can be had, exactly once, with good manners; and an hour later, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.records import Kind
from tests.mockserver.world.crawl import Crawl, history, processes, settings, wait_for_workers
from tests.mockserver.world.running import RunningWorld
from tests.services.redis import RedisServer
from workers.following import Wanted, tried
from workers.parts import Parts, open_parts

ARTICLES, FULL = 200, 2_000
PATIENCE, LONG_PATIENCE = 240.0, 900.0
"""Seconds that one phase may take: what fails once is tried again after a minute or more."""


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture
def world(is_full: bool, tmp_path: Path) -> Iterator[RunningWorld]:
    with RunningWorld(FULL if is_full else ARTICLES, tmp_path / "world") as world:
        yield world


@pytest.fixture
def environ(prefix: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A Redis of its own, and an index in a folder."""
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield {
        "ROTATIVE_REDIS_URL": server.url,
        "ROTATIVE_PREFIX": prefix,
        "ROTATIVE_DATA_DIR": str(tmp_path / "data"),
    }
    server.stop()


@pytest.mark.timeout(2400)
def test_every_article_is_had_once_and_an_hour_later_only_what_is_new(
    world: RunningWorld, environ: dict[str, str], is_full: bool, tmp_path: Path
) -> None:
    patience = LONG_PATIENCE if is_full else PATIENCE
    first, later = settings(environ), settings(environ, phase=2)

    with open_parts(first) as parts, processes(first, tmp_path / "logs") as running:
        wait_for_workers(parts, running)
        crawl = Crawl(world, parts)
        crawl.follow_all()
        crawl.wait(patience)
        crawl.check()
        before = parts.ledger.books()

    with open_parts(later) as parts:
        crawl = crawl.later(parts)
        with processes(later, tmp_path / "logs-later"):
            crawl.wait(patience)
        crawl.check()
        assert_only_what_is_new(crawl, before[Kind.NEW].indexed)
        assert_changes_of_sources_are_told(crawl)


def assert_only_what_is_new(crawl: Crawl, before: int) -> None:
    plan, books = crawl.world.plan, crawl.parts.ledger.books()
    new = [truth for truth in plan.truths if truth.since > 1]
    revised = [truth for truth in plan.truths if truth.revised]
    assert books[Kind.NEW].indexed - before == len(new)
    assert (books[Kind.REVISION].indexed, books[Kind.REVISION].unchanged) == (len(revised), 0)
    for truth in revised:
        assert_both_versions_are_kept(crawl.parts, truth.url)


def assert_both_versions_are_kept(parts: Parts, url: str) -> None:
    from web import versions

    trace = parts.ledger.trace(url)
    assert trace is not None
    old, new = versions.one(parts, trace.id, 1), versions.one(parts, trace.id, 2)
    assert old.text != new.text
    assert old.canonical_url == new.canonical_url == url


def assert_changes_of_sources_are_told(crawl: Crawl) -> None:
    told = {
        "moves_in_an_hour": "moved",
        "has_moved": "moved",
        "becomes_a_page_in_an_hour": "rediscovered",
        "is_gone_in_an_hour": "retired",
        "feed_is_gone": "retired",
    }
    for role, event in told.items():
        (follow,) = crawl.world.plan.host(role).follows
        assert event in history(crawl.parts, crawl.ids[follow.url]), role


@pytest.mark.timeout(300)
def test_trying_a_site_names_the_listings_that_it_announces(environ: dict[str, str], tmp_path: Path) -> None:
    with RunningWorld(100, tmp_path / "world") as world, open_parts(settings(environ)) as parts:
        announced = {"home_page_with_feed": "/flux.xml", "news_sitemap_in_robots": "/sitemap-news.xml"}
        hosts = {role: world.plan.host(role) for role in announced}
        reports = tried(parts, [Wanted(url=host.home) for host in hosts.values()])
        for (role, host), report in zip(hosts.items(), reports, strict=True):
            named = {source.url for source in report.announced} | ({report.source.url} if report.source else set())
            assert host.url(announced[role]) in named, role
