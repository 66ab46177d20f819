"""One embedded `rotative up` for the whole session, since its workers load models; and a web site to read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.driver import Rotative, serving
from tests.acceptance.site import Site


@dataclass(frozen=True)
class Press:
    """A running system: the command on its data folder, and the address of its API."""

    rotative: Rotative
    address: str


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """A running `rotative up` that may read from this machine."""
    settings = {"ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8", "ROTATIVE_HOST_DELAY": "0", "ROTATIVE_FETCH_TIMEOUT": "3"}
    rotative = Rotative(tmp_path_factory.mktemp("press"), settings)
    with serving(rotative, "up") as address:
        yield Press(rotative, address)


@pytest.fixture(scope="session")
def rotative(press: Press) -> Rotative:
    """The command beside a running `rotative up`."""
    return press.rotative


@pytest.fixture
def alone(tmp_path: Path) -> Rotative:
    """The command on an empty data folder, with nothing running."""
    return Rotative(tmp_path / "data")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with Site() as served:
        yield served
