"""Content codings are undone within bounds, whatever comes."""

from __future__ import annotations

import gzip
import os
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Failed, Rejected
from pipeline.http.encodings import MOST_MEMBERS, unpacked
from pipeline.outcomes import Reason

MB = 1024**2
LIMIT = MB
NOISE = os.urandom(50_000)

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
every_coding = pytest.mark.parametrize(("coding", "pack"), PACKERS.items(), ids=PACKERS)


@given(st.binary(), st.lists(st.sampled_from(sorted(PACKERS)), max_size=3))
def test_what_was_packed_is_unpacked(body: bytes, codings: list[str]) -> None:
    packed = body
    for coding in codings:
        packed = PACKERS[coding](packed)
    assert unpacked(packed, ", ".join(codings), LIMIT) == body


@given(st.binary(max_size=200), st.sampled_from(sorted(PACKERS)), st.booleans())
def test_any_bytes_are_unpacked_or_refused(body: bytes, coding: str, cut: bool) -> None:
    try:
        assert len(unpacked(body, coding, 1000, cut=cut)) <= 1000
    except (Rejected, Failed) as told:
        assert told.reason in (Reason.TOO_LARGE, Reason.BROKEN_ANSWER)


@every_coding
def test_exactly_the_limit_is_not_too_much(coding: str, pack: Pack) -> None:
    assert len(unpacked(pack(b"a" * LIMIT), coding, LIMIT)) == LIMIT
    with pytest.raises(Rejected) as refused:
        unpacked(pack(b"a" * (LIMIT + 1)), coding, LIMIT)
    assert refused.value.reason == Reason.TOO_LARGE


@every_coding
def test_half_an_answer_is_none(coding: str, pack: Pack) -> None:
    with pytest.raises(Failed) as failed:
        unpacked(pack(NOISE)[:-1000], coding, LIMIT)
    assert failed.value.reason == Reason.BROKEN_ANSWER


@every_coding
def test_the_beginning_can_be_enough(coding: str, pack: Pack) -> None:
    found = unpacked(pack(NOISE)[:-1000], coding, LIMIT, cut=True)
    assert len(found) > 10_000 and NOISE.startswith(found)
    assert unpacked(pack(b"a" * 2 * LIMIT), coding, LIMIT, cut=True) == b"a" * LIMIT


def test_an_inner_bomb_is_refused_too() -> None:
    for inner in PACKERS.values():
        with pytest.raises(Rejected) as refused:
            unpacked(gzip.compress(inner(b"\0" * 8 * MB)), f"{_name(inner)}, gzip", LIMIT)
        assert refused.value.reason == Reason.TOO_LARGE


def _name(pack: Pack) -> str:
    return next(name for name, other in PACKERS.items() if other is pack)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_ten_megabytes_of_nothing_are_refused_in_no_time(coding: str) -> None:
    nothing = PACKERS[coding](b"")
    start = time.process_time()
    with pytest.raises(Failed) as failed:
        unpacked(nothing * (10 * MB // len(nothing)), coding, LIMIT)
    assert failed.value.reason == Reason.BROKEN_ANSWER
    assert time.process_time() - start < 2


def test_a_few_members_are_one_answer() -> None:
    assert unpacked(b"".join(gzip.compress(b"%d," % i) for i in range(5)), "gzip", LIMIT) == b"0,1,2,3,4,"
    assert unpacked(gzip.compress(b"") * MOST_MEMBERS, "gzip", LIMIT) == b""
    assert unpacked(gzip.compress(b"a") + b"\0" * 512, "gzip", LIMIT) == b"a"


def test_deflate_without_its_wrapping() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert unpacked(bare.compress(b"a" * 99) + bare.flush(), "deflate", LIMIT) == b"a" * 99


def test_a_window_that_takes_all_memory_is_refused() -> None:
    wide = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=27))
    with pytest.raises(Failed) as failed:
        unpacked(_streamed(wide), "zstd", LIMIT)
    assert failed.value.reason == Reason.BROKEN_ANSWER


def _streamed(compressor: zstandard.ZstdCompressor) -> bytes:
    stream = compressor.compressobj()
    return stream.compress(b"a" * 1000) + stream.flush()


@pytest.mark.parametrize("codings", ["secret", "gzip, secret", "gzip, gzip, gzip, gzip"])
def test_what_nobody_can_undo(codings: str) -> None:
    with pytest.raises(Failed) as failed:
        unpacked(gzip.compress(b"a"), codings, LIMIT)
    assert failed.value.reason == Reason.BROKEN_ANSWER


@pytest.mark.parametrize("codings", ["", " , ", "identity", "GZIP", "x-gzip"])
def test_names_as_servers_write_them(codings: str) -> None:
    body = gzip.compress(b"a") if "gzip" in codings.lower() else b"a"
    assert unpacked(body, codings, LIMIT) == b"a"
    assert unpacked(b"", codings, LIMIT) == b""
