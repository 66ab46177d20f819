"""What a source showed at its last check: each entry with its stamp, 16 bytes an entry.

It answers without a look-up for nearly every entry of a feed that was seen before, and tells which one changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

KEY, STAMP = 10, 6
"""Bytes of a digest of the URL (80 bits: two of 50,000 entries meet once in a quadrillion), and of its stamp."""

MOST = 50_000
"""Entries that are remembered: more is never read of one listing."""


class Shown:
    """Entries by URL with their stamps."""

    def __init__(self, packed: bytes = b"") -> None:
        width = KEY + STAMP
        rows = (packed[at : at + width] for at in range(0, len(packed) - width + 1, width))
        self._stamps = {row[:KEY]: row[KEY:] for row in rows}

    def __len__(self) -> int:
        return len(self._stamps)

    def has(self, url: str) -> bool:
        """Whether it was shown."""
        return _digest(url, KEY) in self._stamps

    def is_changed(self, url: str, stamp: str) -> bool:
        """Whether it was shown under another stamp, or without any: some tell of a change only once there was one. What
        has no stamp never says that it changed."""
        known = self._stamps.get(_digest(url, KEY))
        return bool(stamp) and known is not None and known != _digest(stamp, STAMP)

    def merged(self, entries: Iterable[tuple[str, str]], most: int = MOST) -> bytes:
        """What is shown now, before what was shown earlier: a listing of several servers goes to and fro."""
        now = self._rows(entries)
        # Nor does one that comes without its stamp for once come back changed.
        now = {key: self._stamps.get(key, stamp) if stamp == bytes(STAMP) else stamp for key, stamp in now.items()}
        return b"".join(key + stamp for key, stamp in list((now | {**self._stamps, **now}).items())[:most])

    @staticmethod
    def packed(entries: Iterable[tuple[str, str]]) -> bytes:
        """Pairs of URL and stamp as bytes, the first `MOST` of them."""
        return Shown().merged(entries)

    @staticmethod
    def _rows(entries: Iterable[tuple[str, str]]) -> dict[bytes, bytes]:
        return {_digest(url, KEY): _digest(stamp, STAMP) if stamp else bytes(STAMP) for url, stamp in entries}


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
