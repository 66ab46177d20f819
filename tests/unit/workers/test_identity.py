"""A worker's death is told from its silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from workers import identity


def test_this_process_lives_here() -> None:
    assert identity.is_local(identity.me()) and identity.is_alive(identity.me())
    assert identity.pid(identity.me()) == os.getpid()


def test_a_killed_process_is_dead_even_before_it_is_reaped() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    worker = identity.me().split("/")[0] + f"/{child.pid}/{identity._started(child.pid)}"
    assert identity.is_alive(worker)
    os.kill(child.pid, signal.SIGSTOP)
    assert identity.is_alive(worker), "a stopped process is silent, not dead"
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not identity.is_alive(worker)
    child.wait()


def test_a_pid_that_is_used_again_is_somebody_else() -> None:
    host, pid, started = identity.me().split("/")
    assert not identity.is_alive(f"{host}/{pid}/{int(started) - 5000}")


def test_a_worker_of_another_host_is_not_judged() -> None:
    assert not identity.is_local("elsewhere/1/1")
