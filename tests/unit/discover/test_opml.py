"""OPML: read from others, written for others, and read back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.discover.opml import read, write
from pipeline.errors import Rejected
from pipeline.outcomes import Reason
from pipeline.records import Source, SourceKind

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def source(url: str, **said: object) -> Source:
    return Source.model_validate({"id": "0", "url": url, "kind": SourceKind.FEED, "added_at": NOW, **said})


def test_folders_and_categories_become_collections() -> None:
    found = read(
        """<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>
        <outline text="Presse"><outline text="Nationale">
        <outline type="rss" text="Le Fil &amp; co" xmlUrl="https://a.example/?a=1&amp;b=2&utm_source=x"/></outline>
        <outline type="rss" title="Été" xmlUrl="https://b.example/f" category="/x/y,z"/></outline>
        <outline text="mort" xmlUrl="javascript:alert(1)"/><outline text="relatif" xmlUrl="/f"/>
        <outline text="again" xmlUrl="https://b.example/f"/></body></opml>""".encode()
    )
    assert [(one.url, one.title, one.collections) for one in found] == [
        ("https://a.example/?a=1&b=2", "Le Fil & co", ("Presse", "Nationale")),
        ("https://b.example/f", "Été", ("x", "y", "z", "Presse")),
    ]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"<html><body>x</body></html>", Reason.NOT_A_SOURCE),
        (b"<rss></rss>", Reason.NOT_A_SOURCE),
        (b"words", Reason.NOT_A_SOURCE),
    ],
)
def test_what_is_no_opml_is_refused(document: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(document)
    assert refused.value.reason is reason


def test_entities_of_a_doctype_are_not_expanded_and_deep_folders_do_no_harm() -> None:
    bomb = b'<!DOCTYPE o [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    (one,) = read(bomb + b'<opml><body><outline text="&a;&c;" xmlUrl="https://a.example/"/></body></opml>')
    assert one.title == "&a;&c;"
    assert read(b"<opml><body>" + b'<outline text="x">' * 100_000) == ()


def test_what_is_written_is_read_back() -> None:
    sources = [
        source("https://a.example/f?a=1&b=2", title='Le "Fil" <b>&amp; co</b>', home="https://a.example/"),
        source("https://b.example/s.xml", kind=SourceKind.SITEMAP, title="B", collections=("Monde", "Économie & co")),
        source("https://c.example/", kind=SourceKind.SITE, collections=("Monde",)),
    ]
    found = {one.url: one for one in read(write(sources))}
    assert len(found) == 3
    for one in sources:
        back = found[one.url]
        assert (back.kind, back.title, back.collections) == (one.kind, one.title, one.collections)


def test_sources_of_this_machine_are_no_part_of_a_list() -> None:
    assert b"secret" not in write([source("file:///secret/", kind=SourceKind.FOLDER, title="secret")])


TEXT = st.text(st.characters(codec=None), max_size=30)


@given(TEXT, st.lists(TEXT, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_title_and_collection_can_be_written(title: str, collections: list[str]) -> None:
    (back,) = read(write([source("https://a.example/f", title=title, collections=tuple(collections))]))
    assert back.url == "https://a.example/f"
    printed = " ".join("".join(character if character.isprintable() else " " for character in title).split())
    assert back.title == (printed or None)


@given(st.binary(max_size=300).map(b"<opml><body><outline ".__add__))
@settings(max_examples=200, deadline=None)
def test_any_list_is_read_or_refused(document: bytes) -> None:
    try:
        assert isinstance(read(document), tuple)
    except Rejected as refused:
        assert refused.detail
