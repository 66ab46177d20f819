"""The fetch stage: Candidate → Page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from pipeline import urls
from pipeline.errors import Rejected
from pipeline.fetch.optout import OptOut, opted_out
from pipeline.http.client import Answer, Client, Turns
from pipeline.http.robots import Robots
from pipeline.http.tdm import Reservations
from pipeline.outcomes import Reason
from pipeline.records import OPT_OUT, Access, Candidate, Page

ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1"

KEPT_HEADERS = (
    "content-type",
    "content-language",
    "date",
    "etag",
    "last-modified",
    "link",
    "x-robots-tag",
    "tdm-reservation",
)
"""What later stages, and a later look at the same page, have a use for."""

OTHER_TEXTS = ("text/css", "text/javascript", "text/csv", "text/calendar", "text/vcard", "text/event-stream")
"""Text, but never an article; the last one never ends."""

LONGEST_HEADER = 4_096

Slower = Callable[[str, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Manners:
    """What is asked before a page is. `obey`: whether an opt-out refuses a page, or is recorded with it."""

    robots: Robots
    reservations: Reservations | None = None
    obey: bool = True
    slower: Slower | None = None
    """Told of a Crawl-delay: host and seconds."""


async def fetch(
    candidate: Candidate, client: Client, manners: Manners, turns: Turns, access: Access | None = None
) -> Page:
    """Fetches one page: raw bytes, some headers, the final URL and all that were met.

    Each request takes a turn: robots.txt, tdmrep.json, the page, each redirect.

    :param access: how its source's pages are asked for.
    :raises Rejected, Failed, Postponed: as `Client.get`, `Robots.check`, `unsupported-type`, and `noindex`, `noai` or
        `tdm-reservation` where the publisher says so.
    """
    reserved = dict[str, str]()

    async def allowed(url: str) -> None:
        delay = await manners.robots.check(url, turns)
        if delay and manners.slower is not None:
            await manners.slower(urls.host(url) or "", delay)
        if manners.reservations is not None:
            pattern = await manners.reservations.reserved(url, turns)
            if pattern is not None and manners.obey:
                raise Rejected(Reason.TDM_RESERVATION, f"tdmrep.json reserves {pattern}")
            reserved[url] = pattern or ""

    url = urls.normalise(candidate.url)
    answer = await client.get(url, turns, accept=ACCEPT, check=allowed, check_type=refuse_other_types, access=access)
    said = _opted_out(answer, client.token, reserved.get(answer.url))
    if said and manners.obey:
        raise Rejected(*said[0])
    return _page(candidate, answer, said)


def _opted_out(answer: Answer, token: str, reserved: str | None) -> list[OptOut]:
    said = opted_out(answer.headers.multi_items(), answer.body, token)
    if reserved and all(reason is not Reason.TDM_RESERVATION for reason, _ in said):
        said.append((Reason.TDM_RESERVATION, f"tdmrep.json reserves {reserved}"))
    return said


def refuse_other_types(headers: httpx.Headers) -> None:
    """Refuses what can't hold an article, before its body is read; raises `Rejected(unsupported-type)`."""
    kind, _ = _content_type(headers)
    if kind and (kind in OTHER_TEXTS or not kind.startswith(("text/", "application/xhtml+xml", "application/xml"))):
        raise Rejected(Reason.UNSUPPORTED_TYPE, f"{kind} is not a page")


def _content_type(headers: httpx.Headers) -> tuple[str | None, str | None]:
    """Media type and charset as declared (RFC 9110, 8.3)."""
    kind, *parameters = headers.get("content-type", "").split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    charset = next((value.strip().strip("\"'") for name, _, value in pairs if name.strip().lower() == "charset"), None)
    return kind.strip().lower()[:100] or None, charset[:40] if charset else None


def _page(candidate: Candidate, answer: Answer, said: list[OptOut]) -> Page:
    kind, charset = _content_type(answer.headers)
    headers = {name: answer.headers[name][:LONGEST_HEADER] for name in KEPT_HEADERS if name in answer.headers}
    if said:
        headers[OPT_OUT] = ", ".join(reason.value for reason, _ in said)
    return Page(
        url=candidate.url,
        final_url=urls.normalise(answer.url),
        urls=tuple(dict.fromkeys(map(urls.normalise, (candidate.url, *answer.met, answer.url)))),
        content=answer.body,
        content_type=kind,
        charset=charset,
        is_text=kind in ("text/plain", "text/markdown"),
        status=answer.status,
        headers=headers,
        fetched_at=datetime.now(UTC),
        source=candidate.source,
        collections=candidate.collections,
        hints=candidate.hints,
    )
