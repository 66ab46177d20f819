"""As a new user does it: the whole system on one machine, one homepage, and soon its articles are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.driver import Rotative, eventually, serving
from tests.mockserver.world.running import RunningWorld

SETTINGS = {
    "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
    "ROTATIVE_HOST_DELAY": "0.2",
    "ROTATIVE_CONTACT": "https://press.example/robot",
}


@pytest.mark.timeout(420)
@pytest.mark.parametrize("role", ["home_page_without_feed", "home_page_with_feed"])
def test_a_homepage_is_added_and_its_articles_are_found(role: str, tmp_path: Path) -> None:
    rotative = Rotative(tmp_path / "data", SETTINGS)
    with RunningWorld(400, tmp_path / "world") as world, serving(rotative, "up"):
        host = world.plan.host(role)
        wanted = {truth.url for truth in host.truths if truth.since == 1}
        added = rotative("add", host.home)
        assert added.code == 0, added.err

        def found() -> bool:
            hits = rotative("search", "*", "--size", "100", "--json").json["hits"]
            return {hit["url"] for hit in hits} >= wanted

        eventually(found, 240)
        first = host.stories[0]
        hits = rotative("search", f'"{first.title}"', "--json").json["hits"]
        assert [hit["url"] for hit in hits] == [host.url(first.path)]
