"""Whether an Elasticsearch is ready for requests."""

from __future__ import annotations

from elasticsearch import ApiError, Elasticsearch, TransportError


def healthy(url: str, cluster: str | None = None) -> bool:
    """Whether the server at `url` answers as a cluster that can be written to.

    :param cluster: its name, when another server could have taken the port.
    """
    with Elasticsearch(url, request_timeout=5, max_retries=0) as client:
        try:
            health = client.cluster.health()
        except (ApiError, TransportError):
            return False
    return health["status"] in ("green", "yellow") and cluster in (None, health["cluster_name"])
