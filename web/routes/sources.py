"""The sources that are followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field, StringConstraints

from pipeline.discover.report import Report
from pipeline.errors import Misuse, Rejected
from pipeline.records import Access, Record
from pipeline.sources.records import Verdict
from web import adding, options, paging, sources
from web.routes.deps import OpenParts, json_only, problems
from web.sources import Filter, SourceDetail, SourceSummary
from workers.following import Wanted

router = APIRouter(tags=["sources"])

MOST_TRIED, MOST_LISTED = 50, 10_000
"""URLs of one request: each is asked while the request waits, or only scheduled."""

Url = Annotated[str, StringConstraints(min_length=1, max_length=8192)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Secret = Annotated[str, StringConstraints(max_length=options.LONGEST_VALUE)]
Id = Annotated[str, Path(max_length=200, description="Its id, or at least 6 of its first characters.")]
Every = Annotated[str, StringConstraints(max_length=20)] | float
Collections = Annotated[tuple[Text, ...], Field(max_length=options.MOST_COLLECTIONS)]
Fields = Annotated[dict[Text, Secret], Field(max_length=options.MOST_FIELDS)]

FOLLOWED: dict[int | str, dict[str, Any]] = {
    201: {"description": "Something is followed that wasn't", "model": list[Report]},
    **problems(400, 413, 415, 422, 503),
}

OPML = "text/x-opml; charset=utf-8"


class Options(Record):
    """How sources are read. Times without a zone are of `time_zone` (IANA), `delay` in seconds, `every` in seconds
    or as `15m`, `2h`, `1d`, `since` as in search (`2026-01-31`, `30d`)."""

    title: Text | None = None
    collections: Collections | None = None
    headers: Fields | None = None
    cookies: Fields | None = None
    proxy: Url | None = None
    time_zone: Text | None = None
    delay: float | None = None
    every: Every | None = None
    since: Text | None = None


class Wish(Options):
    """What to follow: web addresses, a pack, or an OPML list (lists and packs are followed without trying each).

    `all`: also what the sites announce. `check: false`: schedule without trying. `dry_run`: try and report only.
    """

    url: Url | None = None
    urls: Annotated[tuple[Url, ...], Field(max_length=MOST_LISTED)] = ()
    pack: Text | None = None
    opml: str | None = None
    all: bool = False
    check: bool = True
    dry_run: bool = False


class Changes(Options):
    """What to change: a field that is left out stays, null takes it back. Collections, headers and cookies are replaced
    as a whole."""

    url: Url | None = None
    paused: bool | None = None


class SourcePage(Record):
    """A page of sources. `next`: the cursor of the following page, null on the last one."""

    sources: tuple[SourceSummary, ...]
    next: str | None = None


@router.get("/api/sources", responses=problems(400, 422, 503))
def listing(
    parts: OpenParts,
    verdict: Annotated[list[Verdict] | None, Query(description="Only these verdicts.")] = None,
    collection: Annotated[list[str] | None, Query(description="Only these collections.")] = None,
    paused: Annotated[bool | None, Query(description="Only paused ones, or only the others.")] = None,
    limit: Annotated[int, Query(ge=1, le=paging.LARGEST, description="Sources on a page.")] = 100,
    cursor: Annotated[str | None, Query(max_length=200, description="`next` of the page before.")] = None,
) -> SourcePage:
    """The sources with how they are doing, in the order in which they were added."""
    chosen = Filter(verdicts=tuple(verdict or ()), collections=tuple(collection or ()), paused=paused)
    found, following = paging.page(parts, chosen, limit, cursor)
    return SourcePage(sources=tuple(found), next=following)


@router.post("/api/sources", dependencies=[Depends(json_only)], responses=FOLLOWED)
def add(parts: OpenParts, wish: Wish, response: Response) -> list[Report]:
    """Tries each address, says what it is, and follows it: 201 when something is followed that wasn't, else 200.

    A report without `source` has the `problem` and its `detail`. Only the command line may name files and folders.
    """
    how = Wanted(url="", **_as_asked(parts, wish.model_dump(include=set(Options.model_fields), exclude_none=True)))
    found = list(adding.opened(parts, _tried(parts, wish, how), how, wish.all))
    if wish.dry_run:
        return list(map(adding.shown, found))
    done = adding.followed(parts, found)
    response.status_code = 201 if any(report.source and not report.known for report in done) else 200
    return done


def _tried(parts: OpenParts, wish: Wish, how: Wanted) -> list[Report]:
    listed = [*(adding.pack(wish.pack, how) if wish.pack else ()), *(_list(wish.opml, how) if wish.opml else ())]
    urls = [*([wish.url] if wish.url else ()), *wish.urls]
    if not urls and not listed:
        raise Misuse("say what to follow: url, urls, pack or opml")
    for url in urls:
        if not adding.is_web(url):
            raise Misuse(f"{url[:200]!a}: {adding.NO_WEB_ADDRESS}")
    if wish.check and len(urls) > MOST_TRIED:
        raise Misuse(f"at most {MOST_TRIED} addresses are tried in one request: send several, or check: false")
    wanted = [how.evolve(url=url) for url in urls]
    tried = adding.try_out if wish.check else adding.take_as_is
    return [*adding.take_as_is(parts, listed, local=False), *tried(parts, wanted, local=False)]


def _no_proxy(_: object) -> str:
    # It may stand in the inner network, and nothing here can tell whether who asks may reach that.
    raise Misuse("only the command line sets a proxy: `rotative add --proxy`, `rotative sources set --proxy`")


def _list(content: str, how: Wanted) -> list[Wanted]:
    try:
        return adding.read_list(content.encode("utf-8", "replace"), how)
    except Rejected as error:
        raise Misuse(f"opml can't be read as a list of sources: {error}") from None


def _as_asked(parts: OpenParts, given: Mapping[str, Any]) -> dict[str, Any]:
    checked = _checked(parts, given)
    access = Access(**{name: checked.pop(name) for name in list(checked) if name in Access.model_fields})
    return {**checked, "access": access}


def _checked(parts: OpenParts, given: Mapping[str, Any]) -> dict[str, Any]:
    """Options by the rules of the command."""
    checks: dict[str, Callable[[Any], Any]] = {
        "title": options.title,
        "collections": options.collections,
        "headers": options.checked_headers,
        "cookies": options.checked_cookies,
        "proxy": _no_proxy,
        "time_zone": options.time_zone,
        "delay": options.delay,
        "every": options.every,
        "since": lambda text: options.since(text, sources.now(parts)),
    }
    return {name: checks[name](value) for name, value in given.items() if name in checks}


@router.get("/api/sources/export", responses={200: {"content": {"text/x-opml": {}}}, **problems(503)})
def export(
    parts: OpenParts, collection: Annotated[list[str] | None, Query(description="Only these collections.")] = None
) -> Response:
    """The sources as OPML, their collections as folders; headers, cookies and proxies stay out of it."""
    content = sources.as_opml(parts, Filter(collections=tuple(collection or ())))
    named = {"Content-Disposition": 'attachment; filename="rotative.opml"'}
    return Response(content, media_type=OPML, headers=named)


@router.get("/api/sources/{id}", responses=problems(404, 503))
def one(parts: OpenParts, id: Id) -> SourceDetail:
    """All that is known of one: the diagnosis, its articles by day, its history."""
    return sources.detail(parts, _found(parts, id))


@router.patch("/api/sources/{id}", dependencies=[Depends(json_only)], responses=problems(400, 404, 415, 422, 503))
def change(parts: OpenParts, id: Id, changes: Changes) -> SourceDetail:
    """Changes how one is read."""
    asked = changes.model_dump(exclude_unset=True)
    unset = [name for name, value in asked.items() if value is None and name not in ("url", "paused")]
    given = _checked(parts, {name: value for name, value in asked.items() if value is not None})
    if changes.paused is not None:
        given["paused"] = changes.paused
    return sources.rewrite(parts, _found(parts, id), given, unset, changes.url)


@router.delete("/api/sources/{id}", status_code=204, responses=problems(404, 503))
def remove(parts: OpenParts, id: Id) -> None:
    """Follows it no longer; the articles that it brought stay."""
    parts.sources.remove([_found(parts, id)])


@router.post(
    "/api/sources/{id}/check", status_code=202, dependencies=[Depends(json_only)], responses=problems(404, 415, 503)
)
def check(parts: OpenParts, id: Id) -> SourceDetail:
    """Makes it due now."""
    found = _found(parts, id)
    parts.sources.hurry([found])
    return sources.detail(parts, found)


@router.post("/api/sources/{id}/pause", dependencies=[Depends(json_only)], responses=problems(404, 415, 503))
def pause(parts: OpenParts, id: Id) -> SourceDetail:
    """Stops checking it, until it is resumed."""
    return sources.change(parts, _found(parts, id), paused=True)


@router.post("/api/sources/{id}/resume", dependencies=[Depends(json_only)], responses=problems(404, 415, 503))
def resume(parts: OpenParts, id: Id) -> SourceDetail:
    """Checks it again."""
    return sources.change(parts, _found(parts, id), paused=False)


def _found(parts: OpenParts, id: str) -> str:
    (found,) = sources.find(parts, [id])
    return found
