"""How a query was read, as people see it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.search.parser import parse
from pipeline.search.reading import read_as

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "all articles"),
        (
            'élection person:"John Kerry" -lang:en since:2026-10 until:2026-10-15',
            'élection AND person:"John Kerry" AND NOT lang:en AND since 2026-10-01 AND before 2026-10-16',
        ),
        ("a OR b c", "a OR (b AND c)"),
        ("-(a OR b)", "NOT (a OR b)"),
        ("since:2026-10-01T10:00:00+02:00", "since 2026-10-01 08:00:00 UTC"),
    ],
)
def test_a_query_is_said(text, said):
    assert read_as(parse(text, NOW)) == said
