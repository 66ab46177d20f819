"""A connection to Redis that loses an answer."""

from __future__ import annotations

from redis.connection import Connection
from redis.exceptions import ConnectionError


class Losing(Connection):
    """Drops the answer of the first script that runs on it after `lose` was set."""

    lose = False

    def send_command(self, *args, **options):
        self._is_script = args[0] == "EVALSHA"
        super().send_command(*args, **options)

    def read_response(self, *args, **options):
        answer = super().read_response(*args, **options)
        if Losing.lose and getattr(self, "_is_script", False) and not isinstance(answer, Exception):
            Losing.lose = False
            self.disconnect()
            raise ConnectionError("the answer was lost")
        return answer
