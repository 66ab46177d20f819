"""One `get` on its way through redirects: where it is, where it has been, and what it may say of itself there."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from pipeline import urls
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Access

OURS = frozenset(
    ("host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect", "trailer", "cookie",
     "accept-encoding", "if-none-match", "if-modified-since", "range", "proxy-authorization")
)  # fmt: skip
"""Headers that say how a request is made, not who asks: a source's own headers don't replace them."""


class Visit:
    """The state of one `get`: its present URL, the cookies of its way (each goes back to its own host only, and all are
    forgotten in the end), and what `access` lets it add."""

    def __init__(self, url: str, access: Access | None) -> None:
        self.url = url
        self._start, self._access = url, access or Access()
        self._met: list[str] = []
        self._cookies = httpx.Cookies()
        self._been = {self._here()}
        self._moved_to: str | None = None
        self._for_good = True

    @property
    def proxy(self) -> str | None:
        """The proxy that all requests go through."""
        return self._access.proxy

    @property
    def met(self) -> tuple[str, ...]:
        """The URLs before the present one, each once."""
        return tuple(dict.fromkeys(self._met))

    @property
    def moved_to(self) -> str | None:
        """Where the permanent redirects from the start led; None: nowhere else."""
        return self._moved_to if self._moved_to != self._start else None

    def go(self, to: str, permanent: bool) -> None:
        """Follows a redirect; raises `Rejected(too-many-redirects)` for one that leads in a circle.

        To be sent back to where one was is no circle when there is a new cookie to show.
        """
        self._met.append(self.url)
        self._for_good = self._for_good and permanent
        self.url = to
        if self._for_good:
            self._moved_to = to
        if self._here() in self._been:
            raise Rejected(Reason.TOO_MANY_REDIRECTS, f"redirects in a circle at {to}")
        self._been.add(self._here())

    def _here(self) -> tuple[str, str]:
        return self.url, self._jar_header()

    def headers(self, wished: dict[str, str]) -> list[tuple[bytes, bytes]]:
        """The headers of the next request: what is wished, the access's own where it counts, and cookies."""
        own = self._access.headers if self._is_ours() else {}
        all_of_them = wished | {name: value for name, value in own.items() if name.lower() not in OURS}
        cookies = "; ".join(filter(None, (self._own_cookies(), self._jar_header())))
        if cookies:
            all_of_them["Cookie"] = cookies
        return [(name.encode(), value.encode()) for name, value in all_of_them.items()]

    def keep_cookies(self, response: httpx.Response) -> None:
        """Notes the cookies that an answer sets."""
        self._cookies.extract_cookies(response)

    def _is_ours(self) -> bool:
        """Whether the access's headers and cookies may be told here: on its domain, and never in the clear what was
        first told under TLS."""
        is_downgrade = urlsplit(self._start).scheme == "https" and urlsplit(self.url).scheme != "https"
        domain = self._access.domain
        return domain is not None and not is_downgrade and urls.registrable_domain(self.url) == domain.lower()

    def _own_cookies(self) -> str:
        cookies = self._access.cookies if self._is_ours() else {}
        return "; ".join(f"{name}={value}" for name, value in cookies.items())

    def _jar_header(self) -> str:
        if not self._cookies.jar:
            return ""
        request = httpx.Request("GET", self.url)
        self._cookies.set_cookie_header(request)
        return str(request.headers.get("cookie", ""))
