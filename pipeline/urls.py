"""URLs: their normal form, the identity of an article, whose they are."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import string
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import idna
import tldextract
from w3lib.url import safe_url_string

from pipeline.errors import Rejected
from pipeline.outcomes import Reason

LONGEST = 8_000
"""Characters of a normal form: what every server is asked to take (RFC 9110, 4.1). Slugs in other than Latin script
have nine to a letter."""

TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign\w*|custom\d|format|creation|variant|send_date|link\w*|ptr\w*|bbc\w*)|mc_[ce]id|"
    r"mtm_\w+|pk_(?:campaign|kwd|source|medium|content|cid|keyword)|matomo_\w+|piwik_\w+|hsa_\w+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|srsltid|msclkid|yclid|twclid|ttclid|li_fat_id|"
    r"igshid|igsh|mibextid|epik|__tn__|__cft__(?:\[\d\])?|"
    r"xtor|xtref|xts|xtcr|ns_(?:source|mchannel|campaign|linkname|fee)|wt_mc\w*|wt_zmc|cmpid|smid|smtyp|ocid|ftag|"
    r"_ga|_gl|_hsenc|_hsmi|__twitter_impression|s_cid|s_kwcid|ref_src|ref_url|guccounter|guce_referrer\w*|mkt_tok|"
    r"vero_id|oly_anon_id|oly_enc_id|share_source|sharetype|echobox|lmd_(?:medium|campaign|creation|source))",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, not what is read: analytics and advertising of Google, Meta,
Microsoft, X, TikTok, LinkedIn, Matomo, HubSpot, Marketo, AT Internet, Webtrends and of the press's own newsletters."""

DEFAULT_PORT = {"http": 80, "https": 443}

_AMP_PAGE = re.compile(r"amp(?:=(?:1|true|yes|html)?)?|outputtype=amp", re.IGNORECASE)
"""Parameters that ask for the AMP form of a page, and for nothing else."""

_AMP_CACHE = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/amp|[a-z0-9-]+\.cdn\.ampproject\.org/[cv]|[a-z0-9-]+\.bing-amp\.com/[cv])/"
    r"(?P<secure>s/)?(?P<page>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/.*)?)"
)
"""A page in an AMP cache or viewer (amp.dev, "AMP Cache URL format"): its own URL stands in the path."""

_AMP_VIEWER = re.compile(r"amp_(?:js_v|gsa|r|kit|ct|lite)|usqp|aoh|amp_tf|referrer", re.IGNORECASE)
"""Parameters that a viewer adds to a page's own."""

MOBILE = frozenset({"amp", "m", "mobile", "mobi", "touch", "wap"})
"""Labels of a host under which a site shows the same pages again for small screens."""

_AMP_END = re.compile(r"/amp/?$|/amp\.html?$|\.amp(?=\.html?$)|\.amp$|(?<=^)/amp(?=/)")
"""How the path of an AMP form differs from the page's own."""

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_UPLOAD = re.compile(r"upload:([0-9a-f]{32})")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")

# Private suffixes count: who has one blog of a host of blogs does not speak for the others.
_domain = tldextract.TLDExtract(
    cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True
)


def normalise(url: str) -> str:
    """The normal form of an absolute http, https or file URL: two that differ only there name the same page.

    Scheme and host in lower case, the host in ASCII (UTS 46), needless escapes undone, dot segments resolved, no
    default port, fragment or tracking parameter (RFC 3986, 6.2.2 and 6.2.3), nor one that asks for the AMP form; a
    page in an AMP cache or viewer is the page itself. An article without a URL has `upload:` and its id, which stays
    as it is.

    :raises Rejected: `bad-scheme` for another scheme, `bad-url` for what is no URL, carries a password, or is too long.
    """
    normal = _normal(url, _meaningful)
    while cached := _AMP_CACHE.fullmatch(normal):
        try:
            normal = _normal(_out_of_cache(cached), _meaningful)
        except Rejected:
            break
    return normal


def _out_of_cache(cached: re.Match[str]) -> str:
    """The URL of a page in an AMP cache, without what its viewer added."""
    page, _, query = cached["page"].partition("?")
    kept = [pair for pair in query.split("&") if not _AMP_VIEWER.fullmatch(pair.partition("=")[0])]
    return f"{'https' if cached['secure'] else 'http'}://{page}" + (f"?{'&'.join(kept)}" if any(kept) else "")


def variants(url: str) -> tuple[str, ...]:
    """The plain forms that a page in its AMP or mobile form may have, likeliest first; none for a page that is plain.

    For asking whether an article is known already, not for fetching: nobody promises that they exist.
    """
    try:
        parts = urlsplit(normalise(url))
    except Rejected:
        return ()
    if parts.scheme not in DEFAULT_PORT:
        return ()
    forms = [
        urlunsplit(parts._replace(netloc=netloc, path=path))
        for path in _plain_paths(parts.path)
        for netloc in _plain_hosts(parts.netloc)
    ]
    own = urlunsplit(parts)
    return tuple(form for form in dict.fromkeys(forms) if form != own)


