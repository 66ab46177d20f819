"""The keeper of one embedded service: starts it, keeps it running, and ends it with its last user.

It is a process of its own, since the first user may be gone before the last. A user shares a lock for as long as
it needs the service; the kernel frees the lock even of one that was killed. When the keeper can have the lock
alone, nobody is left.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Sequence

import redis

from config import logs
from config.settings import Settings, load
from workers import identity
from workers.embedded.folder import Folder
from workers.embedded.locks import Lock, wait_until
from workers.embedded.redis import command
from workers.embedded.users import REDIS, WORKERS, using
from workers.supervise import Child, Supervisor, inherited, workers

log = logs.logger(__name__)

LOOK_EVERY = 0.3
"""Seconds between two looks whether a user is left."""


def keep(folder: Folder, service: str, children: Sequence[Child], announce: Callable[[], None]) -> None:
    """Keeps a service running until its last user has let go.

    :param announce: says, once the children are started, how the service is reached.
    """
    one_keeper, users = Lock(folder.keeper(service)), Lock(folder.users(service))
    one_keeper.alone()
    supervisor = Supervisor(children)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)
    threading.Thread(target=_stop_unused, args=(users, supervisor), daemon=True).start()
    threading.Thread(target=announce, daemon=True).start()
    try:
        supervisor.run()
    finally:
        # In this order: a new user waits for the lock, and must not find the old announcement behind it.
        folder.unsay(service)
        users.free()
        one_keeper.free()


def _stop_unused(users: Lock, supervisor: Supervisor) -> None:
    wait_until(users.try_alone, float("inf"), LOOK_EVERY)
    log.info("last user gone")
    supervisor.stop()


def keep_redis(settings: Settings) -> None:
    """Keeps the embedded Redis."""
    folder = Folder(settings.data_dir)
    _end_orphan(folder)
    socket = folder.socket()
    child = Child("redis", command(folder.redis, socket, settings.redis_memory), inherited(settings))
    keep(folder, REDIS, [child], lambda: _announce_redis(folder, f"unix://{socket}"))


def _announce_redis(folder: Folder, url: str) -> None:
    if wait_until(lambda: answers(url), 60):
        folder.say(REDIS, {"url": url, "keeper": identity.me()})


def answers(url: str) -> bool:
    """Whether a Redis answers there and has read its data."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _end_orphan(folder: Folder) -> None:
    # A keeper that was killed leaves its Redis behind, which holds the data folder.
    said = folder.said(REDIS)
    if said and answers(said["url"]):
        log.warning("ending the Redis of a keeper that was killed")
        with redis.Redis.from_url(said["url"]) as client:
            client.shutdown(nosave=True)
    folder.unsay(REDIS)


def keep_workers(settings: Settings) -> None:
    """Keeps one worker per queue and the beat, on the embedded Redis."""
    folder = Folder(settings.data_dir)
    with using(settings, workers=False) as own:
        children = workers(own, beat=True, folder=folder.logs)
        keep(folder, WORKERS, children, lambda: folder.say(WORKERS, {"keeper": identity.me()}))


def main(service: str) -> None:
    """Keeps the named service with the settings of the environment."""
    settings = load()
    logs.configure(settings.log_level, "text")
    {REDIS: keep_redis, WORKERS: keep_workers}[service](settings)


if __name__ == "__main__":
    main(sys.argv[1])
