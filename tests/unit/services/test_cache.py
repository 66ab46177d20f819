"""What is downloaded or built is there once, whole or not at all."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.services.cache import kept


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROTATIVE_TEST_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_it_is_built_once_for_all_who_ask_at_the_same_time() -> None:
    builds = []
    together = threading.Barrier(4)

    def build(draft: Path) -> None:
        builds.append(draft)
        (draft / "half").touch()
        time.sleep(0.05)
        (draft / "whole").touch()

    def ask(_: int) -> bool:
        together.wait(5)
        return (kept("thing", build) / "whole").exists()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(4)))
    assert len(builds) == 1


def test_a_failed_build_leaves_nothing(folder: Path) -> None:
    def build(draft: Path) -> None:
        (draft / "half").touch()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        kept("thing", build)
    assert [path.name for path in folder.iterdir()] == ["thing.lock"]
    assert kept("thing", lambda draft: None).is_dir()
