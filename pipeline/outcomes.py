"""What can become of a passage, and the stable reasons people and scripts rely on."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """`accepted = indexed + unchanged + duplicate + rejected + dead + dropped + in_flight`, always."""

    IN_FLIGHT = "in_flight"
    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    DEAD = "dead"
    DROPPED = "dropped"


class Reason(StrEnum):
    """Why an article was refused, folded or set aside. New ones are added, old ones never renamed."""

    # duplicate
    SAME_URL = "same-url"
    SAME_TEXT = "same-text"
    # rejected: the input
    MISSING_FILE = "missing-file"
    UNREADABLE_FILE = "unreadable-file"
    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    BAD_RECORD = "bad-record"
    UNSUPPORTED_TYPE = "unsupported-type"
    NO_ARTICLE = "no-article"
    # rejected: the URL
    BAD_URL = "bad-url"
    BAD_SCHEME = "bad-scheme"
    PRIVATE_ADDRESS = "private-address"
    ROBOTS = "robots"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    NOT_FOUND = "not-found"
    GONE = "gone"
    REMOVED = "removed"
    # rejected: the publisher's opt-out, in a header, in the page or in a file of the site
    NOINDEX = "noindex"
    NOAI = "noai"
    TDM_RESERVATION = "tdm-reservation"
    # not offered by a source: no passage, counted on the source only
    SEEN = "seen"
    OFF_SITE = "off-site"
    NOT_ARTICLE = "not-article"
    TOO_OLD = "too-old"
    # what can be wrong with a source
    NOT_A_SOURCE = "not-a-source"
    BROKEN_SOURCE = "broken-source"
    CHALLENGE = "challenge"
    FORBIDDEN = "forbidden"
    HTTP_ERROR = "http-error"
    # dead: tries exhausted
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"
    TLS_ERROR = "tls-error"
    BROKEN_ANSWER = "broken-answer"
    TIMEOUT = "timeout"
    TOO_MANY_REQUESTS = "too-many-requests"
    SERVER_ERROR = "server-error"
    WORKER_DIED = "worker-died"
    INDEX_REFUSED = "index-refused"
    STAGE_FAILED = "stage-failed"
