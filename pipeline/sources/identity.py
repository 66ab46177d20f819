"""The identity of a source: a hash of the URL under which it was added. Pure."""

from __future__ import annotations

import hashlib

from pipeline import urls


def address(url: str) -> str:
    """The URL by which a source is asked for: in normal form, with all of its parameters (one may choose the feed).

    :raises Rejected: as `urls.normalise` does.
    """
    return urls.redirected(url, url)


def source_id(url: str) -> str:
    """16 hexadecimal digits, the same for every spelling of the URL; raises `Rejected` as `address` does."""
    return hashlib.sha256(address(url).encode()).hexdigest()[:16]
