"""From what somebody names to sources that are followed: what `rotative add`, `sources import` and the API share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from config import packs
from pipeline.discover import opml
from pipeline.discover.report import Report
from pipeline.errors import Misuse
from pipeline.outcomes import Reason
from pipeline.records import Announced
from web.sources import batches, masked
from workers.following import Wanted, follow, tried, untried
from workers.parts import Parts

NO_WEB_ADDRESS = (
    "a list, a page or the API may only name web addresses (http, https): only the command line names files"
)


def is_web(url: str) -> bool:
    """Whether it names something on the web, and not on this machine."""
    try:
        return urlsplit(url.strip()).scheme.lower() in ("http", "https")
    except ValueError:
        return False


def read_list(content: bytes, how: Wanted) -> list[Wanted]:
    """What an OPML list names, each as `how` says, in its folders' collections besides those of `how`.

    :raises Rejected: it can't be read.
    """
    return named(opml.read(content), how)


def named(announced: Iterable[Announced], how: Wanted) -> list[Wanted]:
    """Announced sources as they are to be followed; a title of their own goes before that of `how`."""
    return [
        how.evolve(
            url=one.url,
            kind=one.kind,
            title=one.title or how.title,
            collections=tuple(dict.fromkeys((*how.collections, *one.collections))),
        )
        for one in announced
    ]


def pack(name: str, how: Wanted) -> list[Wanted]:
    """The sources of a pack; raises `Misuse` when there is none of this name."""
    return read_list(packs.content(name), how)


def try_out(parts: Parts, wanted: Sequence[Wanted], *, local: bool) -> list[Report]:
    """Asks each what it is, in order; nothing is stored.

    :param local: whether files of this machine may be named.
    :raises Away: Redis or the index can't be reached.
    """
    refused = {at: _refused(one.url) for at, one in enumerate(wanted) if not local and not is_web(one.url)}
    asked = iter(tried(parts, [one for at, one in enumerate(wanted) if at not in refused]))
    return [refused[at] if at in refused else next(asked) for at in range(len(wanted))]


def take_as_is(parts: Parts, wanted: Sequence[Wanted], *, local: bool) -> list[Report]:
    """The same without asking anybody, for lists and packs."""
    reports = [_as_is(parts, one, local) for one in wanted]
    known: set[str] = set()
    for ids in batches([report.source.id for report in reports if report.source]):
        known.update(parts.sources.sources(ids))
    return [report.evolve(known=bool(report.source and report.source.id in known)) for report in reports]


def _as_is(parts: Parts, one: Wanted, local: bool) -> Report:
    if not local and not is_web(one.url):
        return _refused(one.url)
    try:
        (source,) = untried(parts, [one])
    except Misuse as error:
        return Report(url=one.url, problem=Reason.BAD_URL, detail=str(error))
    return Report(url=one.url, source=source)


def _refused(url: str) -> Report:
    return Report(url=url, problem=Reason.BAD_SCHEME, detail=NO_WEB_ADDRESS)


def opened(parts: Parts, reports: Iterable[Report], how: Wanted, everything: bool = False) -> Iterator[Report]:
    """Each report; a list gives way to what it names, and with `everything` what a site announces comes besides.

    Lists are taken as they are, what a site announces is tried.
    """
    for report in reports:
        if is_list_report(report):
            yield from take_as_is(parts, named(report.announced, how), local=False)
            continue
        yield report
        if everything and report.announced:
            own = report.source.url if report.source else report.url
            others = [one for one in report.announced if one.url != own]
            yield from try_out(parts, named(others, how), local=False)


def is_list_report(report: Report) -> bool:
    """Whether it tells of an OPML list, and not of a source."""
    return report.format.startswith(opml.FORMAT)


def followed(parts: Parts, reports: Sequence[Report]) -> list[Report]:
    """Follows what can be, and notes what was followed already; with secrets masked, so that each may be shown."""
    sources = [report.source for report in reports if report.source]
    added: list[bool] = []
    for at in range(0, len(sources), 500):
        added += follow(parts, sources[at : at + 500])
    fresh = iter(added)
    return [shown(report.evolve(known=not next(fresh)) if report.source else report) for report in reports]


def shown(report: Report) -> Report:
    """The report with secrets masked."""
    if report.source is None:
        return report
    return report.evolve(source=report.source.evolve(access=masked(report.source.access)))
