"""What the test services download or build, kept between runs in a folder that git ignores."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def cache() -> Path:
    """`.cache/` in the checkout, or the folder that `ROTATIVE_TEST_CACHE` names."""
    folder = Path(os.environ.get("ROTATIVE_TEST_CACHE") or CHECKOUT / ".cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def kept(name: str, build: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache; when it isn't there, `build` fills it, once for all who ask at the same time.

    It appears whole or not at all: a build that fails or is killed leaves nothing that the next would take for done.
    """
    folder = cache() / name
    with _lock(name):
        if not folder.is_dir():
            draft = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=cache()))
            try:
                build(draft)
                draft.chmod(0o755)
                draft.rename(folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return folder


@contextmanager
def _lock(name: str) -> Iterator[None]:
    with (cache() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
