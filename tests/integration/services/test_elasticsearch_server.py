"""The Elasticsearch of the tests is what a full distribution would be to the product."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from elasticsearch import AuthenticationException, Elasticsearch

from tests.services.elasticsearch.choice import Server
from tests.services.elasticsearch.health import healthy

LANGUAGES = (
    "arabic armenian basque bengali brazilian bulgarian catalan cjk czech danish dutch english estonian "
    "finnish french galician german greek hindi hungarian indonesian irish italian latvian lithuanian "
    "norwegian persian portuguese romanian russian serbian sorani spanish swedish thai turkish"
)


@pytest.fixture(scope="module")
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url) as client:
        yield client


def tokens(client: Elasticsearch, text: str, **analysis: object) -> list[str]:
    return [token["token"] for token in client.indices.analyze(text=text, **analysis)["tokens"]]


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_each_language_is_analysed_by_its_name(client: Elasticsearch, language: str) -> None:
    assert tokens(client, "Reuters 2026", analyzer=language)


def test_french_drops_elision_stop_words_and_endings(client: Elasticsearch) -> None:
    assert tokens(client, "L’offensive des chevaux", analyzer="french") == ["ofensif", "cheval"]


def test_a_filter_without_settings_needs_no_declaration(client: Elasticsearch) -> None:
    assert tokens(client, "L'Élysée", tokenizer="standard", filter=["elision", "lowercase", "asciifolding"]) == [
        "elysee"
    ]


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ({"type": "stemmer", "language": "light_french"}, "chevaux", ["cheval"]),
        ({"type": "stemmer", "language": "french"}, "continuellement", ["continuel"]),
        ({"type": "stemmer", "language": "english"}, "visited", ["visit"]),
        ({"type": "snowball", "language": "German"}, "häuser", ["haus"]),
        ({"type": "elision", "articles": ["l", "qu"], "articles_case": True}, "Qu'elle", ["elle"]),
        ({"type": "asciifolding", "preserve_original": True}, "été", ["ete", "été"]),
        ({"type": "stemmer_override", "rules": ["aux, eaux => eau"]}, "eaux", ["eau"]),
        ({"type": "pattern_capture", "preserve_original": False, "patterns": ["(\\d+)"]}, "b52", ["52"]),
        ({"type": "pattern_replace", "pattern": "-", "replacement": ""}, "Wi-Fi", ["WiFi"]),
        ({"type": "length", "min": 2}, "y", []),
        ({"type": "truncate", "length": 3}, "presse", ["pre"]),
        ({"type": "word_delimiter_graph"}, "PowerShot's", ["Power", "Shot"]),
        ({"type": "edge_ngram", "min_gram": 1, "max_gram": 3}, "abcd", ["a", "ab", "abc"]),
        ({"type": "lowercase", "language": "turkish"}, "I", ["ı"]),
        ({"type": "keep", "keep_words": ["oui"]}, "non", []),
    ],
)
def test_filters_heed_their_settings(client: Elasticsearch, declared: object, text: str, expected: list[str]) -> None:
    assert tokens(client, text, tokenizer="whitespace", filter=[declared]) == expected


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ({"type": "mapping", "mappings": ["’ => '", "\\u02BC => '"]}, "l’a lʼa", "l'a l'a"),
        ({"type": "pattern_replace", "pattern": "(\\d),(\\d)", "replacement": "$1.$2"}, "3,5", "3.5"),
        ("html_strip", "L&eacute;a <b>dit</b>", "Léa dit"),
    ],
)
def test_character_filters(client: Elasticsearch, declared: object, text: str, expected: str) -> None:
    assert tokens(client, text, tokenizer="keyword", char_filter=[declared]) == [expected]


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("path_hierarchy", "a/b/c", ["a", "a/b", "a/b/c"]),
        ({"type": "char_group", "tokenize_on_chars": ["whitespace", "-", "\\n"]}, "a-b\nc_d", ["a", "b", "c_d"]),
        ({"type": "pattern", "pattern": ","}, "a b,c", ["a b", "c"]),
        ({"type": "edge_ngram", "min_gram": 1, "max_gram": 2, "token_chars": ["letter"]}, "ab 1c", ["a", "ab", "c"]),
        ("uax_url_email", "Lea@example.org dit", ["Lea@example.org", "dit"]),
    ],
)
def test_tokenizers(client: Elasticsearch, declared: object, text: str, expected: list[str]) -> None:
    assert tokens(client, text, tokenizer=declared) == expected


def test_a_template_may_use_them_all(client: Elasticsearch, prefix: str) -> None:
    analysis = {
        "filter": {"stem": {"type": "stemmer", "language": "light_french"}},
        "char_filter": {"quotes": {"type": "mapping", "mappings": ["’ => '"]}},
        "analyzer": {
            "own": {"tokenizer": "standard", "char_filter": ["quotes"], "filter": ["elision", "lowercase", "stem"]},
            "kept": {"type": "french", "stem_exclusion": ["chevaux"], "stopwords": ["sur"]},
        },
        "normalizer": {"plain": {"type": "custom", "char_filter": ["quotes"], "filter": ["lowercase", "asciifolding"]}},
    }
    fields = {"own": {"type": "text", "analyzer": "own"}, "plain": {"type": "keyword", "normalizer": "plain"}}
    client.indices.create(index=prefix, settings={"analysis": analysis}, mappings={"properties": fields})
    assert tokens(client, "l’élection sur", index=prefix, field="own") == ["election", "sur"]
    assert tokens(client, "l'Élysée", index=prefix, field="plain") == ["l'elysee"]
    assert tokens(client, "chevaux sur", index=prefix, analyzer="kept") == ["chevaux"]
    client.indices.delete(index=prefix)


def test_a_killed_server_comes_back_with_its_data_on_its_port(own_elasticsearch: Server, prefix: str) -> None:
    url = own_elasticsearch.start().url
    with Elasticsearch(url) as client:
        client.index(index=prefix, id="1", document={"kept": "yes"}, refresh=True)
    own_elasticsearch.kill()
    assert not healthy(url)
    assert own_elasticsearch.start().url == url
    with Elasticsearch(url) as client:
        client.cluster.health(index=prefix, wait_for_status="yellow")
        assert client.get(index=prefix, id="1")["_source"] == {"kept": "yes"}


def test_it_asks_for_its_password(secured_elasticsearch_url: str) -> None:
    with Elasticsearch(secured_elasticsearch_url) as client:
        assert client.security.authenticate()["username"] == "elastic"
        with pytest.raises(AuthenticationException):
            client.options(basic_auth=("elastic", "wrong")).cluster.health()


def test_a_server_ends_with_whoever_started_it() -> None:
    """A test run that is killed leaves no server behind."""
    starter = "import subprocess, sys; from tests.services import guard\n" + (
        "guarded = subprocess.Popen([sys.executable, guard.__file__, '', 'sleep', '600'], stdin=subprocess.PIPE)\n"
        "print(guarded.pid, flush=True); guarded.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as started:
        guarded = psutil.Process(int(started.stdout.readline()))
        started.kill()
    deadline = time.monotonic() + 20
    while guarded.is_running() and guarded.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.05)
