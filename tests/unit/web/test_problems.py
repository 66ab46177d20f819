"""One table from errors to problems, and back in the client."""

from __future__ import annotations

import pytest

from pipeline import errors
from pipeline.errors import Away, Failed, Full, Misuse, QueryError, Rejected, RotativeError, Unknown, UnknownSource
from pipeline.outcomes import Reason
from web.client import error_of
from web.problems import problem_of, without_secrets


def test_every_error_has_a_problem() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, RotativeError)]
    made = {kind: problem_of(kind.__new__(kind)) for kind in kinds if kind in (RotativeError, Full, Misuse, Unknown)}
    assert made[Unknown].status == 404 and made[Misuse].status == 400 and made[Full].status == 503
    assert problem_of(Rejected(Reason.EMPTY)).status == 400
    assert problem_of(Failed(Reason.TIMEOUT)).status == 500


@pytest.mark.parametrize(
    "error",
    [
        QueryError("open", 4, "close it"),
        Misuse("no"),
        Unknown("gone"),
        UnknownSource("gone"),
        Away("redis", "refused"),
        Full("full"),
    ],
)
def test_the_client_raises_what_the_server_raised(error: Exception) -> None:
    problem = problem_of(error)
    again = error_of(problem.status, problem.document())
    assert type(again) is type(error) and problem.detail in str(again)
    assert getattr(again, "position", None) == problem.position


def test_foreign_answers_are_told_as_well() -> None:
    assert isinstance(error_of(502, {"detail": "HTTP 502"}), Away)
    assert isinstance(error_of(401, {"type": "urn:rotative:problem:unauthorized", "detail": "no"}), Misuse)


def test_secrets_in_urls_are_masked() -> None:
    assert (
        without_secrets("redis://user:pass@host/0 and https://x.org/a@b") == "redis://***@host/0 and https://x.org/a@b"
    )
