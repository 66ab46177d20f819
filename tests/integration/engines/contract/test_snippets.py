"""Snippets show why an article was found: slices of its text, with marks on what matched."""

from __future__ import annotations

import uuid

import pytest

LONG = "Rien à signaler de ce côté-ci de la frontière, disent les riverains. " * 30


@pytest.fixture(scope="module")
def shared(open_engine):
    engine = open_engine()
    engine.prepare()
    return engine


@pytest.fixture
def marked(shared, make_article, put, find):
    """The marked words, and the snippets, of an article that is asked for by its source as well."""

    def ask(query: str, **fields) -> tuple[list[str], tuple]:
        article = make_article(uuid.uuid4().hex, source=uuid.uuid4().hex, **fields)
        put(shared, article)
        (hit,) = find(shared, f"{query} source:{article.source}").hits
        for snippet in hit.snippets:
            assert snippet.text in article.text or snippet.text in (article.lead or "")
            assert list(snippet.marks) == sorted(snippet.marks)
            assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
        return [s.text[start:end] for s in hit.snippets for start, end in s.marks], hit.snippets

    return ask


def _without_article(word: str) -> str:
    return word.removeprefix("L’").removeprefix("l’")


def test_an_inflected_and_elided_form_is_marked(marked):
    words, _ = marked("élection députée", text="Hier, l’élection. " + LONG + "Les députés votent.")
    assert [_without_article(word) for word in words] == ["élection", "députés"]


def test_marks_count_code_points(marked):
    words, _ = marked("chevaux", text="😀🏳️‍🌈 𝒳 e\u0301te\u0301 — un cheval 🐎 et des chevaux.")
    assert words == ["cheval", "chevaux"]


def test_a_phrase_is_marked_as_such_and_its_words_elsewhere_are_not(marked):
    words, _ = marked('"conseil municipal"', text="Le conseil a siégé. Le Conseil municipal aussi, conseil oblige.")
    assert " ".join(words) == "Conseil municipal"


def test_words_and_phrases_are_marked_together(marked):
    words, _ = marked('maire "conseil municipal"', text="La maire préside le conseil municipal.")
    assert " ".join(words) == "maire conseil municipal"


def test_names_are_marked_in_the_text(marked):
    kerry = {"name": "Kerry", "label": "PER", "canonical": "John Kerry"}
    words, _ = marked("person:kerry", text="Hier, M. Kerry a parlé.", entities=[kerry])
    assert words == ["Kerry"]


def test_what_is_excluded_is_not_marked(marked):
    words, _ = marked("maire -adjoint", text="La maire parle.")
    assert words == ["maire"]


def test_a_match_in_the_lead_alone_is_shown(marked):
    words, _ = marked("grève", text=LONG, lead="La grève continue.")
    assert words == ["grève"]


def test_without_a_match_in_the_text_its_head_is_shown(marked):
    words, (snippet,) = marked("title:budget", title="Le budget", text=LONG)
    assert words == []
    assert LONG.startswith(snippet.text)
    assert 20 < len(snippet.text) < 500


def test_an_article_without_text_has_no_snippet(marked):
    assert marked("title:budget", title="Le budget") == ([], ())


def test_markup_and_odd_characters_in_a_text_do_no_harm(marked):
    text = "<em>grève</em> \ue000grève\ue001 \u0001 &lt;b&gt; \ufdd0 {{grève}} \x00 @@ $1"
    words, _ = marked("grève", text=text)
    assert words == ["grève"] * 3


def test_snippets_are_few_and_short(marked):
    _, snippets = marked("grève", text=("La grève continue. " + LONG) * 20)
    assert 1 <= len(snippets) <= 2
    assert all(len(snippet.text) < 600 for snippet in snippets)


def test_a_match_far_into_a_long_text_is_shown(marked):
    words, _ = marked("grève", text=LONG * 40 + "La grève continue.")
    assert words == ["grève"]
