"""Following what was named, told as it goes: what `add` and `sources import` share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from cli import asking, session, streams
from cli.awaiting import Wait
from cli.render import report as render
from config.settings import Settings
from pipeline.discover import files, inputs, opml
from pipeline.discover.report import Report
from pipeline.errors import Misuse, Rejected
from web import adding
from workers.following import Wanted
from workers.parts import Parts

LONGEST = 10 * 1024**2
"""Bytes of a list of sources."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command adds: `everything` takes what sites announce too, `check` tries each, `wait` None: as fits."""

    dry_run: bool = False
    everything: bool = False
    check: bool = True
    wait: bool | None = None
    timeout: float | None = None
    yes: bool = False
    as_json: bool = False

    @property
    def asks(self) -> bool:
        """Whether a person chooses among what a site announces."""
        return not (self.as_json or self.yes or self.everything) and asking.is_there()


def run(settings: Settings, how: Wanted, manner: Manner, gather: Callable[[Parts], Iterable[Report]]) -> int:
    """Follows what `gather` reports; the exit code.

    The workers start only when there is something to wait for: the reports come at once.
    """
    with session.running(settings, workers=False) as parts:
        reports = list(adding.opened(parts, gather(parts), how, manner.everything))
        if manner.asks:
            reports = [chosen for report in reports for chosen in _chosen(parts, report, how)]
        if manner.dry_run:
            return _tell(list(map(adding.shown, reports)), manner)
        wait = Wait(parts, manner.timeout)
        done = adding.followed(parts, reports)
        code = _tell(done, manner)
        _go_on(settings, manner, wait, [told.source.id for told in done if told.source and not told.known])
    return code


def tried(parts: Parts, named: Sequence[str], how: Wanted, manner: Manner) -> Iterator[Report]:
    """The reports of URLs and paths, in order; local lists are taken as they are."""
    urls: list[str] = []
    for name in named:
        content = _local_list(name)
        if content is None:
            urls.append(name if inputs.is_address(name) else files.url_of(files.path_of(name)))
        else:
            yield from taken(parts, content, name, how)
    wanted = [how.evolve(url=url) for url in urls]
    if manner.check:
        if wanted and not manner.as_json:
            streams.say(f"asking {len(wanted)} address{'' if len(wanted) == 1 else 'es'}…")
        yield from adding.try_out(parts, wanted, local=True)
    else:
        yield from adding.take_as_is(parts, wanted, local=True)


def taken(parts: Parts, content: bytes, name: str, how: Wanted) -> list[Report]:
    """The reports of a list of this machine, which is the user's own: it may name folders of this machine too.

    :raises Misuse: it is no list that can be read.
    """
    try:
        return adding.take_as_is(parts, adding.read_list(content, how), local=True)
    except Rejected as error:
        raise Misuse(f"{name} can't be read as a list of sources (OPML): {error}") from None


def read_bounded(name: str) -> bytes:
    """A file, or stdin for `-`, of at most `LONGEST` bytes; raises `Misuse`."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with files.path_of(name).open("rb") as file:
                content = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        raise Misuse(f"{name} can't be read: {error}") from None
    if len(content) > LONGEST:
        raise Misuse(f"{name} has more than {LONGEST} bytes: it is no list of sources")
    return content


def _local_list(name: str) -> bytes | None:
    """The content of a local OPML file, None for anything else."""
    path = files.path_of(name)
    if inputs.is_address(name) or not name.strip() or not path.is_file():
        return None
    with path.open("rb") as file:
        is_list = opml.is_list(file.read(4096))
    return read_bounded(name) if is_list else None


def _chosen(parts: Parts, report: Report, how: Wanted) -> Iterator[Report]:
    """What a person chose of what a site offers."""
    if report.source is None or not report.announced:
        yield report
        return
    others = [one for one in report.announced if one.url != report.source.url][: render.ANNOUNCED]
    if not others:
        yield report
        return
    for line in render.choice(report):
        streams.err().print(line, soft_wrap=True)
    numbers = asking.choose(len(others) + 1)
    if 1 in numbers:
        yield report.evolve(announced=())
    picked = [others[number - 2] for number in numbers if number > 1]
    for told in adding.try_out(parts, adding.named(picked, how), local=False):
        yield told.evolve(announced=())


MANY = 20
"""Reports that are shown whole; of more only the failures are, and the count."""


def _tell(reports: Sequence[Report], manner: Manner) -> int:
    if manner.as_json:
        for report in reports:
            streams.print_json(report.model_dump(mode="json"), indent=None)
    else:
        _show(reports, manner.dry_run)
    return 1 if any(report.source is None for report in reports) else 0


def _show(reports: Sequence[Report], dry_run: bool) -> None:
    console, many = streams.out(), len(reports) > MANY
    for report in reports:
        if not many or report.source is None:
            for line in render.report(report, dry_run):
                console.print(line, soft_wrap=True)
    if many:
        console.print(Text(_summed_up(reports, dry_run), style="bold"))


def _summed_up(reports: Sequence[Report], dry_run: bool) -> str:
    known = sum(1 for report in reports if report.source and report.known)
    failed = sum(1 for report in reports if report.source is None)
    new = len(reports) - known - failed
    return (
        f"{new} {'could be followed' if dry_run else 'followed now'}, {known} followed already, {failed} not followed."
    )


def _go_on(settings: Settings, manner: Manner, wait: Wait, ids: Sequence[str]) -> None:
    """Waits where nobody else would work on them, and says what goes on."""
    alone = settings.embedded_redis and not session.standing(settings)
    waits = manner.wait if manner.wait is not None else alone
    if ids and waits:
        with session.running(settings, workers=True):
            brought = wait.run(dict.fromkeys(ids, 0))
        streams.say(f"New articles: {brought.articles - brought.under_way} done, {brought.under_way} on their way.")
        if brought.unchecked:
            streams.say(f"Not checked yet when the time was over: {brought.unchecked}.")
    if ids and alone:
        streams.say("Sources are checked while Rotative runs: `rotative up` keeps reading them.")
