"""URLs: normal form, identity, canonical."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.urls import article_id, host, normalise, registrable_domain, site, trusted_canonical


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("HTTPS://WWW.Example.ORG", "https://www.example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/../a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=3&fbclid=y", "https://example.org/a?id=3"),
        ("https://example.org/a?xtor=RSS-1", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/%c3%a9t%c3%a9", "https://example.org/%C3%A9t%C3%A9"),
        ("https://example.org/été", "https://example.org/%C3%A9t%C3%A9"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("  https://example.org/a  ", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("file:///tmp/a%20b.txt", "file:///tmp/a%20b.txt"),
    ],
)
def test_normal_form(given: str, normal: str) -> None:
    assert normalise(given) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("ftp://example.org/a", Reason.BAD_SCHEME),
        ("javascript:alert(1)", Reason.BAD_SCHEME),
        ("data:text/html,x", Reason.BAD_SCHEME),
        ("", Reason.BAD_URL),
        ("example.org/a", Reason.BAD_URL),
        ("https://", Reason.BAD_URL),
        ("https://user:secret@example.org/", Reason.BAD_URL),
        ("https://example.org:99999/", Reason.BAD_URL),
        ("https://exa mple.org/", Reason.BAD_URL),
        ("https://[::1/", Reason.BAD_URL),
        ("https://example.org/" + "a" * 3000, Reason.BAD_URL),
        ("file://elsewhere/a", Reason.BAD_URL),
    ],
)
def test_what_is_refused(given: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        normalise(given)
    assert refused.value.reason == reason


@given(st.text() | st.text(max_size=60).map(lambda text: "https://" + text))
def test_any_text_is_normalised_or_refused(text: str) -> None:
    try:
        normal = normalise(text)
    except Rejected:
        return
    assert normalise(normal) == normal
    assert article_id(text) == article_id(normal)


def test_one_article_one_identity() -> None:
    assert article_id("https://Example.org/a?utm_medium=rss#x") == article_id("https://example.org/a")
    assert article_id("https://example.org/a") != article_id("https://example.org/b")


def test_whose_it_is() -> None:
    assert site("https://www.lemonde.example/a") == "lemonde.example"
    assert site("file:///a.txt") is None
    assert host("https://example.org:8443/") == "example.org:8443"
    assert registrable_domain("https://news.bbc.co.uk/a") == "bbc.co.uk"
    assert registrable_domain("http://127.0.0.1/a") == "127.0.0.1"


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("/a", "https://m.example.org/a"),
        ("https://www.example.org/a?utm_source=x", "https://www.example.org/a"),
        ("https://example.org/", None),
        ("https://elsewhere.org/a", None),
        ("javascript:void(0)", None),
        ("http://[", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical(declared: str | None, canonical: str | None) -> None:
    assert trusted_canonical(declared, "https://m.example.org/a?amp=1") == canonical
