"""Where the embedded services keep what, under the data folder."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_SOCKET = 100
"""Bytes that the path of a Unix socket may have on every system (sun_path, unix(7))."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The data folder, readable by its owner only: it holds what was read and the socket to Redis."""

    path: Path

    def make(self) -> Folder:
        """Makes it with the folders that services need to start."""
        for folder in (self.path, self.run, self.logs, self.redis):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    @property
    def run(self) -> Path:
        """Locks and what a running service says of itself."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def redis(self) -> Path:
        """Redis' own data."""
        return self.path / "redis"

    def users(self, service: str) -> Path:
        """The lock that the users of a service share."""
        return self.run / f"{service}.users"

    def keeper(self, service: str) -> Path:
        """The lock that a service's one keeper holds."""
        return self.run / f"{service}.keeper"

    def starting(self, service: str) -> Path:
        """The lock under which a service is started: one for each, since the workers' keeper starts Redis."""
        return self.run / f"{service}.starting"

    def socket(self) -> Path:
        """Where Redis shall listen: here, or in a temporary folder when the path would be too long."""
        here = self.run / "redis.sock"
        if len(str(here).encode()) <= LONGEST_SOCKET:
            return here
        return Path(tempfile.mkdtemp(prefix="rotative-")) / "redis.sock"

    def said(self, service: str) -> dict[str, Any] | None:
        """What a running service said of itself; None when it isn't running."""
        try:
            return dict(json.loads((self.run / f"{service}.json").read_text()))
        except (FileNotFoundError, ValueError):
            return None

    def say(self, service: str, facts: dict[str, Any]) -> None:
        """Says it, atomically."""
        draft = self.run / f"{service}.json.new"
        draft.write_text(json.dumps(facts))
        draft.replace(self.run / f"{service}.json")

    def unsay(self, service: str) -> None:
        """The service runs no longer."""
        (self.run / f"{service}.json").unlink(missing_ok=True)
