"""Finds a JDK that can run and extend Elasticsearch, among all that are installed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.services.missing import ServiceMissing

OLDEST = 21
NEEDED = ("jdk.compiler", "jdk.jartool", "jdk.jlink", "jdk.incubator.vector")
"""Modules without which the server doesn't start, or its plugin can't be built."""

PLACES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/*jdk*",
    "/opt/hostedtoolcache/Java*/*/*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.asdf/installs/java/*",
    "~/.local/share/mise/installs/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
)
"""Where systems, SDK managers and CI machines put their JDKs."""


def find_jdk() -> Path:
    """The home of the oldest JDK that is new enough: the one nearest to what Elasticsearch is tested with.

    :raises ServiceMissing: when there is none.
    """
    suitable = {home: version for home in _homes() if (version := _version(home)) >= OLDEST}
    if not suitable:
        raise ServiceMissing(f"Elasticsearch needs a full JDK {OLDEST} or newer: install one, or point JAVA_HOME to it")
    return min(suitable, key=lambda home: (suitable[home], str(home)))


def _homes() -> Iterator[Path]:
    """Every folder that may be a JDK."""
    yield from (Path(value) for name, value in os.environ.items() if name.startswith("JAVA_HOME") and value)
    if on_path := shutil.which("javac"):
        yield Path(on_path).resolve().parent.parent
    for pattern in PLACES:
        place = Path(pattern).expanduser()
        yield from sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor))))


def _version(home: Path) -> int:
    """The major version of a full JDK; 0 when it isn't one."""
    try:
        release = (home / "release").read_text("utf-8", "replace")
    except OSError:
        return 0
    modules = re.search(r'^MODULES="([^"]*)"', release, re.MULTILINE)
    if not modules or not set(NEEDED) <= set(modules[1].split()) or not (home / "bin" / "javac").is_file():
        return 0
    version = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(version[1]) if version else 0
