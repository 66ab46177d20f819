"""The template and the yearly indices on the server: the one place that makes them."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch import BadRequestError, NotFoundError

from pipeline.engines.elasticsearch.connection import Connection
from pipeline.engines.elasticsearch.template import VERSION, Names, template
from pipeline.errors import Misuse


class Indices:
    """Raises the client's errors (`failures.translated` gives them their meaning), and `Misuse`."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection, self._names = connection, names
        self._made: set[int] = set()
        self._prepared = False

    def prepare(self) -> None:
        """Puts the template, so that every new index has the mapping and stands behind the alias."""
        self.existing()
        self._connection.client.indices.put_index_template(name=self._names.template, body=template(self._names))
        self._prepared = True

    def existing(self) -> list[str]:
        """The yearly indices behind the alias, oldest first; raises `Misuse` when another version's are there."""
        try:
            found = self._connection.client.indices.get_alias(name=self._names.alias)
        except NotFoundError:
            self._refuse_impostor()
            return []
        return sorted(filter(self._is_ours, found.body), key=self._names.partition)

    def make(self, partitions: Iterable[int]) -> None:
        """Makes the indices of these years where they are missing."""
        if not self._prepared:
            self.prepare()
        for partition in partitions:
            if partition not in self._made:
                self._make(self._names.index(partition))
                self._made.add(partition)

    def _make(self, index: str) -> None:
        try:
            self._connection.client.indices.create(index=index)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _is_ours(self, index: str) -> bool:
        try:
            self._names.partition(index)
        except ValueError as error:
            raise Misuse(
                f"behind {self._names.alias} stands {index}, which is not of version {VERSION}:"
                " use the Rotative that made it, or another ROTATIVE_PREFIX"
            ) from error
        return True

    def _refuse_impostor(self) -> None:
        """An index in the alias's place would take the searches and none of the writes."""
        if self._connection.client.indices.exists(index=self._names.alias):
            raise Misuse(f"{self._names.alias} is an index, not Rotative's alias: use another ROTATIVE_PREFIX")
