"""Children are kept running, and end together."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from workers.embedded.locks import wait_until
from workers.supervise import Child, Supervisor, end

LIVES = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).open('a').write('x'); time.sleep(600)"
STUBBORN = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"


def child(code: str, *arguments: str) -> Child:
    return Child("child", [sys.executable, "-c", code, *arguments], dict(os.environ))


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    births = tmp_path / "births"
    one = child(LIVES, str(births))
    supervisor = Supervisor([one])
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        assert wait_until(lambda: births.exists() and births.read_text() == "x", 20)
        assert one.process is not None
        os.kill(one.process.pid, signal.SIGKILL)
        assert wait_until(lambda: births.read_text() == "xx", 20)
    finally:
        supervisor.stop()
        thread.join(20)
    assert one.process is not None and one.process.poll() is not None


def test_a_child_that_does_not_stop_is_killed() -> None:
    one = child(STUBBORN)
    one.start()
    assert one.process is not None
    end([one.process], grace=0.3)
    assert one.process.returncode in (-signal.SIGKILL, -signal.SIGTERM)
