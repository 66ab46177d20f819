"""Source packs: each is a valid list, and is there when Rotative is installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from lxml import etree

from config import packs
from pipeline.errors import Misuse
from pipeline.urls import host, normalise

ROOT = Path(__file__).parents[3]
LEAST = 30


def outlines(name: str) -> list[tuple[str, str, str]]:
    """Folder, title and URL of each feed."""
    root = etree.fromstring(packs.content(name))
    assert root.tag == "opml" and root.get("version") == "2.0" and root.findtext("head/title")
    folders = root.findall("body/outline")
    assert all(folder.get("xmlUrl") is None and len(folder) for folder in folders)
    return [(folder.get("text"), feed.get("text"), feed.get("xmlUrl")) for folder in folders for feed in folder]


def test_there_is_a_french_and_an_international_pack() -> None:
    assert packs.names() == ["french", "international"]


@pytest.mark.parametrize("name", packs.names())
def test_every_feed_of_a_pack_has_a_collection_a_title_and_a_safe_address_of_its_own(name: str) -> None:
    found = outlines(name)
    assert len(found) >= LEAST
    assert all(folder and title for folder, title, _ in found)
    assert all(url.startswith("https://") and host(url) for _, _, url in found)
    assert len({normalise(url) for _, _, url in found}) == len(found)


def test_the_french_pack_covers_french_speaking_countries_and_what_newsrooms_follow() -> None:
    folders = {folder for folder, _, _ in outlines("french")}
    assert {"france", "régions", "économie", "sciences", "vérification"} <= folders
    assert {"belgique", "suisse", "canada", "afrique"} <= folders


def test_an_unknown_pack_names_those_there_are() -> None:
    for name in ("frnch", "", "../packs/french", "french.opml"):
        with pytest.raises(Misuse, match="french and international"):
            packs.content(name)


def test_packs_are_part_of_what_is_installed() -> None:
    builder = WheelBuilder(str(ROOT))
    included = {file.distribution_path for file in builder.recurse_included_files()}
    assert {f"config/packs/{name}.opml" for name in packs.names()} <= included
