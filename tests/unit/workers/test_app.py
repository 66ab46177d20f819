"""The Celery app: every wake-up finds its queue, and no setting kills or keeps what it should not."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from config.settings import load
from workers.app import HARD_LIMIT, broker_url, create
from workers.topology import STATIONS


def settings(**given: str) -> object:
    return load(environ={f"ROTATIVE_{name.upper()}": value for name, value in given.items()})


def test_every_task_goes_to_the_queue_of_its_station() -> None:
    app = create(settings(redis_url="redis://localhost:1"))
    for station in STATIONS:
        assert app.amqp.router.route({}, station.task)["queue"].name == station.queue


def test_a_message_is_given_out_again_only_after_its_task_must_have_ended() -> None:
    app = create(settings(redis_url="redis://localhost:1"))
    assert app.conf.broker_transport_options["visibility_timeout"] > HARD_LIMIT


def test_no_child_is_killed_because_redis_is_away() -> None:
    assert (
        create(settings(redis_url="redis://localhost:1")).conf.worker_cancel_long_running_tasks_on_connection_loss
        is False
    )


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"redis_url": "redis://h:1/2"}, "redis://h:1/2"),
        ({"redis_url": "redis://h:1/2", "broker_url": "amqp://b//"}, "amqp://b//"),
        ({"redis_url": "unix:///run/redis.sock"}, "redis+socket:///run/redis.sock"),
    ],
)
def test_the_broker(given: dict[str, str], url: str) -> None:
    assert broker_url(settings(**given)) == url


def test_two_installations_on_one_redis_do_not_hear_each_other() -> None:
    one, other = (create(settings(redis_url="redis://h", prefix=prefix)) for prefix in ("one", "other"))
    keys = [app.conf.broker_transport_options["global_keyprefix"] for app in (one, other)]
    assert keys == ["one:broker:", "other:broker:"]


def test_the_secrets_stay_masked() -> None:
    assert isinstance(settings(redis_url="redis://:pass@h").redis_url, SecretStr)