def _plain_hosts(netloc: str) -> list[str]:
    """The hosts without the label for small screens (`m.example.org`, `fr.m.example.org`), or the host itself."""
    name, colon, port = netloc.partition(":")
    subdomain = _domain(name).subdomain.split(".")
    plain = [label for label in subdomain if label not in MOBILE]
    if plain == subdomain:
        return [netloc]
    own = name.split(".")[len(subdomain) :]
    hosts = [".".join((*labels, *own)) for labels in ([plain] if plain else [["www"], []])]
    return [f"{host}{colon}{port}" for host in hosts]


def _plain_paths(path: str) -> list[str]:
    """The paths without the sign of the AMP form, with and without a slash where that leaves it open."""
    plain = _AMP_END.sub("", path, count=1)
    if plain == path or not plain.strip("/"):
        return [path]
    if path.endswith(("/amp", "/amp.html", "/amp.htm")):
        return [plain, f"{plain}/"]
    return [f"{plain}/", plain] if path.endswith("/amp/") else [plain]


def redirected(url: str, location: str) -> str:
    """The URL to which a page redirects, in normal form but with all of its parameters: the server asked for them.

    :raises Rejected: as `normalise` does.
    """
    try:
        target = urljoin(url, location.strip())
    except ValueError:
        raise Rejected(Reason.BAD_URL, f"redirects to what is no URL: {location[:200]}") from None
    return _normal(target, _escaped)


def _normal(url: str, query: Callable[[str], str]) -> str:
    text = url.strip()
    try:
        normal = _by_scheme(text, query) if len(text) <= LONGEST else text
        normal.encode()
    except (ValueError, UnicodeError) as error:
        raise Rejected(Reason.BAD_URL, f"not a URL: {ascii(str(error))[:200]}") from None
    if len(normal) > LONGEST:
        raise Rejected(Reason.BAD_URL, f"longer than {LONGEST} characters")
    return normal


def _by_scheme(text: str, query: Callable[[str], str]) -> str:
    parts = urlsplit(text)
    if parts.scheme in DEFAULT_PORT:
        return _web(parts, query)
    if parts.scheme == "file":
        return _file(parts)
    if _UPLOAD.fullmatch(text):
        return text
    if parts.scheme:
        raise Rejected(Reason.BAD_SCHEME, f"{parts.scheme}: is not http or https")
    raise Rejected(Reason.BAD_URL, f"not an absolute URL: {text[:80]!a}")


def _file(parts: SplitResult) -> str:
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise Rejected(Reason.BAD_URL, "a file URL is absolute and local")
    tail = urlunsplit(("", "", "", parts.query, parts.fragment))
    return f"file://{quote(unquote_to_bytes(parts.path))}{tail}"


def _web(parts: SplitResult, query: Callable[[str], str]) -> str:
    if parts.username is not None or parts.password is not None:
        raise Rejected(Reason.BAD_URL, "carries a user name or password")
    host, port = _ascii(parts.hostname or ""), parts.port
    if port == 0:
        raise Rejected(Reason.BAD_URL, "no server has port 0")
    netloc = host if port in (None, DEFAULT_PORT[parts.scheme]) else f"{host}:{port}"
    safe = urlsplit(safe_url_string(urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))))
    path = _resolved(_escaped(safe.path or "/"))
    return urlunsplit((parts.scheme, netloc, path, query(_escaped(safe.query)), ""))


def _ascii(host: str) -> str:
    """A host as it is asked for: an IPv6 address in brackets, a name in lower case and ASCII (RFC 5891, UTS 46)."""
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host)}]"
    plain = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    name = plain.lower().removesuffix(".")
    if not _HOST.fullmatch(name):
        raise Rejected(Reason.BAD_URL, f"not a host: {host[:80]!a}" if host else "has no host")
    return name


def _escaped(text: str) -> str:
    """With the escapes that are needed and no others, in upper case (RFC 3986, 6.2.2.1 and 6.2.2.2)."""
    return _ESCAPE.sub(_needed, _STRAY.sub("%25", text))


def _needed(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _resolved(path: str) -> str:
    """Without dot segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/" + "/".join(kept)


def _meaningful(query: str) -> str:
    """Without tracking and wishes for AMP; what is kept stays as it is written, whatever its encoding."""
    return "&".join(pair for pair in query.split("&") if not _is_noise(pair))


def _is_noise(pair: str) -> bool:
    return bool(TRACKING.fullmatch(unquote_plus(pair.partition("=")[0])) or _AMP_PAGE.fullmatch(pair))


def article_id(url: str) -> str:
    """The identity of the article at a URL, 32 hexadecimal digits; raises `Rejected` as `normalise` does."""
    normal = normalise(url)
    uploaded = _UPLOAD.fullmatch(normal)
    return uploaded[1] if uploaded else hashlib.sha256(normal.encode()).hexdigest()[:32]


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
