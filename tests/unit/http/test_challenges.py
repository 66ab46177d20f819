"""Challenge pages, told apart from honest ones of the same providers' customers."""

from __future__ import annotations

import pytest

from pipeline.http.challenges import SMALL, challenger

HTML = {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "who"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (503, HTML, b"<html><head><title>Just a moment...</title>", "Cloudflare"),
        (200, HTML, b"<script>window._cf_chl_opt={}</script>", "Cloudflare"),
        (403, HTML, b'<script src="https://ct.captcha-delivery.com/c.js"></script>', "DataDome"),
        (403, HTML, b"Request unsuccessful. Incapsula incident ID: 123", "Imperva"),
        (200, HTML, b'<iframe src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1">', "Imperva"),
        (200, HTML, b'<div id="sec-if-cpt-container">', "Akamai"),
        (202, {"x-amzn-waf-action": "challenge"}, b"", "AWS WAF"),
        (405, {"x-amzn-waf-action": "captcha"}, b"", "AWS WAF"),
        (429, {"x-vercel-mitigated": "challenge"}, b"", "Vercel"),
    ],
)
def test_a_challenge_is_told_with_its_provider(status: int, headers: dict[str, str], body: bytes, who: str) -> None:
    assert challenger(status, headers, body, len(body)) == who


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, HTML, b"<h1>Forbidden</h1>"),
        (429, HTML, b"Slow down"),
        (200, HTML, b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><p>News</p>'),
        (200, HTML, b'<script src="https://js.datadome.co/tags.js"></script>'),
        (200, HTML, b'<script src="/_Incapsula_Resource?SWJIYLWA=719d"></script>'),
        (200, {"content-type": "application/rss+xml"}, b"<title>Just a moment...</title>"),
        (200, {"cf-mitigated": ""}, b""),
    ],
)
def test_an_honest_answer_is_none(status: int, headers: dict[str, str], body: bytes) -> None:
    assert challenger(status, headers, body, len(body)) is None


def test_an_article_that_quotes_a_challenge_page_is_an_article() -> None:
    assert challenger(200, HTML, b"<p>They all say _cf_chl_opt</p>", SMALL + 1) is None
