"""Signatures: a text as 80 bytes that tell how much of it another text shares, in any language.

MinHash (Broder, 1997) over shingles of three words, of which one byte each is kept (b-bit minwise hashing, Li and
König, 2010): the share of equal bytes estimates the share of common shingles (Jaccard) with a standard error of 0.055.
The title is not in it: copies are retitled.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 80
BANDS, ROWS = 16, 3
"""Two texts become candidates when a band of `ROWS` values agrees: with a share `s` of common shingles, by chance
1 - (1 - s³)¹⁶, which is 0.99 for a text shortened by a third, 0.88 by half, 0.0001 for two about the same event."""

SHINGLE = 3
"""Words of a shingle: one changed word spoils three. Unrelated texts share about one shingle in a hundred."""

MOST_WORDS = 20_000
"""Words that are looked at: a bound on the cost, far above any article."""

BAND_BYTES = 6
"""Of a band's hash: 4 choose the bucket, 2 tell the texts in it apart; a stranger is found out when compared."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """`values`: `PERMUTATIONS` bytes; `bands`: `BANDS` times `BAND_BYTES` bytes; `shingles`: how many were seen."""

    values: bytes
    bands: bytes
    shingles: int


def sign(text: str) -> Signature | None:
    """The signature of a text; None for a text without words.

    Case, accents, punctuation and white space don't count.
    """
    shingles = {" ".join(shingle).encode() for shingle in _shingles(words(text))}
    if not shingles:
        return None
    hashes = np.array([zlib.crc32(shingle) for shingle in shingles], dtype=np.uint64)
    values = _least(hashes)
    return Signature(_low_bytes(values), _bands(values), len(shingles))


def words(text: str) -> list[str]:
    """The folded words, at most `MOST_WORDS`; of scripts without spaces, each pair of neighbouring characters."""
    bare = unicodedata.normalize("NFKD", text[: MOST_WORDS * 30].casefold())
    folded = "".join(char for char in bare if not unicodedata.combining(char))
    spaced = _UNSPACED.sub(_in_pairs, unicodedata.normalize("NFKC", folded))
    return _WORD.findall(spaced)[:MOST_WORDS]


def similarity(one: Signature, other: Signature) -> float:
    """The estimated share of common shingles, 0 to 1 (equal bytes by chance, one in 256, discounted)."""
    equal = sum(a == b for a, b in zip(one.values, other.values, strict=True)) / PERMUTATIONS
    return max(0.0, (equal - 1 / 256) / (1 - 1 / 256))


def _in_pairs(run: re.Match[str]) -> str:
    characters = run[0]
    pairs = (characters[place : place + 2] for place in range(max(1, len(characters) - 1)))
    return f" {' '.join(pairs)} "


def _shingles(found: list[str]) -> list[list[str]]:
    """Each run of `SHINGLE` words; all words together where there are fewer."""
    return [found[start : start + SHINGLE] for start in range(max(1, len(found) - SHINGLE + 1))] if found else []


def _low_bytes(values: NDArray[np.uint64]) -> bytes:
    return (values & np.uint64(0xFF)).astype(np.uint8).tobytes()


def _bands(values: NDArray[np.uint64]) -> bytes:
    """The hash of each band's values; the number of the band is in it, so that bands never meet."""
    rows = values[: BANDS * ROWS].astype("<u8").reshape(BANDS, ROWS)
    return b"".join(
        hashlib.blake2b(row.tobytes(), digest_size=BAND_BYTES, salt=bytes([band])).digest()
        for band, row in enumerate(rows)
    )


def _least(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The least hash of all shingles under each permutation (multiply-shift, Dietzfelbinger, 1996)."""
    factors, offsets = _permutations()
    least = np.full(PERMUTATIONS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 1024):
        permuted = (hashes[start : start + 1024, None] * factors + offsets) >> np.uint64(24)
        least = np.minimum(least, permuted.min(axis=0))
    return least


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Odd factors, and offsets: the same in every process and for ever, since signatures are compared."""
    seeds = [hashlib.blake2b(b"minhash %d" % number, digest_size=16).digest() for number in range(PERMUTATIONS)]
    drawn = np.frombuffer(b"".join(seeds), dtype="<u8").reshape(PERMUTATIONS, 2).astype(np.uint64)
    return drawn[:, 0] | np.uint64(1), drawn[:, 1]
