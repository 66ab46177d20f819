"""The client, one per process."""

from __future__ import annotations

import os

from elasticsearch import Elasticsearch

from pipeline.errors import Misuse

TIMEOUT = 60.0
"""Seconds that the server may take to answer: a bulk of 5 MB on a busy machine takes some."""
RETRIES = 2
"""Tries more when the connection fails: every request here can be repeated."""


class Connection:
    """Connects when first used, and anew after a fork (sockets can't be shared between processes).

    `url` may hold a user and a password, and name several hosts, apart by commas. Raises `Misuse` for a bad one.
    """

    def __init__(self, url: str) -> None:
        self._hosts = [host.strip() for host in url.split(",") if host.strip()]
        self._client: Elasticsearch | None = None
        self._process = 0
        self.client.close()
        self._client = None

    @property
    def client(self) -> Elasticsearch:
        """The client of this process."""
        if self._client is None or self._process != os.getpid():
            self._client, self._process = self._connect(), os.getpid()
        return self._client

    def close(self) -> None:
        """Lets go of the sockets."""
        if self._client is not None and self._process == os.getpid():
            self._client.close()
        self._client = None

    def _connect(self) -> Elasticsearch:
        try:
            return Elasticsearch(
                self._hosts, request_timeout=TIMEOUT, max_retries=RETRIES, retry_on_status=(), retry_on_timeout=False
            )
        except (ValueError, TypeError) as error:
            # The message may hold the URL, and that a password.
            raise Misuse("this is not the URL of an Elasticsearch: write https://host:9200") from error
