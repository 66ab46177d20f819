"""The `rotative` command: its subcommands, and the one place where it ends.

Exit codes: 0 done; 1 done, but some were rejected or dead, or could not be
followed, or the id is unknown; 2 wrong usage, query or
configuration; 3 a service is unreachable; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from cli import failures, streams
from cli.commands import (
    add,
    article,
    beat,
    dead,
    demo,
    doctor,
    ingest,
    reprocess,
    search,
    sources,
    status,
    trace,
    up,
    web,
    worker,
)
from pipeline.errors import Misuse

EPILOG = (
    "Exit codes: 0 done · 1 done, but some were rejected, dead or not followed, or the id is unknown · "
    "2 wrong usage, query or configuration · 3 a service is unreachable."
)

app = typer.Typer(
    name="rotative",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"rotative {version('rotative')}")
        raise typer.Exit


@app.callback()
def rotative(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Reads the news: fetches, cleans and enriches articles, and makes them searchable."""


DAILY, PRODUCTION = "Every day", "Running it"
app.command(rich_help_panel=DAILY)(demo.demo)
app.command(rich_help_panel=DAILY)(add.add)
app.command(rich_help_panel=DAILY)(ingest.ingest)
app.command(rich_help_panel=DAILY, context_settings=search.MINUS_IS_TEXT)(search.search)
app.add_typer(article.app, name="article", rich_help_panel=DAILY)
app.command(rich_help_panel=DAILY)(trace.trace)
app.command(rich_help_panel=DAILY)(status.status)
app.add_typer(sources.app, name="sources", rich_help_panel=DAILY)
app.add_typer(dead.app, name="dead", rich_help_panel=DAILY)
app.command(rich_help_panel=DAILY)(reprocess.reprocess)
app.command(rich_help_panel=PRODUCTION)(up.up)
app.command(rich_help_panel=PRODUCTION)(worker.worker)
app.command(rich_help_panel=PRODUCTION)(beat.beat)
app.command(rich_help_panel=PRODUCTION)(web.web)
app.command(rich_help_panel=PRODUCTION)(doctor.doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code. The console script."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    streams.prepare()
    as_json, debug = "--json" in arguments, "--debug" in arguments
    try:
        return _run(arguments, as_json)
    except BrokenPipeError:
        streams.stop_writing()
        return failures.BROKEN_PIPE
    except KeyboardInterrupt:
        return failures.INTERRUPTED
    except Exception as error:
        return failures.report(error, as_json, debug)


def _run(arguments: list[str], as_json: bool) -> int:
    try:
        code = app(arguments, prog_name="rotative", standalone_mode=False) or 0
    except typer.TyperException as error:
        return _misused(error, as_json)
    if code == failures.INTERRUPTED:
        streams.say("rotative: interrupted. What was accepted is kept: the next run goes on with it.")
    return code


def _misused(error: typer.TyperException, as_json: bool) -> int:
    """Usage is told as typer tells it, with the problem on stdout besides for a program that asked for JSON."""
    from typer import rich_utils

    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        return 2
    if as_json:
        from web.problems import problem_of

        streams.print_json(problem_of(Misuse(message)).document(), indent=None)
    rich_utils.rich_format_error(error)  # type: ignore[arg-type]  # the class that all of these have is private
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
