"""From what httpx raises, and what a server answers, to our errors: the one place that knows both."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from h2.exceptions import H2Error

from pipeline.errors import Failed, Rejected
from pipeline.outcomes import Reason

Told = Rejected | Failed

LOWER = (httpx.HTTPError, httpx.InvalidURL, OSError, H2Error)
"""What can come from below: httpx's own errors, and those of TCP, TLS and HTTP/2 that it lets through."""

LONGEST_WAIT = 24 * 3600.0
"""Seconds for which a server can put us off."""

_STATUS = {401: Reason.FORBIDDEN, 403: Reason.FORBIDDEN, 404: Reason.NOT_FOUND, 410: Reason.GONE, 451: Reason.FORBIDDEN}
_LATER = (408, 425, 429)
"""Client errors that pass: timeout, too early, too many requests."""


def of_transport(error: Exception) -> Told:
    """What went wrong on the way to an answer, or with it."""
    text = str(error) or type(error).__name__
    match error:
        case httpx.TimeoutException():
            return Failed(Reason.TIMEOUT, f"no answer in time: {text}")
        case httpx.InvalidURL():
            return Rejected(Reason.BAD_URL, text)
        case httpx.UnsupportedProtocol():
            return Rejected(Reason.BAD_SCHEME, text)
        case httpx.TooManyRedirects():
            return Rejected(Reason.TOO_MANY_REDIRECTS, text)
        case httpx.ConnectError() | httpx.ProxyError():
            return Failed(Reason.TLS_ERROR if _is_tls(error) else Reason.UNREACHABLE, text)
    return Failed(Reason.BROKEN_ANSWER, text)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "CERTIFICATE" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def of_status(status: int, headers: httpx.Headers, now: datetime) -> Told | None:
    """What a status code means for the article; None: here it is.

    401, 403, 404, 410 and other client errors are final; 408, 425, 429 and server errors pass, and are tried again
    no sooner than the server asks (Retry-After, RFC 9110, 10.2.3).
    """
    if 200 <= status < 300:
        return None
    after = retry_after(headers.get("retry-after"), now)
    if status in _LATER:
        return Failed(Reason.TOO_MANY_REQUESTS if status == 429 else Reason.SERVER_ERROR, f"status {status}", after)
    if status >= 500:
        return Failed(Reason.SERVER_ERROR, f"status {status}", after)
    return Rejected(_STATUS.get(status, Reason.HTTP_ERROR), f"status {status}")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, a day at most, from a number of seconds or a date; None where nothing sensible is asked for."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(0.0, seconds), LONGEST_WAIT)
