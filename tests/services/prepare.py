"""Downloads and builds what the test services need: `python -m tests.services.prepare`."""

from __future__ import annotations

import os
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
            server_binary()
        if not os.environ.get("ROTATIVE_TEST_ELASTICSEARCH_URL"):
            prepare()
    except (ServiceMissing, ServiceFailed, Misuse) as error:
        print(f"test services: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
