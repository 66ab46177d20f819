"""Runs a command until it ends, or until whoever started this process is gone, however it went.

    python guard.py USER COMMAND…

Standard input is a pipe whose other end the starter holds: the system closes it when the starter dies. An empty
USER means this one. The command has this process group, so that a signal to the group ends both.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

PATIENCE = 20
"""Seconds that the command may take to end."""


def main(user: str, command: list[str]) -> int:
    """The exit status of the command."""
    signal.signal(signal.SIGTERM, _leave_it_to_the_command)
    identity = {"user": user, "extra_groups": []} if user else {}
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **identity)
    threading.Thread(target=_follow_starter, args=(child,), daemon=True).start()
    return child.wait()


def _leave_it_to_the_command(*_: object) -> None:
    """The group's signal reaches the command too. A handler, since one that is ignored would be inherited."""


def _follow_starter(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
