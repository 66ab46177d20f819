"""Whether the services can be reached, asked before work starts and by `/readyz`."""

from __future__ import annotations

from config.settings import Settings
from pipeline.errors import Away, Misuse
from workers.parts import Parts, open_parts


def missing(parts: Parts) -> dict[str, str]:
    """The services that can't be reached, each with what it answered."""
    away: dict[str, str] = {}
    for ask in (parts.ledger.check, parts.engine.health):
        try:
            ask()
        except Away as error:
            away[error.service] = error.detail or str(error)
    return away


def require(settings: Settings) -> None:
    """Does nothing when all services can be reached, and Redis is set up so that it keeps its promises.

    :raises Away: naming the first that can't be reached.
    :raises Misuse: saying what to change.
    """
    with open_parts(settings) as parts:
        for service, detail in missing(parts).items():
            raise Away(service, detail)
        wrong = [f"{problem.what}: {problem.fix}" for problem in parts.ledger.check() if problem.fatal]
    if wrong:
        raise Misuse("\n".join(wrong))
