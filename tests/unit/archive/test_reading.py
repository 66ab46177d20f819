"""Archives read back: cut anywhere, broken, and not our own."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from pipeline.archive import reading
from pipeline.archive.places import BEGINNING, Place
from pipeline.urls import article_id
from tests.unit.archive.samples import page, written
from tests.unit.discover.test_archives import PACKS, Pack
from tests.unit.discover.test_archives import page as foreign


def ids(path: Path, place: Place = BEGINNING) -> list[str]:
    return [kept.id for kept in reading.pages(path, place)]


def test_an_archive_cut_anywhere_goes_on_when_the_rest_is_there(tmp_path: Path) -> None:
    whole = written(tmp_path, page(1), page(2), page(3)).read_bytes()
    expected = [article_id(page(n).url) for n in (1, 2, 3)]
    path = tmp_path / "cut.warc.gz"
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        before = list(reading.pages(path))
        path.write_bytes(whole)
        place = before[-1].end if before else BEGINNING
        assert [kept.id for kept in before] + ids(path, place) == expected, cut


def test_each_page_is_read_again_at_its_place_alone(tmp_path: Path) -> None:
    path = written(tmp_path, *(page(n) for n in range(4)))
    for kept in reading.pages(path):
        again = next(reading.pages(path, Place.of(str(kept.start)), at=True))
        assert (again.id, again.page) == (kept.id, kept.page)


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_archives_of_others_are_read_by_their_urls(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(pack([foreign(1), foreign(2), foreign(3)]))
    kept = list(reading.pages(path))
    assert [one.id for one in kept] == [article_id(f"https://example.org/{n}") for n in (1, 2, 3)]
    assert next(reading.pages(path, kept[1].start, at=True)).id == kept[1].id


def test_bits_that_flipped_never_raise(tmp_path: Path) -> None:
    plain = gzip.decompress(written(tmp_path, page(1), page(2)).read_bytes())
    path, chance = tmp_path / "broken.warc", random.Random(7)
    for packed in (plain, gzip.compress(plain)):
        for _ in range(150):
            broken = bytearray(packed)
            for _ in range(3):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            path.write_bytes(broken)
            assert len(ids(path)) <= 2
