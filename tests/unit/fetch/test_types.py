"""Which media types can hold an article, told before the body is read."""

from __future__ import annotations

import httpx
import pytest

from pipeline.errors import Rejected
from pipeline.fetch.fetch import refuse_other_types
from pipeline.outcomes import Reason


@pytest.mark.parametrize(
    "kind",
    [
        *("text/html", "TEXT/HTML; Charset=UTF-8", " text/html ;charset=x", "application/xhtml+xml", "text/plain"),
        *("application/xml", "text/xml", "text/markdown", "", ";charset=utf-8"),
    ],
)
def test_a_page_may_be_in_it(kind: str) -> None:
    refuse_other_types(httpx.Headers({"content-type": kind}))


def test_a_type_that_is_not_told_may_be_a_page() -> None:
    refuse_other_types(httpx.Headers())


@pytest.mark.parametrize(
    "kind",
    [
        *("image/png", "application/pdf", "video/mp4", "audio/mpeg", "application/zip", "font/woff2"),
        *("application/octet-stream", "application/json", "text/css", "text/csv", "text/event-stream", "what?"),
    ],
)
def test_no_page_is_in_it(kind: str) -> None:
    with pytest.raises(Rejected) as refused:
        refuse_other_types(httpx.Headers({"content-type": kind}))
    assert refused.value.reason == Reason.UNSUPPORTED_TYPE
