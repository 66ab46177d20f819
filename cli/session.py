"""How a command opens what it works with: settings, logs, embedded services, parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli import streams

if TYPE_CHECKING:
    from config.settings import Settings
    from workers.parts import Parts

STANDING = "up"
"""The lock that `up` and `web` share for as long as they keep the embedded workers running."""


def settings(quiet: bool = True) -> Settings:
    """The settings of the environment and `rotative.toml`; logs go to stderr from here on.

    :param quiet: for a command that answers a person: of the logs only errors are shown, unless more was set.
        What went wrong is told once, by the command.
    :raises Misuse: an unknown name or an invalid value.
    """
    from config import logs
    from config.settings import load

    loaded = load()
    logs.configure("error" if quiet and loaded.log_level == "info" else loaded.log_level, loaded.log_format)
    return loaded


@contextmanager
def reading(given: Settings) -> Iterator[Parts]:
    """Parts to read the index with; starts nothing."""
    from workers.parts import open_parts

    with open_parts(given) as parts:
        yield parts


@contextmanager
def running(given: Settings, *, workers: bool) -> Iterator[Parts]:
    """Parts with Redis there: the embedded services are started where they are missing, and held inside.

    :raises Away: a service can't be reached or started.
    """
    from workers.embedded.users import using
    from workers.parts import open_parts

    if workers and given.embedded_redis and not standing(given):
        streams.say("starting the embedded services…")
    with using(given, workers=workers) as own, open_parts(own) as parts:
        yield parts


def standing(given: Settings) -> bool:
    """Whether `rotative up` (or `web`) keeps the workers of this data folder running."""
    from workers.embedded.folder import Folder
    from workers.embedded.locks import Lock

    lock = Lock(Folder(given.data_dir).users(STANDING))
    try:
        return not lock.try_alone()
    finally:
        lock.free()
