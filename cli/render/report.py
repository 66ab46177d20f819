"""What trying a URL found out, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from cli import safe
from cli.render.moments import local, span

if TYPE_CHECKING:
    from pipeline.discover.report import Report
    from pipeline.records import Announced, Entry

SAMPLES, EXAMPLES, ANNOUNCED = 5, 3, 20

ADVICE = {
    "not-a-source": "add its feed or news sitemap; `rotative ingest URL` reads one page",
    "broken-source": "look at it in a browser; what it should be, its site's owner knows",
    "empty": "it lists no article now: add --no-check to follow it all the same",
    "robots": "its robots.txt does not let us read it: ask its owner",
    "private-address": "allow it with ROTATIVE_ALLOWED_NETWORKS, if it is yours",
    "bad-scheme": "give an address that begins with https://",
    "bad-url": "give the whole address, as in https://example.org/feed",
    "not-found": "look for the address in the site's pages",
    "gone": "it was taken away for good: look for another address in the site's pages",
    "challenge": "the site lets only browsers in; ask its owner, or give your own access with --cookie or --header",
    "forbidden": "give your own access with --cookie or --header, if you have one",
    "too-many-requests": "wait, and add it again; --delay asks it more slowly",
    "unknown-host": "look for a typing mistake in the address",
    "missing-file": "look for a typing mistake in the path; a URL begins with https://",
}
LATER = "try again later, or add --no-check to follow it all the same"


def report(told: Report, dry_run: bool = False) -> Iterator[Text]:
    """The lines about one URL."""
    yield Text(safe.line(told.url), style="bold")
    if told.source is None:
        yield from _problem(told)
    elif told.format:
        yield from _tried(told)
    yield from (Text(f"  note: {safe.line(note)}", style="yellow") for note in told.notes)
    yield from _others(told)
    if told.source is not None:
        yield _end(told, dry_run)


def _problem(told: Report) -> Iterator[Text]:
    reason = told.problem.value if told.problem else "not-a-source"
    detail = f" ({safe.line(told.detail)})" if told.detail else ""
    yield Text.assemble("  ", (f"not followed: {reason}", "red"), detail)
    if not told.announced:
        yield Text(f"  what to do: {ADVICE.get(reason, LATER)}.")


def _tried(told: Report) -> Iterator[Text]:
    source = told.source
    assert source is not None
    if source.url != told.url:
        yield _line("read at", source.url)
    yield _line("is", f"{source.kind.value} ({told.format})" if told.format != source.kind.value else told.format)
    if source.title:
        yield _line("title", source.title)
    # What lies on this machine is read from its beginning: nothing of it is counted before.
    if not source.url.startswith("file:"):
        yield from _listed(told)


def _listed(told: Report) -> Iterator[Text]:
    assert told.source is not None
    yield _line("language", told.source.language or "not told")
    yield _line("entries", _entries(told))
    yield _line(
        "publishes", f"one article every {span(told.interval)}, typically" if told.interval else "nobody knows yet"
    )
    yield _line("robots.txt", _robots(told))
    yield from map(_sample, told.samples[:SAMPLES])
    yield from _refused(told)


def _line(name: str, value: object) -> Text:
    return Text.assemble((f"  {name:<11}", "dim"), safe.line(value))


def _entries(told: Report) -> str:
    refused = sum(told.refused.values())
    parts = [f"{told.new} new", f"{told.seen} seen before", f"{refused} refused"]
    return f"{told.entries}: " + ", ".join(parts)


def _robots(told: Report) -> str:
    delay = f", one request every {told.crawl_delay:g} s" if told.crawl_delay else ""
    return told.robots + delay


def _sample(entry: Entry) -> Text:
    at = entry.moment
    return Text.assemble(
        "  · ", (local(at)[:16] if at else "undated", "dim"), f"  {safe.line(entry.hints.title or entry.url)}"
    )


def _refused(told: Report) -> Iterator[Text]:
    if told.refused:
        yield _line("refused", counted(told.refused))
    for entry in told.refusals[:EXAMPLES]:
        reason = entry.refused.value if entry.refused else ""
        detail = f" ({safe.line(entry.detail)})" if entry.detail else ""
        yield Text(f"  × {reason}  {safe.line(entry.url)}{detail}", style="dim")


def counted(numbers: Mapping[str, int]) -> str:
    """`12 off-site, 3 seen`, the most first."""
    ordered = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{number} {name}" for name, number in ordered if number)


def _others(told: Report) -> Iterator[Text]:
    own = told.source.url if told.source else told.url
    others = [one for one in told.announced if one.url != own]
    if not others:
        return
    yield Text(f"  The site announces {len(others)} more; to follow one besides:" if told.source else "  It announces:")
    yield from (Text.assemble("    ", command(one.url), (_named(one), "dim")) for one in others[:ANNOUNCED])
    if len(others) > ANNOUNCED:
        yield Text(f"    and {len(others) - ANNOUNCED} more; --all follows them all", style="dim")


def _named(one: Announced) -> str:
    return f"  {one.kind.value}" + (f", {safe.line(one.title)}" if one.title else "")


def command(url: str) -> str:
    """What to type to add it: quoted for a shell, since a URL may hold anything."""
    import shlex

    return f"rotative add {shlex.quote(safe.line(url))}"


def _end(told: Report, dry_run: bool) -> Text:
    assert told.source is not None
    if dry_run:
        return Text("  only tried: nothing is followed", style="yellow")
    if told.known:
        return Text(f"  followed already: rotative sources show {told.source.id[:8]}", style="yellow")
    often = f", then every {span(told.source.every)}" if told.source.every else ", then as often as it publishes"
    return Text(f"  followed: next check now{often} (id {told.source.id[:8]})", style="green")


def choice(told: Report) -> Iterator[Text]:
    """The numbered sources of a site to choose from; the first is what would be followed."""
    assert told.source is not None
    yield Text(f"{safe.line(told.url)} offers several sources:", style="bold")
    title = f", {safe.line(told.source.title)}" if told.source.title else ""
    yield Text(f"  1  {safe.line(told.source.url)}  {told.source.kind.value}{title}")
    others = [one for one in told.announced if one.url != told.source.url]
    for number, one in enumerate(others[:ANNOUNCED], 2):
        yield Text(f"  {number}  {safe.line(one.url)}{_named(one)}")
