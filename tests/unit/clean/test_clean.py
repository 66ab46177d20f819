"""Clean as a whole: every input ends as an article or with its reason, within its time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean.clean import LARGEST
from pipeline.errors import Failed, Rejected
from pipeline.outcomes import Reason
from pipeline.records import OPT_OUT, Hints

PARAGRAPH = "<p>Le président a déclaré hier que les négociations reprendraient la semaine prochaine à Genève.</p>"
ARTICLE = "".join(
    f"<p>Le ministre numéro {number} a promis {number} mesures à tous les maires réunis.</p>" for number in range(6)
)
TEXT = "Le président a déclaré hier que les négociations reprendraient la semaine prochaine à Genève."

TAGS = [
    "<p>",
    "</p>",
    "<div class='chapo'>",
    "</div>",
    "<h1>",
    "</h1>",
    "<br>",
    "<table><tr><td>",
    "<script>",
    "<!--",
    "]]>",
]
TAGS += [
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":',
    "</script>",
    "<meta name='author' content='",
    "'>",
]


def test_hints_fill_what_the_text_does_not_say(cleaned, now):
    hints = Hints(
        title="Un titre", authors=("Zoé Petit",), tags=("a",), published_at=now.replace(hour=8), language="fr"
    )
    article = cleaned(TEXT, is_text=True, hints=hints, source="flux", collections=("presse",))
    assert (article.title, article.title_inferred) == ("Un titre", False)
    assert (article.authors, article.tags, article.language) == (("Zoé Petit",), ("a",), "fr")
    assert (article.published_at, article.published_from) == (now.replace(hour=8), "feed")
    assert (article.source, article.collections) == ("flux", ("presse",))


def test_an_opt_out_that_was_only_recorded_is_told_and_changes_no_verdict(cleaned):
    plain, opted_out = (
        cleaned(f"<article>{ARTICLE}</article>", headers=headers).quality
        for headers in ({}, {OPT_OUT: "noai, tdm-reservation"})
    )
    assert opted_out.verdict is plain.verdict
    assert opted_out.reasons == (*plain.reasons, "opt-out:noai", "opt-out:tdm-reservation")


def test_versions_tell_what_made_it(cleaned):
    assert set(cleaned(TEXT, is_text=True).versions) == {"clean", "extractor"}
    assert cleaned(f"<article>{ARTICLE}</article>").versions["extractor"].startswith("trafilatura-2")


def test_html_in_a_text_file_is_read_as_html(cleaned):
    article = cleaned(f"<!DOCTYPE html><html><body><article>{ARTICLE}</article></body></html>", is_text=True)
    assert "<p>" not in article.text


def test_a_text_served_as_html_or_by_a_site_is_read(cleaned):
    assert cleaned(TEXT, content_type="text/plain").text == TEXT
    assert cleaned(TEXT, content_type=None).text == TEXT


@pytest.mark.parametrize(
    ("content", "fields", "reason"),
    [
        (b"", {}, Reason.EMPTY),
        (b" \n\t", {"is_text": True}, Reason.EMPTY),
        ("\u200b\n---\n…".encode(), {"is_text": True}, Reason.EMPTY),
        (b"%PDF-1.4", {}, Reason.BINARY),
        (b"text", {"content_type": "application/pdf"}, Reason.BINARY),
        (b'{"a": 1}', {"content_type": "application/json"}, Reason.UNSUPPORTED_TYPE),
        (b"p { color: red }", {"content_type": "text/css"}, Reason.UNSUPPORTED_TYPE),
        (b"GIF89a", {"is_text": True}, Reason.BINARY),
        (b"\x81\x8d\x8f\x90\x9d" * 99, {"is_text": True}, Reason.BAD_ENCODING),
        (b"x" * (LARGEST + 1), {"is_text": True}, Reason.TOO_LARGE),
        (b"mot " * 300_000, {"is_text": True}, Reason.TOO_LARGE),
        (b"<html><body>" + b"<p>mot</p>" * 40_000, {}, Reason.TOO_LARGE),
    ],
)
def test_bad_input_is_rejected_with_its_reason(cleaned, content, fields, reason):
    with pytest.raises(Rejected) as caught:
        cleaned(content, **fields)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + PARAGRAPH * 5 + "</div>" * 100_000,
        "<b>" * 100_000 + PARAGRAPH * 5,
        "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">" + PARAGRAPH * 5,
        "<div " + " ".join(f"a{number}='>'" for number in range(100_000)) + ">" + PARAGRAPH * 5,
        PARAGRAPH * 5 + "<p>" + "&amp;" * 300_000 + "</p>",
        "<p>" + "&eacute;&#x20ac;" * 100_000 + "</p>",
        "<html><body>" + PARAGRAPH * 90_000,
        "<html><body><p>" + "mot " * 2_600_000 + "</p>",
        "<script type='application/ld+json'>" + "[" * 200_000 + "</script>" + PARAGRAPH * 5,
        "<!--" * 200_000 + PARAGRAPH,
        "<p>" + "«" * 100_000 + "</p>" + PARAGRAPH * 5,
    ],
    ids=[
        "nested",
        "unclosed",
        "attributes",
        "quoted",
        "entities",
        "letters",
        "10MB",
        "one-text",
        "json",
        "comments",
        "quotes",
    ],
)
def test_hostile_pages_end_in_bounded_time(cleaned, html):
    started = time.monotonic()
    try:
        cleaned(html)
    except (Rejected, Failed) as error:
        assert error.reason in (Reason.NO_ARTICLE, Reason.TOO_LARGE, Reason.TIMEOUT)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "text",
    [
        "M. " * 100_000,
        "a\n" * 150_000,
        "\n" * 3_000_000 + "a",
        "(" * 300_000 + "a",
        "1 mars " * 50_000,
        "a\u0301" * 100_000,
    ],
    ids=["abbreviations", "lines", "blank", "brackets", "dates", "accents"],
)
def test_hostile_texts_end_in_bounded_time(cleaned, text):
    started = time.monotonic()
    try:
        assert cleaned(text, is_text=True).text
    except (Rejected, Failed) as error:
        assert error.reason in (Reason.EMPTY, Reason.TOO_LARGE, Reason.TIMEOUT)
    assert time.monotonic() - started < 20


def test_the_same_page_gives_the_same_article_every_time(cleaned):
    html = f"<html><head><title>Un titre</title></head><body><article>{ARTICLE}</article></body></html>"
    assert len({cleaned(html).text for _ in range(6)}) == 1


def check(cleaned, content, is_text):
    try:
        article = cleaned(content, is_text=is_text)
    except Rejected:
        return
    assert article.text.strip()
    assert article.title
    assert article.text.encode()
    assert article.document()


quick = settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.binary(max_size=1500), st.booleans())
def test_any_bytes_give_an_article_or_a_reason(cleaned, content, is_text):
    check(cleaned, content, is_text)


@quick
@given(st.text(max_size=800), st.booleans())
def test_any_text_gives_an_article_or_a_reason(cleaned, content, is_text):
    check(cleaned, content, is_text)


@quick
@given(st.lists(st.one_of(st.sampled_from([*TAGS, PARAGRAPH]), st.text(max_size=20)), max_size=25))
def test_any_markup_gives_an_article_or_a_reason(cleaned, pieces):
    check(cleaned, "<html><body>" + "".join(pieces), False)
