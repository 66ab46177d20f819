"""Locks between processes: shared by users, alone for the keeper, freed by the kernel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from workers.embedded.locks import Lock, shared, wait_until

HOLDER = """
import sys
from pathlib import Path
from workers.embedded.locks import Lock
lock = Lock(Path(sys.argv[1])); lock.share()
print("held", flush=True); sys.stdin.read()
"""


def test_nobody_has_it_alone_while_it_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "users"
    keeper = Lock(path)
    with shared(path), shared(path):
        assert not keeper.try_alone()
    assert keeper.try_alone()


def test_a_killed_user_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "users"
    keeper = Lock(path)
    user = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None and user.stdout.readline() == "held\n"
    assert not keeper.try_alone()
    user.kill()
    user.wait()
    assert wait_until(keeper.try_alone, 5)


def test_waiting_ends(tmp_path: Path) -> None:
    assert not wait_until(lambda: False, 0.1)
