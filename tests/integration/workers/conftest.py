"""The line on both kinds of index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from config.settings import load
from tests.integration.workers.line import Line
from workers.parts import open_parts


@pytest.fixture(params=["embedded", "elasticsearch"])
def line(
    request: pytest.FixtureRequest, redis_url: str, redis_client: redis.Redis, prefix: str, tmp_path: Path
) -> Iterator[Line]:
    """A line whose index, revisions and traces are in files, or on a real Elasticsearch."""
    environ = {
        "ROTATIVE_CONFIG": "",
        "ROTATIVE_PREFIX": prefix,
        "ROTATIVE_DATA_DIR": str(tmp_path),
        "ROTATIVE_HOST_DELAY": "0",
    }
    if request.param == "elasticsearch":
        environ["ROTATIVE_ELASTICSEARCH_URL"] = request.getfixturevalue("elasticsearch_url")
    settings = load(environ=environ).model_copy(update={"redis_url": SecretStr(redis_url)})
    with open_parts(settings, "write") as parts:
        yield Line(parts)
