"""The production engine: Elasticsearch 9. One index a year of first acceptance, all behind one alias."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from pipeline.engines.bounds import bounded
from pipeline.engines.derived import digest
from pipeline.engines.elasticsearch import page
from pipeline.engines.elasticsearch.connection import Connection
from pipeline.engines.elasticsearch.failures import translated
from pipeline.engines.elasticsearch.indices import Indices
from pipeline.engines.elasticsearch.reader import articles, copies, found, owners
from pipeline.engines.elasticsearch.remover import remove_all
from pipeline.engines.elasticsearch.template import Names
from pipeline.engines.elasticsearch.writer import write_all
from pipeline.engines.port import Answer, Removal, Stored, Write, WriteResult
from pipeline.engines.query import Question
from pipeline.records import Article


class ElasticsearchEngine:
    """Fills `pipeline.engines.port.Engine`. `url` may hold user and password; `prefix` sets installations apart."""

    name = "elasticsearch"

    def __init__(self, url: str, prefix: str = "rotative") -> None:
        self._names = Names(prefix)
        self._connection = Connection(url)
        self._indices = Indices(self._connection, self._names)

    @property
    def _client(self) -> Elasticsearch:
        return self._connection.client

    def prepare(self) -> None:
        """Puts the index template; raises `Misuse` when indices of another version are there."""
        with translated():
            self._indices.prepare()

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        """One bulk request; what it holds is on the server's disk when this returns."""
        with translated():
            self._indices.make(sorted({write.partition for write in writes}))
            return write_all(self._client, self._names, writes)

    def remove(self, removals: Sequence[Removal]) -> list[WriteResult]:
        """One bulk request or a few; on the server's disk when this returns."""
        with translated():
            return remove_all(self._client, self._indices.existing(), removals)

    def refresh(self) -> None:
        """Makes everything written so far searchable."""
        with translated():
            self._client.indices.refresh(index=self._names.alias, ignore_unavailable=True)

    def get(self, ids: Sequence[str]) -> dict[str, Stored]:
        """The articles with these ids, unrefreshed ones too, whichever year they are in."""
        with translated():
            return found(self._client, self._indices.existing(), ids)

    def owners(self, canonical_urls: Sequence[str]) -> dict[str, str]:
        """Canonical URL to the id of its article; of several, always the same one."""
        keys = {digest(url): url for url in canonical_urls}
        with translated():
            by_key = owners(self._client, self._names.alias, "search.canonical", list(keys))
        return {keys[key]: id for key, id in by_key.items()}

    def owners_of_text(self, digests: Sequence[str]) -> dict[str, str]:
        """Digest of a text to the id of an article with it; of several, always the same one."""
        with translated():
            return owners(self._client, self._names.alias, "search.digest", list(digests))

    def copies(self, id: str) -> list[Article]:
        """The articles whose `duplicate_of` is this one, without their text."""
        with translated():
            return copies(self._client, self._names.alias, id)

    def search(self, question: Question) -> Answer:
        """Raises `Misuse` when the page is out of bounds, or the server refuses the query."""
        bounded(question)
        marks = page.Marks()
        with translated():
            used = page.analyzers(self._search(page.languages_request()))
            response = self._search(page.request(question, used, marks))
            ids = page.ids(response)
            copies = page.copies(self._search(page.copies_request(ids))) if ids else {}
        return page.answer(question, response, copies, marks)

    def count(self) -> int:
        """How many articles are searchable."""
        with translated():
            return int(self._client.count(index=self._names.alias, ignore_unavailable=True)["count"])

    def everything(self) -> Iterator[Article]:
        """All articles as they were searchable when this began."""
        with translated():
            yield from articles(self._client, self._indices.existing())

    def health(self) -> dict[str, str]:
        """The cluster's health, and the version of the oldest node."""
        with translated():
            health = self._client.cluster.health()
            version = self._client.nodes.info(filter_path=["nodes.*.version"])
        versions = sorted(node["version"] for node in version.get("nodes", {}).values())
        detail = f"cluster {health['cluster_name']}, {health['number_of_nodes']} nodes"
        return {
            "engine": self.name,
            "version": versions[0] if versions else "unknown",
            "status": health["status"],
            "detail": detail,
        }

    def close(self) -> None:
        """Lets go of the connections."""
        self._connection.close()

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        return dict(self._client.search(index=self._names.alias, ignore_unavailable=True, body=body))
