"""Lists of sources from files, stdin or the web, and back to a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli import adding, streams
from pipeline.discover import inputs
from pipeline.discover.report import Report
from pipeline.errors import Misuse
from pipeline.outcomes import Reason
from web.adding import is_list_report, try_out
from workers.following import Wanted
from workers.parts import Parts


def reports(parts: Parts, lists: Sequence[str], how: Wanted) -> Iterator[Report]:
    """What the lists name, none of it tried; a list that can't be read is a report of its own, or a `Misuse`."""
    if lists.count("-") > 1:
        raise Misuse("- stands for stdin, which can be read once only")
    for name in lists:
        if inputs.is_address(name):
            (report,) = try_out(parts, [how.evolve(url=name)], local=True)
            yield report if report.source is None else _no_list(report)
        else:
            yield from adding.taken(parts, adding.read_bounded(name), name, how)


def _no_list(report: Report) -> Report:
    if is_list_report(report):
        return report
    detail = f"it is no OPML list but a {report.format or 'source'}: `rotative add` follows it"
    return report.evolve(source=None, problem=Reason.NOT_A_SOURCE, detail=detail, format="", announced=())


def written(file: str, content: bytes) -> int:
    """Writes a file whole or not at all; the exit code."""
    path = Path(file)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
        Path(name).replace(path)
    except OSError as error:
        raise Misuse(f"{file} can't be written: {error.strerror or error}") from None
    streams.say(f"written to {file}.")
    return 0
