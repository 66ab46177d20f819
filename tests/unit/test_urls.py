"""URLs: normal form, identity, canonical."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.urls import (
    article_id,
    content_id,
    host,
    normalise,
    redirected,
    registrable_domain,
    site,
    trusted_canonical,
    variants,
)


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
        ("file:///tmp/é b.txt", "file:///tmp/%C3%A9%20b.txt"),
        ("file:///tmp/a.jsonl#line=3", "file:///tmp/a.jsonl#line=3"),
        ("upload:0123456789abcdef0123456789abcdef", "upload:0123456789abcdef0123456789abcdef"),
        # What is kept of a query is kept as it is written, with tracking beside it or not.
        ("https://example.org/a?q=a%20b&utm_source=x", "https://example.org/a?q=a%20b"),
        ("https://example.org/a?q=a%20b", "https://example.org/a?q=a%20b"),
        ("https://example.org/a?q=%E9&gclid=x", "https://example.org/a?q=%E9"),
        ("https://example.org/a?print&utm_source=x", "https://example.org/a?print"),
        ("https://example.org/a?at_link_id=9&at_ptr_name=y", "https://example.org/a"),
        # RFC 3986, 6.2.2.2: an escape that is not needed changes nothing.
        ("https://example.org/%7Eann/%61?%71=%7e", "https://example.org/~ann/a?q=~"),
        ("https://example.org/a/%2e%2e/b", "https://example.org/b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%%37E", "https://example.org/%257E"),
        # UTS 46, not IDNA 2003: another domain.
        ("https://straße.example/a", "https://xn--strae-oqa.example/a"),
        ("https://Ｅxample。org/a", "https://example.org/a"),
        ("http://[2001:db8:0:0::1]/", "http://[2001:db8::1]/"),
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
        ("https://example.org/" + "a" * 8000, Reason.BAD_URL),
        ("https://example.org/" + "é" * 3000, Reason.BAD_URL),
        ("https://example.org:0/", Reason.BAD_URL),
        ("https://" + "a." * 200 + "org/", Reason.BAD_URL),
        ("https://a..org/", Reason.BAD_URL),
        ("https://e\0xample.org/", Reason.BAD_URL),
        ("https://example.org/\ud800", Reason.BAD_URL),
        ("file:///\ud800", Reason.BAD_URL),
        ("upload:../../etc/passwd", Reason.BAD_SCHEME),
        ("file://elsewhere/a", Reason.BAD_URL),
    ],
)
def test_what_is_refused(given: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        normalise(given)
    assert refused.value.reason == reason


ANY = st.text(st.characters(codec=None))
PARTS = st.text(st.sampled_from("aZ0é.-_~%2e/?&=#:@[]\\ +;\t\ud800ßｅ。"), max_size=40)


@given(ANY | PARTS.map("https://".__add__) | PARTS.map("https://e.org/".__add__) | PARTS.map("file:///".__add__))
@settings(max_examples=500)
def test_any_text_is_normalised_or_refused(text: str) -> None:
    assert isinstance(host(text), str | None) and isinstance(site(text), str | None)
    assert isinstance(registrable_domain(text), str | None)
    assert isinstance(trusted_canonical(text, "https://e.org/a"), str | None)
    assert isinstance(trusted_canonical("/a", text), str | None)
    try:
        normal = normalise(text)
    except Rejected:
        return
    assert normalise(normal) == normal
    assert article_id(text) == article_id(normal)


@given(PARTS)
def test_any_redirect_is_followed_or_refused(location: str) -> None:
    try:
        target = redirected("https://example.org/a/b", location)
    except Rejected:
        return
    assert redirected("https://example.org/", target) == target


def test_a_redirect_keeps_the_parameters_that_the_server_asks_for() -> None:
    assert redirected("https://example.org/a/b", "../c?utm_source=x#y") == "https://example.org/c?utm_source=x"
    assert redirected("https://example.org/a", "//elsewhere.example:443") == "https://elsewhere.example/"
    with pytest.raises(Rejected) as refused:
        redirected("https://example.org/a", "javascript:alert(1)")
    assert refused.value.reason == Reason.BAD_SCHEME


def test_an_upload_has_the_identity_of_its_content() -> None:
    id = content_id(b"Un texte.")
    assert article_id(f"upload:{id}") == id
    assert (host(f"upload:{id}"), site(f"upload:{id}")) == (None, None)


def test_one_article_one_identity() -> None:
    assert article_id("https://Example.org/a?utm_medium=rss#x") == article_id("https://example.org/a")
    assert article_id("https://example.org/a") != article_id("https://example.org/b")


def test_whose_it_is() -> None:
    assert site("https://www.lemonde.example/a") == "lemonde.example"
    assert site("file:///a.txt") is None
    assert host("https://example.org:8443/") == "example.org:8443"
    assert registrable_domain("https://news.bbc.co.uk/a") == "bbc.co.uk"
    assert registrable_domain("http://127.0.0.1/a") == "127.0.0.1"
    assert registrable_domain("https://ann.blogspot.com/a") == "ann.blogspot.com"
    assert trusted_canonical("https://bob.blogspot.com/a", "https://ann.blogspot.com/a") is None


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


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://www.google.com/amp/s/www.example.org/a/b.html", "https://www.example.org/a/b.html"),
        ("https://www.google.fr/amp/s/amp.example.org/a?id=3&usqp=mq331AQ", "https://amp.example.org/a?id=3"),
        ("http://google.com/amp/example.org/a", "http://example.org/a"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a/amp/", "https://www.example.org/a/amp/"),
        ("https://a-b.cdn.ampproject.org/v/s/a.b/c?amp_js_v=0.1&id=1#aoh=1", "https://a.b/c?id=1"),
        ("https://x.cdn.ampproject.org/c/s/www.google.com/amp/s/example.org/a", "https://example.org/a"),
        ("https://example.org/a?amp", "https://example.org/a"),
        ("https://example.org/a?amp=1&id=2", "https://example.org/a?id=2"),
        ("https://example.org/a?outputType=amp", "https://example.org/a"),
        # What only looks like it is somebody's own.
        ("https://www.google.com/amp/s/", "https://www.google.com/amp/s/"),
        ("https://www.google.com/amp/s/localhost/a", "https://www.google.com/amp/s/localhost/a"),
        ("https://www.google.com/amp/s/a..b/c", "https://www.google.com/amp/s/a..b/c"),
        ("https://example.org/amp/s/other.org/a", "https://example.org/amp/s/other.org/a"),
        ("https://example.org/?amp=33", "https://example.org/?amp=33"),
        ("https://example.org/a?amplifier", "https://example.org/a?amplifier"),
    ],
)
def test_amp_is_a_way_of_showing_not_another_article(given: str, normal: str) -> None:
    assert normalise(given) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("https://example.org/a/amp/", ("https://example.org/a/", "https://example.org/a")),
        ("https://example.org/a/amp", ("https://example.org/a", "https://example.org/a/")),
        ("https://example.org/a.amp", ("https://example.org/a",)),
        ("https://example.org/a.amp.html", ("https://example.org/a.html",)),
        ("https://example.org/amp/a-b", ("https://example.org/a-b",)),
        ("https://amp.example.org/a", ("https://www.example.org/a", "https://example.org/a")),
        (
            "https://m.example.co.uk:8443/a?b=1",
            ("https://www.example.co.uk:8443/a?b=1", "https://example.co.uk:8443/a?b=1"),
        ),
        ("https://fr.m.example.org/a", ("https://fr.example.org/a",)),
        (
            "https://amp.example.org/a/amp",
            (
                "https://www.example.org/a",
                "https://example.org/a",
                "https://www.example.org/a/",
                "https://example.org/a/",
            ),
        ),
        ("https://example.org/a", ()),
        ("https://www.example.org/camp/", ()),
        ("https://example.org/amp/", ()),
        ("https://m.com/a", ()),
        ("https://ramp.example.org/a", ()),
        ("http://127.0.0.1/a", ()),
        ("file:///a/amp", ()),
        ("javascript:amp", ()),
    ],
)
def test_plain_forms_of_amp_and_mobile_pages(given: str, plain: tuple[str, ...]) -> None:
    assert variants(given) == plain


@given(PARTS.map("https://www.google.com/amp/s/a.b".__add__) | PARTS.map("https://m.e.org/".__add__))
def test_any_text_has_plain_forms_that_are_normal(text: str) -> None:
    assert all(normalise(form) == form for form in variants(text))
