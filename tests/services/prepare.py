"""Downloads and builds what the test services need: `python -m tests.services.prepare`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from pipeline.errors import Misuse
from tests.services.elasticsearch.choice import prepare
from tests.services.missing import ServiceMissing
from tests.services.process import ServiceFailed
from workers.embedded.redis import server_binary


def main() -> int:
    """1 when something is missing, said on stderr."""
    try:
        if not os.environ.get("ROTATIVE_TEST_REDIS_URL"):
            if _is_thrown_away():
                _install_redis()
            server_binary()
        if not os.environ.get("ROTATIVE_TEST_ELASTICSEARCH_URL"):
            prepare()
    except (ServiceMissing, ServiceFailed, Misuse) as error:
        print(f"test services: {error}", file=sys.stderr)
        return 1
    return 0


def _is_thrown_away() -> bool:
    """Whether this is a CI machine, where packages may be installed."""
    return bool(os.environ.get("CI")) and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_redis() -> None:
    """The system's Redis where there is none, so that tests run on it too, and not only on the wheel's Valkey."""
    if shutil.which("redis-server"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # 1: nothing is started
    for arguments in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", "redis-server"]):
        answer = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        print(f"test services: apt-get has no redis-server, so Valkey it is: {answer.stderr}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
