"""Challenge pages: what stands between a site and a machine, told apart from the answer that was asked for. Pure.

A mark counts only where it means that the answer itself was withheld: the scripts of the same providers stand in the
honest pages of their customers too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

STATUSES = (401, 403, 405, 429, 503)
"""Statuses that come with a challenge, as a rule."""

SMALL = 48 * 1024
"""Bytes of a page under a good status that can be a challenge: they carry a script and a sentence, no article."""

HEADERS = {
    "cf-mitigated": ("challenge", "Cloudflare"),
    "x-vercel-mitigated": ("challenge", "Vercel"),
    "x-amzn-waf-action": ("challenge", "AWS WAF"),
}
"""Headers by which providers say it themselves: name, how the value begins, who."""

CAPTCHA = "captcha"
"""The other value of AWS WAF's header."""

MARKS = (
    (
        "Cloudflare",
        re.compile(rb"<title>(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)</title>|_cf_chl_opt\b"),
    ),
    ("DataDome", re.compile(rb"(?:geo|interstitial)\.captcha-delivery\.com/(?:captcha|interstitial|c\.js|i\.js)")),
    ("Akamai", re.compile(rb"sec-if-cpt-container|/_sec/cp_challenge/|sec_chlge_form|\bbm-verify=")),
    ("Imperva", re.compile(rb"Incapsula incident ID|_Incapsula_Resource\?[^\"'<>]{0,400}(?:incident_id|edet)=")),
    ("HUMAN", re.compile(rb"id=[\"']px-captcha[\"']|captcha\.px-(?:cdn|cloud)\.net")),
    ("AWS WAF", re.compile(rb"\bgokuProps\b|AwsWafIntegration\.(?:getToken|forceRefreshToken)")),
    ("Sucuri", re.compile(rb"sucuri_cloudproxy_js|Sucuri WebSite Firewall - Access Denied")),
    ("DDoS-Guard", re.compile(rb"<title>DDoS-Guard</title>|/\.well-known/ddos-guard/")),
    ("Anubis", re.compile(rb"/\.within\.website/x/cmd/anubis/")),
)
"""What only their challenge pages have."""


def challenger(status: int, headers: Mapping[str, str], beginning: bytes, length: int) -> str | None:
    """Whose challenge page this is; None: no challenge.

    :param headers: names in any case (httpx), or in lower case.
    :param beginning: the first bytes of the body.
    :param length: bytes of the body in all.
    """
    for name, (value, who) in HEADERS.items():
        told = headers.get(name, "").strip().lower()
        if told.startswith(value) or (name == "x-amzn-waf-action" and told.startswith(CAPTCHA)):
            return who
    good = 200 <= status < 300
    if good and (length > SMALL or "html" not in headers.get("content-type", "html").lower()):
        return None
    return next((who for who, mark in MARKS if mark.search(beginning)), None)
