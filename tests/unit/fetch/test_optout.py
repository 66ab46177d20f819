"""What publishers say against the use of a page."""

from __future__ import annotations

import time

import pytest

from pipeline.fetch.optout import opted_out
from pipeline.outcomes import Reason


def said(*headers: tuple[str, str], body: str | bytes = "") -> list[Reason]:
    page = body if isinstance(body, bytes) else body.encode()
    return [reason for reason, _ in opted_out(headers, page, "Rotative")]


@pytest.mark.parametrize(
    ("value", "reasons"),
    [
        ("noindex", [Reason.NOINDEX]),
        ("NONE", [Reason.NOINDEX]),
        ("nofollow, noai", [Reason.NOAI]),
        ("noai, noimageai", [Reason.NOAI]),
        ("noimageai", []),
        ("index, follow, max-image-preview:large", []),
        ("googlebot: noindex", []),
        ("googlebot: nofollow, noindex", []),
        ("googlebot: nofollow, rotative: noindex", [Reason.NOINDEX]),
        ("rotative: noai, noindex", [Reason.NOAI, Reason.NOINDEX]),
        ("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex", [Reason.NOINDEX]),
        ("max-snippet: 5, noai", [Reason.NOAI]),
        ("", []),
    ],
)
def test_the_robots_header(value: str, reasons: list[Reason]) -> None:
    assert said(("x-robots-tag", value)) == reasons


def test_each_line_of_the_header_counts_and_each_reason_once() -> None:
    rows = (("x-robots-tag", "otherbot: noai"), ("x-robots-tag", "noindex"), ("x-robots-tag", "noindex"))
    assert said(*rows) == [Reason.NOINDEX]


@pytest.mark.parametrize(("value", "reserved"), [("1", True), (" 1 ", True), ("0", False), ("yes", False)])
def test_the_reservation_header(value: str, reserved: bool) -> None:
    assert said(("tdm-reservation", value)) == [Reason.TDM_RESERVATION] * reserved


@pytest.mark.parametrize(
    ("head", "reasons"),
    [
        ('<meta name="robots" content="noindex">', [Reason.NOINDEX]),
        ("<META CONTENT='NOAI, noimageai' NAME=ROBOTS />", [Reason.NOAI]),
        ('<meta name=rotative content="none">', [Reason.NOINDEX]),
        ('<meta name="googlebot" content="noindex">', []),
        ('<meta name="description" content="robots noindex">', []),
        ('<meta name="tdm-reservation" content="1"/>', [Reason.TDM_RESERVATION]),
        ('<meta name="tdm-reservation" content="0"/>', []),
        ('<!-- <meta name="robots" content="noindex"> -->', []),
        ('<script>\'<meta name="robots" content="noindex">\'</script>', []),
        ('<script>var a="<";</script><meta name="robots" content="noindex">', [Reason.NOINDEX]),
        ('<title>a < b <meta name="robots" content="noindex"></title>', []),
        ('</head><body><meta name="robots" content="noindex">', []),
        ('<meta property="og:title" content="x > y"><meta name="robots" content="noai">', [Reason.NOAI]),
    ],
)
def test_the_head_of_a_page(head: str, reasons: list[Reason]) -> None:
    assert said(body=f"<!doctype html><html><head>{head}") == reasons


def test_a_page_in_utf_16() -> None:
    assert said(body='<meta name="robots" content="noindex">'.encode("utf-16")) == [Reason.NOINDEX]


@pytest.mark.parametrize("piece", [b"<!--", b"<script", b"<meta ", b"<", b'<meta name="', b"<meta a=\"'", b"a=" * 2])
def test_a_hostile_head_costs_little(piece: bytes) -> None:
    start = time.perf_counter()
    assert said(body=piece * (128 * 1024 // len(piece))) == []
    assert time.perf_counter() - start < 1.0
