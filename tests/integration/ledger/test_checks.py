"""What the ledger asks of its Redis."""

from __future__ import annotations

import pytest
from redis import Redis

from pipeline.ledger.ledger import Ledger


@pytest.fixture
def set_config(redis_client):
    """Changes one setting of the server, and changes it back."""
    changed = {}

    def change(name: str, value: str) -> None:
        changed.setdefault(name, next(iter(redis_client.config_get(name).values())))
        redis_client.config_set(name, value)

    yield change
    for name, value in changed.items():
        redis_client.config_set(name, value)


def test_a_server_as_it_should_be_has_no_problem(ledger):
    assert ledger.check() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("appendonly", "no"), ("appendfsync", "everysec"), ("maxmemory-policy", "allkeys-lru")],
)
def test_each_breach_names_its_fix(ledger, set_config, name, value):
    set_config(name, value)
    [problem] = ledger.check()
    assert problem.fatal
    assert name in problem.fix


@pytest.fixture
def managed(redis_client, redis_url):
    """A client that may do everything but CONFIG, as on a managed server."""
    redis_client.acl_setuser("managed", enabled=True, nopass=True, keys="*", categories=["+@all"], commands=["-config"])
    with Redis.from_url(redis_url, username="managed", password="any") as client:
        yield client
    redis_client.acl_deluser("managed")


def test_a_server_that_hides_its_configuration_is_no_failure(managed, prefix):
    [problem] = Ledger(managed, prefix).check()
    assert not problem.fatal
    assert "appendfsync always" in problem.fix
