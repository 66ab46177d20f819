"""Every error of httpx, and every status, is one of ours."""

from __future__ import annotations

import inspect
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from pipeline.errors import Failed, Rejected
from pipeline.http.failures import of_status, of_transport, retry_after
from pipeline.outcomes import Reason

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ERRORS = [
    error
    for _, error in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(error, httpx.RequestError | httpx.InvalidURL)
]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_of_httpx_is_told(error: type[httpx.RequestError]) -> None:
    told = of_transport(error("what happened"))
    assert isinstance(told, Rejected | Failed) and isinstance(told.reason, Reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectTimeout(""), Reason.TIMEOUT),
        (httpx.ReadTimeout(""), Reason.TIMEOUT),
        (httpx.ConnectError("refused"), Reason.UNREACHABLE),
        (httpx.RemoteProtocolError("what?"), Reason.BROKEN_ANSWER),
        (httpx.ReadError("reset"), Reason.BROKEN_ANSWER),
        (httpx.UnsupportedProtocol("gopher"), Reason.BAD_SCHEME),
        (httpx.InvalidURL("x"), Reason.BAD_URL),
    ],
)
def test_reasons(error: httpx.HTTPError, reason: Reason) -> None:
    assert of_transport(error).reason == reason


def test_a_bad_certificate_is_no_plain_refusal() -> None:
    error = httpx.ConnectError("failed")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert of_transport(error).reason == Reason.TLS_ERROR


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_but_success_is_told(status: int) -> None:
    told = of_status(status, httpx.Headers(), NOW)
    assert isinstance(told, Rejected | Failed)
    assert isinstance(told, Failed) == (status in (408, 425, 429) or status >= 500)


@pytest.mark.parametrize("status", [200, 201, 203, 206])
def test_success(status: int) -> None:
    assert of_status(status, httpx.Headers(), NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2020 12:01:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("9" * 400, 86400.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_retry_after_in_another_zone() -> None:
    assert retry_after((NOW + timedelta(minutes=1)).strftime("%a, %d %b %Y 14:01:00 +0200"), NOW) == 60.0
