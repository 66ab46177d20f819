"""Challenge pages: what stands between a site and a machine, told apart from the answer that was asked for. Pure.

A mark counts only where it means that the answer itself was withheld: the scripts of the same providers stand in the
honest pages of their customers too.
"""

from __future__ import annotations

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

MARKS = {
    "Cloudflare": (
        b"<title>Just a moment...</title>",
        b"<title>Attention Required! | Cloudflare</title>",
        b"_cf_chl_opt",
    ),
    "DataDome": (
        b"geo.captcha-delivery.com/captcha/",
        b"geo.captcha-delivery.com/interstitial/",
        b"ct.captcha-delivery.com/c.js",
        b"ct.captcha-delivery.com/i.js",
    ),
    "Akamai": (b"sec-if-cpt-container", b"/_sec/cp_challenge/", b"sec_chlge_form", b"bm-verify="),
    "Imperva": (b"Incapsula incident ID", b"_Incapsula_Resource?CWUDNSAI="),
    "HUMAN": (b'id="px-captcha"', b"id='px-captcha'", b"captcha.px-cdn.net", b"captcha.px-cloud.net"),
    "AWS WAF": (b"gokuProps",),
    "Sucuri": (b"sucuri_cloudproxy_js", b"Sucuri WebSite Firewall - Access Denied"),
    "DDoS-Guard": (b"<title>DDoS-Guard</title>", b"/.well-known/ddos-guard/"),
    "Anubis": (b"/.within.website/x/cmd/anubis/",),
}
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
    return next((who for who, marks in MARKS.items() if any(mark in beginning for mark in marks)), None)
