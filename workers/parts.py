"""The parts of a running Rotative, made from the settings in this one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from redis import Redis

from config.settings import Settings
from pipeline.engines.port import Engine
from pipeline.engines.revisions import RevisionStore
from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.trace import TraceStore
from pipeline.sources.book import SourceBook
from workers import identity
from workers.followed import Followed

if TYPE_CHECKING:
    from pipeline.archive.writer import Archive

Access = Literal["read", "write"]

REDIS_TIMEOUT = 10.0
"""Seconds that one Redis command may take."""


@dataclass
class Parts:
    """Everything is opened on first use: a command that asks only Redis opens no index, and the other way."""

    settings: Settings
    access: Access = "read"

    def __post_init__(self) -> None:
        self._opened = ExitStack()

    @cached_property
    def redis(self) -> Redis:
        """The connection pool to Redis; safe to use from several threads."""
        url = self.settings.redis_url
        if url is None:
            raise RuntimeError("the embedded services give the URL of Redis: see workers.embedded.using")
        redis = Redis.from_url(
            url.get_secret_value(),
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=3,
            health_check_interval=30,
        )
        self._opened.callback(redis.close)
        return redis

    @cached_property
    def ledger(self) -> Ledger:
        """The state of every passage."""
        return Ledger(
            self.redis,
            self.settings.prefix,
            limits(self.settings),
            worker=identity.me(),
            clock_offset=self.settings.clock_offset,
            store=self.trace_store,
        )

    def now(self) -> datetime:
        """The present moment, as far as it decides on anything (tests put it forward)."""
        return datetime.now(UTC) + timedelta(seconds=self.settings.clock_offset)

    @cached_property
    def followed(self) -> Followed:
        """The same sources, as an article's stages need them."""
        return Followed(self.sources)

    @cached_property
    def sources(self) -> SourceBook:
        """The sources that are followed."""
        settings = self.settings
        return SourceBook(self.redis, settings.prefix, clock_offset=settings.clock_offset, lease=settings.lease)

    @cached_property
    def engine(self) -> Engine:
        """The index: Elasticsearch where its URL is set, else Tantivy in the data folder."""
        engine = _elasticsearch(self.settings) if not self.settings.embedded_index else self._tantivy()
        self._opened.callback(engine.close)
        return engine

    def _tantivy(self) -> Engine:
        from pipeline.engines.tantivy.engine import TantivyEngine

        return TantivyEngine(self.settings.data_dir / "index", writable=self.access == "write")

    @cached_property
    def trace_store(self) -> TraceStore:
        """Where settled rows are kept for ever."""
        store = _elasticsearch_trace(self.settings) if not self.settings.embedded_index else self._sqlite()
        self._opened.callback(store.close)
        return store

    def _sqlite(self) -> TraceStore:
        from pipeline.ledger.sqlite import SqliteTraceStore

        return SqliteTraceStore(self.settings.data_dir / "trace.sqlite")

    @cached_property
    def revision_store(self) -> RevisionStore:
        """Where the earlier versions of articles are kept."""
        store = _elasticsearch_revisions(self.settings) if not self.settings.embedded_index else self._own_revisions()
        self._opened.callback(store.close)
        return store

    def _own_revisions(self) -> RevisionStore:
        from pipeline.engines.sqlite.revisions import SqliteRevisionStore

        return SqliteRevisionStore(self.settings.data_dir / "revisions.sqlite")

    @cached_property
    def archive(self) -> Archive | None:
        """Where this process keeps what it fetched; None: that isn't asked for."""
        if not self.settings.archive:
            return None
        from pipeline.archive.writer import Archive
        from pipeline.http.client import user_agent

        archive = Archive(archive_folder(self.settings), self.settings.archive_size, "rotative", user_agent(None))
        self._opened.callback(archive.close)
        return archive

    def close(self) -> None:
        """Lets go of all that was opened."""
        self._opened.close()


def archive_folder(settings: Settings) -> Path:
    """The WARC files of what was fetched, by year and month."""
    return settings.data_dir / "archive"


def limits(settings: Settings) -> Limits:
    """The ledger's bounds out of the settings."""
    return Limits(
        lease=settings.lease,
        in_flight=settings.in_flight,
        in_flight_bytes=settings.in_flight_bytes,
        tries=settings.tries,
        days=settings.ledger_days,
        host_delay=settings.host_delay,
        host_concurrency=settings.host_concurrency,
        turn_kept=2 * settings.fetch_timeout,
    )


def _elasticsearch(settings: Settings) -> Engine:
    from pipeline.engines.elasticsearch.engine import ElasticsearchEngine

    assert settings.elasticsearch_url is not None
    return ElasticsearchEngine(settings.elasticsearch_url.get_secret_value(), settings.prefix)


def _elasticsearch_trace(settings: Settings) -> TraceStore:
    from pipeline.engines.elasticsearch.trace import ElasticsearchTraceStore

    assert settings.elasticsearch_url is not None
    return ElasticsearchTraceStore(settings.elasticsearch_url.get_secret_value(), settings.prefix)


def _elasticsearch_revisions(settings: Settings) -> RevisionStore:
    from pipeline.engines.elasticsearch.revisions import ElasticsearchRevisionStore

    assert settings.elasticsearch_url is not None
    return ElasticsearchRevisionStore(settings.elasticsearch_url.get_secret_value(), settings.prefix)


@contextmanager
def open_parts(settings: Settings, access: Access = "read") -> Iterator[Parts]:
    """The parts, closed at the end. `access` is how the embedded index is opened; only one may write."""
    parts = Parts(settings, access)
    try:
        yield parts
    finally:
        parts.close()
