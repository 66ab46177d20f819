"""URLs: their normal form, the identity of an article, whose they are."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

from pipeline.errors import Rejected
from pipeline.outcomes import Reason

LONGEST = 2_048
"""Code points of a URL: what every browser and server takes (RFC 9110, 4.1, asks for 8,000 at least)."""

TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d|format|link|ptr|bbc\w*)|mc_[ce]id|mtm_\w+|pk_\w+|hsa_\w+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|"
    r"xtor|xtref|xts|xtcr|ns_(?:source|mchannel|campaign|linkname|fee)|wt_mc\w*|cmpid|smid|smtyp|ocid|ftag|"
    r"_ga|_gl|_hsenc|_hsmi|__twitter_impression|s_cid|ref_src|guccounter|guce_referrer\w*|"
    r"share_source|sharetype|echobox)",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, not what is read: analytics and advertising of Google, Meta,
Microsoft, X, TikTok, Matomo, HubSpot, AT Internet, Webtrends and of the press's own newsletters."""

DEFAULT_PORT = {"http": 80, "https": 443}

_domain = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)


def normalise(url: str) -> str:
    """The normal form of an absolute http, https or file URL: two that differ only there name the same page.

    Scheme and host in lower case, the host in ASCII, escapes and dot segments resolved, no default port, fragment
    or tracking parameter (RFC 3986, 6.2.2 and 6.2.3).

    :raises Rejected: `bad-scheme` for another scheme, `bad-url` for what is no URL, carries a password, or is too long.
    """
    text = url.strip()
    if len(text) > LONGEST:
        raise Rejected(Reason.BAD_URL, f"longer than {LONGEST} characters")
    try:
        parts = urlsplit(text)
        if parts.scheme.lower() == "file":
            return _file(parts)
        _refuse_scheme(parts, text)
        return _web(urlsplit(safe_url_string(text)))
    except (ValueError, UnicodeError) as error:
        raise Rejected(Reason.BAD_URL, f"not a URL: {str(error)[:200]}") from None


def _refuse_scheme(parts: SplitResult, text: str) -> None:
    if parts.scheme.lower() not in DEFAULT_PORT:
        what = f"{parts.scheme}: is not http or https" if parts.scheme else f"not an absolute URL: {text[:80]}"
        raise Rejected(Reason.BAD_SCHEME if parts.scheme else Reason.BAD_URL, what)


def _file(parts: SplitResult) -> str:
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise Rejected(Reason.BAD_URL, "a file URL is absolute and local")
    return urlunsplit(("file", "", parts.path, parts.query, parts.fragment))


def _web(parts: SplitResult) -> str:
    if parts.username is not None or parts.password is not None:
        raise Rejected(Reason.BAD_URL, "carries a user name or password")
    scheme, host, port = parts.scheme.lower(), _ascii(parts.hostname or ""), parts.port
    netloc = host if port in (None, DEFAULT_PORT[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _resolved(parts.path or "/"), _meaningful(parts.query), ""))


def _ascii(host: str) -> str:
    if not host or any(character in host for character in " <>\\^`{|}%"):
        raise Rejected(Reason.BAD_URL, "has no host")
    if ":" in host:
        return f"[{host}]"
    plain = host.rstrip(".").lower()
    encoded = plain if plain.isascii() else plain.encode("idna").decode("ascii")
    if not encoded or any(len(label) > 63 or not label for label in encoded.split(".")):
        raise Rejected(Reason.BAD_URL, f"not a host: {host[:80]}")
    return encoded


def _resolved(path: str) -> str:
    """Without dot segments (RFC 3986, 5.2.4), and with escapes in upper case."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return re.sub(r"%[0-9a-f]{2}", lambda escape: escape[0].upper(), "/" + "/".join(kept), flags=re.IGNORECASE)


def _meaningful(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    kept = [(name, value) for name, value in pairs if not TRACKING.fullmatch(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def article_id(url: str) -> str:
    """The identity of the article at a URL, 32 hexadecimal digits; raises `Rejected` as `normalise` does."""
    return hashlib.sha256(normalise(url).encode()).hexdigest()[:32]


def content_id(content: bytes) -> str:
    """The identity of an article that has no URL: 32 hexadecimal digits of its content's SHA-256."""
    return hashlib.sha256(content).hexdigest()[:32]


def host(url: str) -> str | None:
    """Whose turn a request takes: the host, with its port when it isn't the scheme's own. None: no web URL."""
    try:
        parts = urlsplit(normalise(url))
    except Rejected:
        return None
    return parts.netloc or None


def site(url: str) -> str | None:
    """The host as people know it, without `www.` and port; None for a file."""
    try:
        name = urlsplit(normalise(url)).hostname
    except Rejected:
        return None
    return name.removeprefix("www.") if name else None


@lru_cache(maxsize=4096)
def _registrable(name: str) -> str:
    return _domain(name).top_domain_under_public_suffix or name


def registrable_domain(url: str) -> str | None:
    """The domain that was registered (publicsuffix.org); an address or a bare name is its own. None: no web URL."""
    name = site(url)
    return _registrable(name) if name else None


def trusted_canonical(declared: str | None, page_url: str) -> str | None:
    """The URL that a page declares as its canonical one, if it can be believed; None otherwise.

    It counts only within the same registrable domain and never towards a root path: sites by mistake declare their
    home page for every article, and anybody could declare somebody else's article.
    """
    if not declared or not declared.strip():
        return None
    try:
        canonical = normalise(urljoin(page_url, declared.strip()))
    except (Rejected, ValueError):
        return None
    parts = urlsplit(canonical)
    own = registrable_domain(page_url)
    if parts.scheme not in DEFAULT_PORT or own is None or registrable_domain(canonical) != own:
        return None
    return canonical if parts.path != "/" or parts.query else None
